"""kill -9 of a consumer at each named point: every event has its effect once, and the audit is clean."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from shared.testing.isolation import SECRET
from tests.integration.messaging.sample import key

ROOT = Path(__file__).parents[3]
VICTIM = Path(__file__).with_name("victim.py")
POINTS = (
    ("before the effect", 7),
    ("before the database commit", 7),
    ("after the database commit", 2),
    ("before the offset commit", 1),
    ("after the offset commit", 2),
)
LATER = tuple(pytest.param(point, times * 4, marks=pytest.mark.full) for point, times in POINTS[:3])


async def killed_at(point: str, times: int, book) -> None:
    environment = os.environ | {
        "PACTLINE_DATABASE_URL": book.settings.database_url,
        "PACTLINE_KAFKA": book.settings.kafka,
        "PACTLINE_TOPIC_PREFIX": book.settings.topic_prefix,
        "PACTLINE_PARTITIONS": str(book.settings.partitions),
        "PYTHONPATH": str(ROOT),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(VICTIM), point, str(times), book.store.database.name, SECRET, env=environment
    )
    async with asyncio.timeout(50):
        await process.wait()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize(("point", "times"), [*POINTS, *LATER])
async def test_after_a_kill_every_event_has_its_effect_once(point, times, till, book, healed):
    keys, answers = [key() for _ in range(4)], []
    async with till.relaying():
        for _ in range(5):
            answers += [await till.note(one, 1) for one in keys]
        victim = asyncio.create_task(killed_at(point, times, book))
        while not victim.done():
            answers.append(await till.note(keys[0], 1))
            await asyncio.sleep(0.05)
        await victim
    await healed(answers)
    assert sum([await book.booked(one) for one in keys]) == len(answers)
