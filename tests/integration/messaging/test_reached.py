"""What counts as having arrived: in every consumer that reads the source, and nowhere parked."""

import asyncio

import pytest

from shared.messaging.parked import drop_parked, list_parked, retry_parked
from shared.web.positions import reached_in

from .sample import Book, Till, booking_consumer, key, repaired_consumer, until


def other_consumer():
    return booking_consumer("other")


async def test_a_position_has_arrived_once_every_consumer_of_its_source_has_it(till: Till, book: Book):
    here = key()
    reached = reached_in(book.store.database, [booking_consumer(), other_consumer()])
    at = f"till-{here}"
    await till.note(here, 1, 2)
    async with till.relaying():
        async with book.consuming():
            await until(lambda: _has(book, at, 2))
        assert not await reached(at, 2)
        await _taken_by_the_other(book, at, 1)
        assert await reached(at, 1)
        assert not await reached(at, 2)
        await _taken_by_the_other(book, at, 2)
        assert await reached(at, 2)


async def _has(book: Book, at: str, version: int) -> bool:
    return await book.seen(at) == version


async def _taken_by_the_other(book: Book, at: str, version: int) -> None:
    row = "INSERT INTO inbox VALUES ('other', $1, 'till', $2) ON CONFLICT (consumer, stream, source) DO UPDATE"
    await book.store.database.pool("system").execute(f"{row} SET version = excluded.version", at, version)


@pytest.mark.parametrize("settled", ["retried", "dropped"])
async def test_a_position_that_lies_parked_has_not_arrived_until_it_is_settled(till: Till, book: Book, settled: str):
    sick = key()
    at = f"till-{sick}"
    reached = reached_in(book.store.database, [booking_consumer()])
    await till.note(sick, 1, -5, 3)
    async with till.relaying(), book.consuming():
        await until(lambda: _has(book, at, 3))
    assert [await reached(at, version) for version in (1, 2, 3)] == [True, False, False]
    head, behind = await list_parked(book.store)
    if settled == "retried":
        await retry_parked(book.store, repaired_consumer(), head.id)
    else:
        await drop_parked(book.store, head.id)
        assert not await reached(at, 3)
        await drop_parked(book.store, behind.id)
    assert await asyncio.gather(reached(at, 2), reached(at, 3)) == [True, True]
