"""kill -9 of scoring at each named point of a rebuild: what serves goes on serving, the next start ends it, once."""

import json
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from services.scoring.app import SERVICE
from services.scoring.folding.fact_tables import MODELS
from services.scoring.generation.audited import fold_readers
from services.scoring.generation.catching_up import Topics
from shared.messaging.topics import topic_of
from shared.testing.invariants.checking import Held, assert_holds
from shared.testing.isolation import SECRET
from shared.values.clock import SystemClock
from shared.web.app import run
from tests.faults.victims import killed
from tests.integration.messaging.sample import until
from tests.integration.scoring.story import families, with_repeats

VICTIM = Path(__file__).with_name("victim.py")
BEFORE_THE_SWAP = (
    ("while filling", 10),
    ("while readers of their own fill", 10),
    ("before a checkpoint commits", 2),
    ("after a checkpoint", 2),
    ("between joining and indexing", 1),
    ("before the swap", 1),
    ("before the swap commits", 1),
)
AFTER_THE_SWAP = (("after the swap", 1), ("before the rebuild is told", 1))
FEW, MANY = 40, 1_500
LONG = (
    ("while filling", 90),
    ("while readers of their own fill", 40),
    ("before a checkpoint commits", 60),
    ("after a checkpoint", 60),
    ("between joining and indexing", 1),
    ("before the swap commits", 1),
    *AFTER_THE_SWAP,
)
"""The same over many more families, late on the way."""
SERVING = "SELECT generation FROM generations WHERE state = 'serving'"
UNFINISHED = "SELECT count(*) FROM generations WHERE state IN ('reading', 'following')"
PENDING = "SELECT (SELECT coalesce(max(position), 0) FROM events) - (SELECT position FROM relay)"


async def killed_at(point, times, engine):
    await killed(VICTIM, point, times, engine.store.database.name, SECRET, settings=engine.settings)


@asynccontextmanager
async def started(engine):
    """The service as it starts: folding, relaying, and going on with what was cut off."""

    async def keys():
        return {"keys": []}

    async with run(SERVICE, engine.settings, SystemClock(), keys, engine.store.database.name) as running:
        yield running


async def is_settled(engine):
    return await engine.pool.fetchval(UNFINISHED) == 0 and await engine.pool.fetchval(PENDING) == 0


async def told(engine):
    """What scoring's topic says of read models: one a record, repeats of the relay left out."""
    topic, found = topic_of("scoring", engine.settings), {}
    async with Topics(engine.settings) as topics:
        for place, end in (await topics.ends()).items():
            at = 0
            while place[0] == topic and at < end:
                records = (await topics.page({place: (at, end)}))[place]
                at = records[-1].offset + 1
                found |= {dict(record.headers)["ce_id"]: json.loads(record.value) for record in records}
    return list(found.values())


@pytest.mark.parametrize(
    ("point", "times", "number"),
    [
        *((*one, FEW) for one in (*BEFORE_THE_SWAP, *AFTER_THE_SWAP)),
        *(pytest.param(*one, MANY, marks=pytest.mark.full) for one in LONG),
    ],
)
async def test_a_killed_rebuild_is_ended_by_the_next_start_and_told_of_once(point, times, number, engine, straight):
    await engine.publish(with_repeats(families(number)))
    await engine.fold_everything()
    old, at_first = await engine.pool.fetchval(SERVING), await straight()
    await killed_at(point, times, engine)

    swapped = (point, times) in AFTER_THE_SWAP
    assert await engine.pool.fetch(SERVING) == [(old + swapped,)]
    assert await engine.sums() == at_first.sums
    assert await told(engine) == []
    await engine.publish(families(1, seed=8)[0])
    await engine.fold_everything()
    in_the_end = await straight()
    assert await engine.sums() == in_the_end.sums != at_first.sums

    async with started(engine):
        await until(lambda: is_settled(engine), seconds=40)
        await assert_holds(Held([engine.store], engine.settings, fold_readers(engine.store)))
    assert await engine.pool.fetch(SERVING) == [(old + 1,)]
    assert await engine.sums() == in_the_end.sums
    facts = await told(engine)
    assert sorted(fact["model"] for fact in facts) == sorted(MODELS)
    assert {fact["generation"] for fact in facts} == {old + 1}
    checksums = {fact["model"]: fact["checksum"] for fact in facts}
    assert checksums == (at_first if swapped else in_the_end).checksums


async def test_what_a_killed_rebuild_has_committed_is_not_read_again(engine):
    await engine.publish(with_repeats(families(40)))
    await engine.fold_everything()
    await killed_at("after a checkpoint", 2, engine)
    made, read = await engine.pool.fetchrow("SELECT generation, \"read\" FROM generations WHERE state = 'reading'")
    done = await engine.rebuild()
    assert done.generation == made
    assert read >= 120
    assert await engine.pool.fetchval('SELECT "read" FROM generations WHERE generation = $1', made) == done.events
    assert done.verdict.compared
    assert done.verdict.same
