"""Ends what aiokafka keeps open: within a bound, and whatever comes out of it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

import structlog

GIVEN_UP_SECONDS: Final = 1.0

log = structlog.get_logger()


async def ended_within(seconds: float, closing: Coroutine[Any, Any, Any]) -> bool:
    """False when it did not come to its end: too slow, or cut off by a cancellation of the library's own tasks, which
    would pass for the caller's. What else it raises is told in the log, and it is over.
    """
    task = asyncio.ensure_future(closing)
    try:
        await asyncio.wait([task], timeout=seconds)
    finally:
        task.cancel()
    if not task.done():
        await asyncio.wait([task], timeout=GIVEN_UP_SECONDS)
        return False
    if task.cancelled():
        return False
    if error := task.exception():
        log.info("closing_kafka", error=repr(error))
    return True


def is_cancelled() -> bool:
    """Whether the running task was asked to end. aiokafka lets the cancellations of its own tasks out to whoever waits
    for them; those end nobody else.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
