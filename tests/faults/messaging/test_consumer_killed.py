"""kill -9 of a consumer at each named point: every event has its effect once, and the audit is clean."""

import asyncio
from pathlib import Path

import pytest

from shared.testing.isolation import SECRET
from tests.faults.victims import killed
from tests.integration.messaging.sample import key

VICTIM = Path(__file__).with_name("victim.py")
POINTS = (
    ("before the effect", 7),
    ("before the database commit", 7),
    ("after the database commit", 2),
    ("before the offset commit", 1),
    ("after the offset commit", 2),
)
LATER = tuple(pytest.param(point, times * 4, marks=pytest.mark.full) for point, times in POINTS[:3])


@pytest.mark.parametrize(("point", "times"), [*POINTS, *LATER])
async def test_after_a_kill_every_event_has_its_effect_once(point, times, till, book, healed):
    keys, answers = [key() for _ in range(4)], []
    async with till.relaying():
        for _ in range(5):
            answers += [await till.note(one, 1) for one in keys]
        words = (point, times, book.store.database.name, SECRET)
        victim = asyncio.create_task(killed(VICTIM, *words, settings=book.settings))
        while not victim.done():
            answers.append(await till.note(keys[0], 1))
            await asyncio.sleep(0.05)
        await victim
    await healed(answers)
    assert sum([await book.booked(one) for one in keys]) == len(answers)
