"""Several instances fold live at once: partitions are divided, and each event has its effect once, whoever ends."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import pytest

from services.scoring.generation import live_loop
from services.scoring.generation.catching_up import Topics
from services.scoring.generation.live import OutOfStepError, ensure_positions, fold_live
from services.scoring.generation.rebuild import first_generation
from tests.integration.messaging.sample import until
from tests.integration.scoring.instances import all_folded, divided, equals_a_rebuild, events_of, folding
from tests.integration.scoring.story import families, with_repeats


@dataclass
class Shares:
    """New events that each instance folded; the one whose pool is `stuck` holds its next batch and goes no further."""

    events: Counter = field(default_factory=Counter)
    stuck: Any = None
    holds_one: asyncio.Event = field(default_factory=asyncio.Event)

    async def fold(self, pool, read):
        if pool is self.stuck:
            self.holds_one.set()
            await asyncio.Event().wait()
        self.events[pool] += (events := await fold_live(pool, read))
        return events

    def of(self, instance):
        return self.events[pool_of(instance)]


def pool_of(instance):
    return instance._store.database.pool("system")


@pytest.fixture
def shares(monkeypatch) -> Shares:
    """Of instances whose batches are small, so that they take turns."""
    counted = Shares()
    monkeypatch.setattr(live_loop, "fold_live", counted.fold)
    monkeypatch.setattr(live_loop, "BATCH", 25)
    return counted


async def test_two_instances_divide_the_partitions_and_fold_each_event_once_though_one_is_stopped(engine, shares):
    first, second = with_repeats(families(40)), with_repeats(families(40, seed=2), seed=2)
    async with folding(engine) as stays:
        async with folding(engine) as leaves:
            await divided(engine, stays, leaves)
            await engine.publish(first)
            await all_folded(engine, first)
            assert shares.of(stays) > 0 < shares.of(leaves)
            shares.stuck = pool_of(leaves)
            await engine.publish(second)
            await asyncio.wait_for(shares.holds_one.wait(), 20)
        await divided(engine, stays)
        await all_folded(engine, first + second)
        assert shares.events.total() == len(events_of(first + second))
    await equals_a_rebuild(engine)


async def test_an_instance_that_joins_in_the_midst_takes_its_share_and_folds_nothing_again(engine, shares):
    first, second = with_repeats(families(40)), with_repeats(families(20, seed=2), seed=2)
    async with folding(engine) as was_there:
        await divided(engine, was_there)
        sending = asyncio.create_task(engine.publish(first))
        await until(lambda: shares.of(was_there))
        async with folding(engine) as joins:
            await divided(engine, was_there, joins)
            await sending
            await engine.publish(second)
            await all_folded(engine, first + second)
            assert shares.of(joins) > 0
    assert shares.events.total() == len(events_of(first + second))
    await equals_a_rebuild(engine)


async def batch_of(engine):
    """All records of all partitions, as one instance would hold them."""
    async with Topics(engine.settings) as topics:
        ends = {place: end for place, end in (await topics.ends()).items() if end}
        held = {place: [] for place in ends}
        while any(len(held[place]) < end for place, end in ends.items()):
            page = await topics.page({place: (len(held[place]), end) for place, end in ends.items()})
            for place, records in page.items():
                held[place] += records
    return held


async def test_a_batch_that_two_owners_hold_at_once_is_folded_by_one_of_them(engine):
    events = with_repeats(families(30))
    await engine.publish(events)
    await first_generation(engine.store)
    batch = await batch_of(engine)
    await ensure_positions(engine.pool, list(batch))
    backwards = dict(reversed(batch.items()))
    done = await asyncio.gather(*(fold_live(engine.pool, one) for one in (batch, backwards, batch, backwards)))
    assert sorted(done) == [0, 0, 0, len(events_of(events))]
    await all_folded(engine, events)
    await equals_a_rebuild(engine)


async def test_records_of_a_partition_without_a_position_are_not_passed_over(engine):
    events = with_repeats(families(10))
    await engine.publish(events)
    await first_generation(engine.store)
    batch = await batch_of(engine)
    known, unknown = list(batch)[:1], list(batch)[1:]
    for places in ([], known):
        await ensure_positions(engine.pool, places)
        with pytest.raises(OutOfStepError):
            await fold_live(engine.pool, batch)
    assert await engine.pool.fetchval("SELECT count(*) FROM seen_streams") == 0
    await ensure_positions(engine.pool, unknown)
    await fold_live(engine.pool, batch)
    await all_folded(engine, events)


async def test_partitions_that_come_while_the_database_is_away_are_begun_where_folding_stands(engine, monkeypatch):
    """The client of Kafka swallows what goes wrong as partitions come, and would read on from the first record."""
    first, second = with_repeats(families(10)), families(5, seed=2)
    await engine.publish(first)
    away = [True]

    async def look(conn, places):
        if places and away[0]:
            raise asyncpg.ConnectionDoesNotExistError("the connection was closed in the middle of an operation")
        return await ensure_positions(conn, places)

    monkeypatch.setattr(live_loop, "ensure_positions", look)
    async with folding(engine) as instance:
        await until(lambda: instance._unplaced is not None)
        assert instance.partitions == 0
        away[0] = False
        await divided(engine, instance)
        await engine.publish([pair for family in second for pair in family])
        await all_folded(engine, first + [pair for family in second for pair in family])
