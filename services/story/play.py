"""The demonstration: a fresh installation is started, the story is told in it by HTTP, and nothing stays behind."""

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
from rich.console import Console
from rich.markup import escape

from services.portal.role.shipped import SHIPPED
from services.story.asset import asset
from services.story.callers import SECONDS
from services.story.closing import closing
from services.story.context import Story
from services.story.customers import customers
from services.story.erasure import erasure
from services.story.errors import AlreadySetUpError, StoryBrokenError
from services.story.left_open import left_open
from services.story.notices import live_inbox, notices
from services.story.ocds import checked
from services.story.organisation import MEMBERS, organisation
from services.story.purchase import purchase
from services.story.retail import retail
from services.story.scoring import scoring
from services.story.wire import Wire
from shared.settings import PlatformSettings, read_settings
from shared.values.clock import SystemClock

FIRST_PORT: Final = 8400
BROKEN: Final = 1

Chapter = Callable[[Story], Awaitable[None]]
PREPARED: Final[tuple[Chapter, ...]] = (organisation, customers)
LISTENED_TO: Final[tuple[Chapter, ...]] = (purchase, retail, asset, scoring, notices, erasure, left_open)
"""Told while the buyer's inbox is open."""


def demonstrate(ocds: Path | None, port: int = FIRST_PORT) -> int:
    """Tells the story in an installation of its own, in a fresh directory that is gone afterwards; where the story
    broke off the directory stays, for the services' logs.
    """
    from services.catalogue import CATALOGUE
    from shared.runtime.supervisor import up

    if ocds is not None:
        checked(ocds)
    place = Path(tempfile.mkdtemp(prefix="pactline-demo-"))
    told = False
    try:
        status = up(CATALOGUE, place, first_port=port, play=partial(_play, ocds, stays=False), serve_on=False)
        told = status != BROKEN
    except KeyboardInterrupt:
        told = True
        raise
    finally:
        if not told and any((place / "logs").glob("*.log")):
            sys.stderr.write(
                f"What the services logged stays in {place / 'logs'}; remove {place} when you have read it.\n"
            )
        else:
            shutil.rmtree(place, ignore_errors=True)
    return status


def played_into(ocds: Path | None) -> Callable[[], int]:
    """The story as a function for a process whose environment names an installation that stays."""
    return partial(_play, ocds, stays=True)


def _play(ocds: Path | None, *, stays: bool) -> int:
    console = Console(highlight=False)
    made: dict[str, Any] = {}
    try:
        asyncio.run(tell(read_settings(), console, ocds, made))
    except AlreadySetUpError:
        console.print("This installation has an organisation already; the demonstration is told in a fresh one only.")
        console.print("It serves on as it is. For the demonstration stop it and name another --data-dir.")
        return 0
    except Exception as broken:  # noqa: BLE001 - whatever a step ran into is said in a sentence
        words = str(broken) if isinstance(broken, StoryBrokenError) else f"{type(broken).__name__}: {broken}"
        console.print(f"\n[bold red]The story broke off:[/] {escape(words)}", soft_wrap=True)
        if stays:
            _say_password(console, made)
            rest = "What was told so far is served. To hear all of it stop this and name another --data-dir."
            console.print(rest, soft_wrap=True)
        return BROKEN
    if stays:
        _say_password(console, made)
    return 0


def _say_password(console: Console, made: dict[str, Any]) -> None:
    if password := made.get("password"):
        console.print(f"Sign in as administrator with the password {password}", soft_wrap=True)
        if people := [one for one in MEMBERS if one.key in made.get("passwords", {})]:
            console.print("The same password lets in whoever of the story you would rather be:")
            for one in people:
                console.print(f"  {one.login:<20} {SHIPPED[one.role].meaning}", soft_wrap=True)


async def tell(
    settings: PlatformSettings, console: Console, ocds: Path | None = None, made: dict[str, Any] | None = None
) -> Story:
    """Every chapter in order, each step held to its result; raises `StoryBrokenError` where one differs. What was made
    until then is left in `made`.
    """
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=SECONDS, trust_env=False))
        wire = await stack.enter_async_context(Wire(settings).reading())
        today = SystemClock().today(settings.zone)
        story = Story(settings, client, wire, console, today, ocds, made={} if made is None else made)
        for chapter in PREPARED:
            await chapter(story)
        async with live_inbox(story, "buyer"):
            for chapter in LISTENED_TO:
                await chapter(story)
        await closing(story)
    console.print(f"\nTold in {time.monotonic() - began:.0f} seconds, and every figure is as it should be.")
    return story
