"""The story as it is told: who takes part, what was made so far, and how a step is shown and held to its word."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.markup import escape

from services.story.callers import Caller
from services.story.days import Days
from services.story.wire import Wire
from shared.settings import PlatformSettings


@dataclass
class Story:
    """Chapters read what earlier ones left in `units`, `staff`, `callers` and `made`."""

    settings: PlatformSettings
    client: httpx.AsyncClient
    wire: Wire
    console: Console
    today: date
    ocds: Path | None = None
    units: dict[str, str] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)
    callers: dict[str, Caller] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def chapter(self, number: int, title: str) -> None:
        """A heading."""
        self.console.print()
        self.console.rule(f"[bold]{number}. {title}", align="left", style="dim")

    @property
    def days(self) -> Days:
        """The business days of the contract's life."""
        return Days(self.today)

    @asynccontextmanager
    async def step(self, words: str, **events: int) -> AsyncIterator[None]:
        """One step, told when it begins; it ends once Kafka brought at least these events (`contract_signed=1`)."""
        self.console.print(f"  {escape(words)}")
        before = dict(self.wire.counts)
        started = time.monotonic()
        yield
        await self.wire.grown(before, {wire_name(name): count for name, count in events.items()})
        came = ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in self.wire.since(before).items())
        took = time.monotonic() - started
        self.console.print(f"    [green]✓[/] [dim]{took:4.1f} s  {came or 'no event'}[/]")

    def figure(self, words: str) -> None:
        """A figure worth reading, under its step."""
        self.console.print(f"    [cyan]{escape(words)}[/]")

    def by(self, name: str) -> Caller:
        """Somebody who takes part."""
        return self.callers[name]


def wire_name(name: str) -> str:
    """`contract_signed` is `contract.signed.v1`; the first underscore parts service word and fact."""
    subject, _, fact = name.partition("_")
    return f"{subject}.{fact}.v1"
