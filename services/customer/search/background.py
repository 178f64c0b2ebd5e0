"""What the search makes ready while the service starts."""

import asyncio

from shared.values.pinyin import load
from shared.web.running import Running


async def learn_spellings(_running: Running) -> None:
    """The first name that is spelt would wait most of a second for the dictionary, and every request with it."""
    await asyncio.to_thread(load)
