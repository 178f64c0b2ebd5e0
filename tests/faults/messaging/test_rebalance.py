"""Partitions change hands every two seconds under load; no effect is lost, none happens twice."""

import asyncio
import random

import pytest

from tests.integration.messaging.sample import Book, Till, key

MEMBERS = 3


@pytest.mark.parametrize("seconds", [8, pytest.param(60, marks=pytest.mark.full)])
async def test_instances_that_come_and_go_under_load_give_each_effect_once(seconds, till: Till, book: Book, healed):
    keys = [key() for _ in range(12)]
    stopping = asyncio.Event()
    chance = random.Random(5)

    async def writing() -> list[str]:
        answers = []
        while not stopping.is_set():
            answers.append(await till.note(chance.choice(keys), 1, 1))
            await asyncio.sleep(0.01)
        return answers

    async def coming_and_going(member: int) -> None:
        await asyncio.sleep(member * 2 / MEMBERS)
        while not stopping.is_set():
            async with book.consuming():
                await asyncio.sleep(2)

    async with till.relaying():
        members = [asyncio.create_task(coming_and_going(member)) for member in range(MEMBERS)]
        writer = asyncio.create_task(writing())
        await asyncio.sleep(seconds)
        stopping.set()
        answers = await writer
        await asyncio.gather(*members)
    await healed(answers)
    assert sum([await book.booked(one) for one in keys]) == 2 * len(answers)
    in_order: dict[str, int] = {}
    for stream, version in await book.effects():
        assert version == in_order.get(stream, 0) + 1
        in_order[stream] = version
