"""kill -9 of one of two instances that fold live: the other takes its partitions and folds each event once."""

import asyncio
from pathlib import Path

import pytest

from shared.testing.isolation import SECRET
from tests.faults.victims import killed
from tests.integration.messaging.sample import until
from tests.integration.scoring.instances import SHORTEST_SESSION, all_folded, divided, equals_a_rebuild, folding
from tests.integration.scoring.story import families, with_repeats

FOLDER = Path(__file__).with_name("folder.py")


@pytest.mark.parametrize(("point", "times"), [("before a batch commits", 3), ("after a batch", 3)])
async def test_what_a_killed_instance_had_in_hand_is_folded_once_by_the_other(point, times, engine, monkeypatch):
    monkeypatch.setenv("PACTLINE_KAFKA_SESSION_SECONDS", str(SHORTEST_SESSION))
    events = with_repeats(families(80))
    async with folding(engine) as survivor:
        await divided(engine, survivor)
        everything = survivor.partitions
        dying = asyncio.create_task(
            killed(FOLDER, point, times, engine.store.database.name, SECRET, settings=engine.settings)
        )
        await until(lambda: 0 < survivor.partitions < everything, seconds=40)
        await engine.publish(events)
        await dying
        assert survivor.partitions < everything
        await divided(engine, survivor)
        await all_folded(engine, events)
    await equals_a_rebuild(engine)
