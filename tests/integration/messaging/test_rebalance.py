"""Partitions change hands under load; no effect is lost, none happens twice."""

import asyncio
import random

from .sample import Book, Till, key, until

MEMBERS = 3


async def test_instances_that_come_and_go_under_load_give_each_effect_once(till: Till, book: Book):
    keys = [key() for _ in range(12)]
    stopping = asyncio.Event()
    chance = random.Random(5)

    async def writing() -> int:
        written = 0
        while not stopping.is_set():
            await till.note(chance.choice(keys), 1, 1)
            written += 2
            await asyncio.sleep(0.005)
        return written

    async def coming_and_going(member: int) -> None:
        await asyncio.sleep(member)
        while not stopping.is_set():
            async with book.consuming():
                await asyncio.sleep(2 + chance.random())

    async with till.relaying():
        members = [asyncio.create_task(coming_and_going(member)) for member in range(MEMBERS)]
        writer = asyncio.create_task(writing())
        await asyncio.sleep(10)
        stopping.set()
        written = await writer
        await asyncio.gather(*members)
        async with book.consuming():
            await until(lambda: _effects(book, written))
    assert sum([await book.booked(one) for one in keys]) == written
    assert await book.store.database.pool("system").fetchval("SELECT count(*) FROM inbox_gaps") == 0
    assert await book.store.database.pool("system").fetchval("SELECT count(*) FROM parked") == 0
    in_order = {}
    for stream, version in await book.effects():
        assert version == in_order.get(stream, 0) + 1
        in_order[stream] = version


async def _effects(book: Book, number: int) -> bool:
    return len(await book.effects()) == number


async def test_two_instances_share_the_partitions_and_both_are_ready(till: Till, book: Book):
    await till.note(key(), 1)
    async with till.relaying(), book.consuming() as first, book.consuming() as second:
        await until(lambda: first.ready and second.ready)
        await until(lambda: _shared(first, second))


def _shared(*runners) -> bool:
    held = [loop.subscription._kafka.assignment() for runner in runners for loop in runner._loops]
    return all(held) and sum(map(len, held)) == 3
