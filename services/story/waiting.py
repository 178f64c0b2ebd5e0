"""Waiting for what takes effect elsewhere: asked again until it is so, within a bound."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from services.story.errors import StoryBrokenError

T = TypeVar("T")
AGAIN: Final = 0.1


async def until(ask: Callable[[], Awaitable[T | None]], seconds: float, otherwise: str) -> T:
    """The first answer that is not None; breaks the story off with `otherwise` when none came in time."""
    ends = asyncio.get_running_loop().time() + seconds
    while True:
        found = await ask()
        if found is not None:
            return found
        if asyncio.get_running_loop().time() > ends:
            raise StoryBrokenError(f"{otherwise} within {seconds:.0f} seconds.")
        await asyncio.sleep(AGAIN)
