"""Somebody who writes on, whatever the database does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg

REFUSALS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""What a database comes to that was cut off in the midst of a word."""


async def insisting(write: Callable[[], Awaitable[str]], answers: list[str], refused: list[str]) -> None:
    while True:
        try:
            answers.append(await write())
        except REFUSALS as refusal:
            refused.append(type(refusal).__name__)
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.02)


@asynccontextmanager
async def writing(*writers: Callable[[], Awaitable[str]]) -> AsyncIterator[tuple[list[str], list[str]]]:
    """What was answered and what was refused, while the block runs."""
    answers: list[str] = []
    refused: list[str] = []
    tasks = [asyncio.create_task(insisting(write, answers, refused)) for write in writers]
    try:
        yield answers, refused
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        # Who stopped writing of what nobody expected would else be taken for one that waits.
        for each in ended:
            if isinstance(each, Exception):
                raise each
