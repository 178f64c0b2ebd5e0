"""The read models stand before the same audit as every consumer, live and rebuilt."""

from prometheus_client import REGISTRY

from services.scoring.generation.audited import FoldReader, fold_readers, source_of_stream
from shared.messaging.audit import ahead as ahead_module
from shared.messaging.audit import loop as loop_module
from shared.messaging.audit.ahead import ahead_of_stores
from shared.messaging.audit.effects import audit_effects
from shared.messaging.audit.loop import AuditLoop
from shared.messaging.audit.topic import connected
from shared.messaging.topics import SERVICES
from tests.integration.scoring.story import families, with_repeats
from tests.unit.services.scoring.folding.made import signed, told


async def audited(engine):
    async with connected(engine.settings) as broker:
        return [await audit_effects(reader, broker) for reader in fold_readers(engine.store)]


async def test_what_was_folded_live_and_what_was_rebuilt_is_complete(engine):
    await engine.publish(with_repeats(families(30)))
    await engine.fold_everything()
    live = await audited(engine)
    await engine.rebuild()
    rebuilt = await audited(engine)
    for effects in (live, rebuilt):
        assert [one.findings.listed for one in effects] == [[]] * 6
        assert sum(one.records for one in effects) > 0
        assert sum(one.behind for one in effects) == 0


async def test_an_event_that_was_not_folded_is_named(engine):
    await engine.publish([pair for family in families(10) for pair in family])
    await engine.fold_everything()
    generation = await engine.pool.fetchval("SELECT generation FROM generations WHERE state = 'serving'")
    stream = "customer-c1-3"
    await engine.pool.execute(f"DELETE FROM generation_{generation}.seen_streams WHERE stream = $1", stream)
    found = [finding for one in await audited(engine) for finding in one.findings.listed]
    assert found == [("without effect", f"{stream}@1")]


async def test_what_was_folded_and_lies_in_no_store_is_told_once_with_its_own_topic(engine, monkeypatch):
    monkeypatch.setattr(ahead_module, "PAGE_STREAMS", 4)
    await engine.publish([pair for family in families(3) for pair in family])
    await engine.fold_everything()
    empty = dict.fromkeys(SERVICES, engine.store)
    told = [
        (reader.source, one) for reader in fold_readers(engine.store) async for one in ahead_of_stores(reader, empty)
    ]
    seen = await engine.pool.fetch("SELECT stream, version FROM seen_streams")
    assert sorted((one.stream, one.seen) for _, one in told) == sorted(map(tuple, seen))
    assert {one.held for _, one in told} == {0}
    assert [one for source, one in told if source_of_stream(one.stream) != source] == []
    # Where a store that may hold a stream can't be asked, nothing is said of it.
    assert [one async for one in ahead_of_stores(fold_readers(engine.store)[0], {"customer": engine.store})] == []


async def test_a_gap_is_told_with_its_own_topic_and_without_the_versions_that_lie_parked(engine):
    first, second, _, fourth = told([signed("c", "k")] * 4, key="k")
    unreadable = [one._replace(value=b'{"amount": 7}') for one in (first, second)]
    await engine.publish([("contract", one) for one in (*unreadable, fourth)])
    await engine.fold_everything()
    effects = {one.source: one for one in await audited(engine)}
    assert effects["contract"].parked == 2
    listed = {source: one.findings.listed for source, one in effects.items() if one.findings.listed}
    assert listed == {"contract": [("without effect", "contract-k@3")]}


def figure(name):
    labels = {"service": "scoring", "part": "models of customer"}
    return REGISTRY.get_sample_value(f"pactline_audit_{name}_events", labels)


async def test_the_audit_in_the_background_walks_a_generation_that_was_swapped_in_anew(engine, monkeypatch):
    monkeypatch.setattr(loop_module, "SHARE", 1.0)
    loop = AuditLoop(engine.store, engine.settings, others=[FoldReader(engine.store, "customer")])
    records = [pair for family in families(10) for pair in family]
    of_customers = sum(service == "customer" for service, _ in records)
    await engine.publish(records)
    await engine.fold_everything()
    assert await loop.turn() == 0
    # Behind what was walked: only whoever begins anew sees that it is lost.
    made = (await engine.rebuild(models=("customer",))).generation
    lose = f"DELETE FROM generation_{made}.seen_streams WHERE stream = 'customer-c1-3'"
    await engine.pool.execute(lose)
    assert await loop.turn() == 1
    assert (figure("missing"), figure("checked")) == (1, of_customers)
    # A rebuild has mended it: the alarm is over.
    await engine.rebuild()
    assert (await loop.turn(), figure("checked")) == (0, of_customers)
    # And goes on from there.
    assert (await loop.turn(), figure("checked")) == (0, of_customers)


async def test_the_audit_in_the_background_tells_a_gap_once_whichever_generation_meets_it(engine, monkeypatch):
    monkeypatch.setattr(loop_module, "SHARE", 1.0)
    loop = AuditLoop(engine.store, engine.settings, others=fold_readers(engine.store))
    first, _, third = told([signed("c", "k")] * 3, key="k")
    await engine.publish([("contract", one) for one in (first, third)])
    await engine.fold_everything()
    assert await loop.turn() == 1
    await engine.rebuild()
    assert await loop.turn() == 1
    first, _, third, _, fifth = told([signed("d", "a")] * 5, key="a")
    await engine.publish([("contract", one) for one in (first, third, fifth)])
    await engine.fold_everything()
    assert await loop.turn() == 3
    labels = {"service": "scoring", "part": "models of contract"}
    assert REGISTRY.get_sample_value("pactline_audit_missing_events", labels) == 3
