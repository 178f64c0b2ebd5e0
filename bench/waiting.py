"""Waits for what a running service does by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

LONGEST: Final = 180.0


async def until(look: Callable[[], Awaitable[Any]], there: Callable[[Any], bool]) -> Any:
    """What `look` gives once it is `there`; raises TimeoutError."""
    async with asyncio.timeout(LONGEST):
        while True:
            found = await look()
            if there(found):
                return found
            await asyncio.sleep(0.05)
