"""Waits for what a running service does by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

LONGEST: Final = 180.0


async def until(look: Callable[[], Awaitable[Any]], there: Callable[[Any], bool], *, within: float = LONGEST) -> Any:
    """What `look` gives once it is `there`; raises TimeoutError."""
    async with asyncio.timeout(within):
        while True:
            found = await look()
            if there(found):
                return found
            await asyncio.sleep(0.05)
