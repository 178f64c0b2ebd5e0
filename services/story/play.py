"""The demonstration: a fresh installation is started, the story is told in it by HTTP, and nothing stays behind."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Final

import httpx
from rich.console import Console
from rich.markup import escape

from services.story.asset import asset
from services.story.callers import SECONDS
from services.story.closing import closing
from services.story.context import Story
from services.story.customers import customers
from services.story.erasure import erasure
from services.story.errors import AlreadySetUpError, StoryBrokenError
from services.story.notices import live_inbox, notices
from services.story.ocds import organisations
from services.story.organisation import organisation
from services.story.purchase import purchase
from services.story.retail import retail
from services.story.scoring import scoring
from services.story.wire import Wire
from shared.settings import PlatformSettings, read_settings
from shared.values.clock import SystemClock
from shared.values.errors import StartError

FIRST_PORT: Final = 8400
BROKEN: Final = 1

Chapter = Callable[[Story], Awaitable[None]]
PREPARED: Final[tuple[Chapter, ...]] = (organisation, customers)
LISTENED_TO: Final[tuple[Chapter, ...]] = (purchase, retail, asset, scoring, notices, erasure)
"""Told while the buyer's inbox is open."""


def demonstrate(ocds: Path | None, port: int = FIRST_PORT) -> int:
    """Tells the story in an installation of its own, in a fresh directory that is gone afterwards."""
    from services.catalogue import CATALOGUE
    from shared.runtime.supervisor import up

    check_file(ocds)
    place = Path(tempfile.mkdtemp(prefix="pactline-demo-"))
    try:
        return up(CATALOGUE, place, first_port=port, play=played_into(ocds), serve_on=False)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def check_file(ocds: Path | None) -> None:
    """Reads the file of organisations before anything starts; raises `StartError` when it is none."""
    if ocds is None:
        return
    try:
        organisations(ocds)
    except StoryBrokenError as broken:
        raise StartError(str(broken), "Name an Open Contracting (OCDS 1.1) file in JSON or JSON lines.") from broken


def played_into(ocds: Path | None) -> Callable[[], int]:
    """The story as a function for a process whose environment names the installation."""
    return partial(_play, ocds)


def _play(ocds: Path | None) -> int:
    console = Console(highlight=False)
    try:
        asyncio.run(tell(read_settings(), console, ocds))
    except AlreadySetUpError:
        console.print("This installation has an organisation already; the demonstration is told in a fresh one only.")
    except StoryBrokenError as broken:
        console.print(f"\n[bold red]The story broke off:[/] {escape(str(broken))}", soft_wrap=True)
        return BROKEN
    return 0


async def tell(settings: PlatformSettings, console: Console, ocds: Path | None = None) -> Story:
    """Every chapter in order, each step held to its result; raises `StoryBrokenError` where one differs."""
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=SECONDS, trust_env=False))
        wire = await stack.enter_async_context(Wire(settings).reading())
        story = Story(settings, client, wire, console, SystemClock().today(), ocds)
        for chapter in PREPARED:
            await chapter(story)
        async with live_inbox(story, "buyer"):
            for chapter in LISTENED_TO:
                await chapter(story)
        await closing(story)
    console.print(f"\nTold in {time.monotonic() - began:.0f} seconds, and every figure is as it should be.")
    return story
