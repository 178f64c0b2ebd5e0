"""Rebuilt and live are the same, on real servers, whatever the delivery; and what serves is never disturbed."""

import asyncio
from collections import Counter
from unittest.mock import patch

import pytest

from services.scoring.folding.fact_tables import MODELS, services_of
from services.scoring.generation import catching_up, reading, rebuild
from services.scoring.generation.catching_up import Topics
from services.scoring.generation.lag import STANDS, behind_of
from services.scoring.generation.rebuild import (
    GenerationsDifferError,
    Rebuild,
    RebuildRunningError,
    UnknownModelError,
    alone,
    first_generation,
)
from services.scoring.generation.spent import STAGES, Spent
from shared.messaging.observed import observed
from tests.faults.relaying import relaying
from tests.integration.scoring.story import families, with_repeats


async def test_a_rebuild_equals_what_was_folded_live_and_swaps(engine):
    await engine.publish(with_repeats(families(60)))
    await engine.fold_everything()
    live = await engine.sums()
    made = Rebuild(engine.store, engine.settings)
    done = await made.run()
    assert made.spent.seconds.keys() == STAGES.keys()
    assert done.verdict.compared
    assert done.verdict.same
    assert done.repeats + await engine.pool.fetchval("SELECT count(*) FROM seen_streams") > 0
    assert await engine.sums() == live
    assert await engine.pool.fetchval("SELECT count(*) FROM generations WHERE state = 'serving'") == 1
    assert await engine.pool.fetchval("SELECT count(*) FROM fold_gaps") == 0


async def test_rebuilding_twice_gives_identical_content(engine):
    await engine.publish(with_repeats(families(40)))
    first, second = await engine.rebuild(), await engine.rebuild()
    assert first.verdict.checksums == second.verdict.checksums
    assert second.verdict.compared
    assert second.generation > first.generation


async def test_repeats_and_delivery_leave_no_trace_in_the_content(engine, clone_database):
    await engine.publish(with_repeats(families(40), seed=3))
    await engine.fold_everything(seed=1)
    repeated = (await engine.rebuild()).verdict.checksums
    plain = type(engine)(engine.store, engine.settings.model_copy(update={"topic_prefix": f"p{id(engine)}-"}))
    from shared.messaging.topics import ensure_topics

    await ensure_topics(plain.settings)
    await plain.publish([pair for family in families(40) for pair in family])
    once = (await plain.rebuild(accept_differences=True)).verdict.checksums
    for producer in plain.producers.values():
        await producer.stop()
    assert once == repeated


async def test_repeats_between_batches_of_a_bulk_read_are_dropped(engine):
    found = families(30)
    straight = [pair for family in found for pair in family]
    await engine.publish([*straight, *straight, *straight[10:]])
    with patch.object(reading, "FETCHED", 7), patch.object(reading, "LANDED", 20):
        done = await engine.rebuild()
    names = "SELECT count(*) - count(DISTINCT (stream, version, line)) FROM "
    for table in ("purchases", "payments", "invoices", "bookings", "contract_facts", "customer_facts", "asset_facts"):
        assert await engine.pool.fetchval(names + table) == 0
    await engine.publish(families(5, seed=9)[0])
    await engine.fold_everything()
    assert (await engine.rebuild()).verdict.same
    assert done.verdict.rows > 0


async def test_a_rebuild_holds_no_more_of_a_stream_ten_times_as_long(engine, monkeypatch):
    """Records held at once by what reads in bulk, and by what brings generations level: of them its memory is made."""
    most = {"fetched": 0, "landed": 0, "page": 0, "rows": 0}
    fold, land, fold_into = reading.fold, reading._land, catching_up.fold_into

    def folded(records, **options):
        most["fetched"] = max(most["fetched"], len(records))
        return fold(records, **options)

    async def landed(task, conn, batch, reached, count):
        most["landed"] = max(most["landed"], count)
        most["rows"] = max(most["rows"], sum(len(rows) for one in batch for rows in one.rows.values()))
        await land(task, conn, batch, reached, count)

    async def levelled(conn, target, page, **options):
        most["page"] = max(most["page"], sum(map(len, page.values())))
        return await fold_into(conn, target, page, **options)

    monkeypatch.setattr(reading, "fold", folded)
    monkeypatch.setattr(reading, "_land", landed)
    monkeypatch.setattr(catching_up, "fold_into", levelled)
    fetched, batch, page = 10, 40, 25
    monkeypatch.setattr(reading, "FETCHED", fetched)
    monkeypatch.setattr(reading, "LANDED", batch)
    monkeypatch.setattr(catching_up, "PAGE", page)
    await first_generation(engine.store)
    sizes = []
    for count, seed in ((8, 1), (90, 2)):
        records = [pair for family in families(count, seed=seed) for pair in family]
        sizes.append(sum(sizes[-1:]) + len(records))
        await engine.publish(records)
        await engine.rebuild()
        assert most["fetched"] == fetched
        assert batch <= most["landed"] < batch + fetched
        assert most["rows"] <= 2 * most["landed"]
        assert most["page"] == page
    # The bounds are met by the short stream already, which is longer than all of them.
    assert (sizes[0] > 2 * batch, sizes[1] >= 10 * sizes[0]) == (True, True)


RUNS = {
    "whole": [(1, 4)],
    "meeting": [(3, 4), (1, 2)],
    "overlapping": [(1, 2), (2, 3)],
    "twice": [(1, 1), (1, 1)],
    "apart": [(1, 2), (4, 4)],
    "late": [(3, 4)],
    "late-meeting": [(2, 2), (3, 3)],
    "three": [(3, 3), (1, 1), (2, 2)],
    "inside": [(1, 3), (2, 2), (5, 5)],
}


async def test_gaps_between_runs_are_seen_however_the_runs_lie(engine):
    statement = "INSERT INTO generations (models, tables, state) VALUES ('{}', '{}', 'reading') RETURNING generation"
    async with engine.pool.acquire() as conn:
        generation = await conn.fetchval(statement)
        await rebuild.layout.create(conn, generation, (), bare=True)
        schema = rebuild.layout.schema_of(generation)
        records = [(stream, *run) for stream, runs in RUNS.items() for run in runs]
        await conn.copy_records_to_table(rebuild.layout.RUNS, schema_name=schema, records=records)
    await rebuild.layout.finish(engine.pool, generation, (), Spent())
    gaps = await engine.pool.fetch("SELECT stream, seen, got FROM fold_gaps WHERE generation = $1", generation)
    assert {tuple(one) for one in gaps} == {("apart", 2, 4), ("late", 0, 3), ("late-meeting", 0, 2), ("inside", 3, 5)}
    seen = dict(await engine.pool.fetch(f"SELECT stream, version FROM {schema}.{rebuild.layout.SEEN}"))
    assert seen == {stream: max(last for _, last in runs) for stream, runs in RUNS.items()}


async def test_what_arrives_during_a_rebuild_is_in_both_generations(engine):
    await engine.publish(with_repeats(families(30)))
    await engine.fold_everything()
    finish = rebuild.layout.finish

    async def slow_finish(*arguments):
        await engine.publish(with_repeats(families(10, seed=5)))
        await finish(*arguments)

    with patch.object(rebuild.layout, "finish", slow_finish):
        done = await engine.rebuild()
    assert done.verdict.compared
    assert done.verdict.same
    assert await engine.pool.fetchval("SELECT count(*) FROM customer_facts WHERE customer_id LIKE 'c5-%'") == 10


@pytest.mark.parametrize("step", ["read_all", "layout.finish", "swap", "Rebuild._level", "Rebuild._compare"])
async def test_a_rebuild_that_is_cut_off_leaves_the_old_one_and_is_resumed(engine, step):
    await engine.publish(with_repeats(families(25)))
    await engine.fold_everything()
    live = await engine.sums()
    serving = await engine.pool.fetchval("SELECT generation FROM generations WHERE state = 'serving'")
    owner = rebuild
    *path, name = step.split(".")
    for part in path:
        owner = getattr(owner, part)
    whole = getattr(owner, name)

    async def cut_off(*arguments, **options):
        await whole(*arguments, **options) if step != "swap" else None
        raise asyncio.CancelledError

    with patch.object(owner, name, cut_off), pytest.raises(asyncio.CancelledError):
        await engine.rebuild()
    assert await engine.pool.fetchval("SELECT generation FROM generations WHERE state = 'serving'") == serving
    assert await engine.sums() == live
    await engine.publish(families(3, seed=8)[0])
    await engine.fold_everything()
    done = await engine.rebuild()
    assert done.generation == serving + 1
    assert done.verdict.same
    assert done.verdict.compared


async def lag(engine):
    async with Topics(engine.settings) as topics:
        ends = await topics.ends()
    return behind_of(ends, await engine.pool.fetch(STANDS), engine.settings)


async def test_some_models_can_be_rebuilt_alone_and_the_others_stay(engine):
    await engine.publish(with_repeats(families(20)))
    await engine.fold_everything()
    before = await engine.pool.fetchval("SELECT count(*) FROM purchases")
    done = await engine.rebuild(models=("purchases",))
    assert done.verdict.same
    assert await engine.pool.fetchval("SELECT count(*) FROM purchases") == before
    serving = await engine.pool.fetch("SELECT models FROM generations WHERE state = 'serving' ORDER BY generation")
    assert [len(row["models"]) for row in serving] == [len(MODELS) - 1, 1]
    assert set((await lag(engine)).values()) == {0}
    unread = families(4, seed=7)[0]
    await engine.publish(unread)
    by_service = Counter(service for service, _ in unread)
    assert await lag(engine) == {model: by_service[services_of(model)[0]] for model in MODELS}
    await engine.fold_everything()
    assert (await engine.rebuild()).verdict.same
    assert await engine.pool.fetchval("SELECT count(*) FROM generations WHERE state = 'serving'") == 1


async def test_content_that_differs_is_not_swapped_in_unless_accepted(engine):
    await engine.publish(with_repeats(families(20)))
    await engine.fold_everything()
    serving = await engine.pool.fetchval("SELECT generation FROM generations WHERE state = 'serving'")
    await engine.pool.execute(f"DELETE FROM generation_{serving}.purchases WHERE line = 2")
    with pytest.raises(GenerationsDifferError) as refusal:
        await engine.rebuild()
    assert any(words.startswith("purchases of unit") for words in refusal.value.details["differences"])
    assert await engine.pool.fetchval("SELECT generation FROM generations WHERE state = 'serving'") == serving
    done = await engine.rebuild(accept_differences=True)
    assert await engine.pool.fetchval("SELECT generation FROM generations WHERE state = 'serving'") == done.generation


WAITED_FOR = """
SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
               WHERE NOT granted AND d.datname = current_database())
"""


async def test_who_reads_while_a_swap_comes_sees_one_generation_whole(engine):
    await engine.publish(with_repeats(families(20)))
    await engine.fold_everything()
    serving = await engine.pool.fetchval("SELECT generation FROM generations WHERE state = 'serving'")
    for table in ("purchases", "payments"):
        await engine.pool.execute(f"DELETE FROM generation_{serving}.{table}")
    async with engine.pool.acquire() as reader, reader.transaction():
        assert await reader.fetchval("SELECT count(*) FROM purchases") == 0
        rebuilding = asyncio.create_task(engine.rebuild(accept_differences=True))
        async with asyncio.timeout(30):
            while not await engine.pool.fetchval(WAITED_FOR):
                await asyncio.sleep(0.02)
        assert await reader.fetchval("SELECT count(*) FROM payments") == 0
        assert await reader.fetchval("SELECT count(*) FROM purchases") == 0
    await rebuilding
    assert await engine.pool.fetchval("SELECT count(*) FROM purchases") > 0
    assert await engine.pool.fetchval("SELECT count(*) FROM payments") > 0


async def test_a_swap_tells_of_every_model_once(engine):
    await engine.publish(with_repeats(families(5)))
    done = await engine.rebuild()
    rows = await engine.pool.fetch("SELECT stream_id, type FROM events ORDER BY position")
    assert {row["type"] for row in rows} == {"readmodel.rebuilt.v1"}
    assert len(rows) == len(done.verdict.checksums)
    last = await engine.pool.fetchval("SELECT max(position) FROM events")
    async with relaying(engine.store, engine.settings) as relay, asyncio.timeout(20):
        while relay.position < last:
            await asyncio.sleep(0.05)
    told = (await observed(engine.settings))["scoring"]["readmodel.rebuilt.v1"]["data"]
    assert (told["generation"], told["checksum"]) == (done.generation, done.verdict.checksums[told["model"]])


async def test_one_rebuild_runs_at_a_time(engine):
    async with alone(engine.pool):
        with pytest.raises(RebuildRunningError):
            await engine.rebuild()


async def test_an_unknown_model_is_refused(engine):
    await first_generation(engine.store)
    with pytest.raises(UnknownModelError):
        await engine.rebuild(models=("weather",))
