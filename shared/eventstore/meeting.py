"""What a transaction does that met another one: it reloads and decides again, a few times and not in step with it."""

import asyncio
import random
from typing import Final

import asyncpg

from shared.values.errors import ConcurrencyError

ATTEMPTS: Final = 8
"""One and seven more: what met another one reloads and tries again."""
PAUSE: Final = 0.002
"""Seconds at most before the second attempt, twice as many before each further one."""

MET: Final = (
    ConcurrencyError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
)


def met_another(error: BaseException) -> bool:
    """Whether somebody else was first, so that deciding again on what they left helps."""
    return isinstance(error, MET)


async def step_aside(attempt: int) -> None:
    """Waits before the attempt after this one, at random, so that those who met do not meet again."""
    await asyncio.sleep(random.uniform(0, PAUSE * 2**attempt))  # nosec B311  # noqa: S311 - jitter
