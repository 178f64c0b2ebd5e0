"""A record that cannot be read, in the place of an event that is still to come: folded live and in a rebuild."""

import pytest

from services.scoring.folding import fold
from services.scoring.folding.extraction import Reader
from services.scoring.generation import reading
from services.scoring.generation.holes import SEEN_AT
from services.scoring.generation.replaying import ParkedFacts
from shared.messaging.envelope import OutgoingRecord
from shared.messaging.parked import drop_parked, list_parked, retry_parked, show_parked
from tests.integration.scoring.test_audit import audited
from tests.unit.services.scoring.folding.made import registered, told

CUSTOMER = "poisoned"


def changed(name):
    changes = {"name": {"before": None, "after": name}}
    return "customer", f"customer-{CUSTOMER}", "customer.changed.v1", {"changes": changes}


def poison(record: OutgoingRecord, value: bytes) -> OutgoingRecord:
    return record._replace(value=value)


async def names(engine):
    rows = await engine.pool.fetch("SELECT version, fields::jsonb ->> 'name' AS name FROM customer_facts ORDER BY 1")
    return [(row["version"], row["name"]) for row in rows]


@pytest.mark.parametrize("value", [b"not json", b'{"changes": 7}', b'{"changes"'])
async def test_the_real_event_behind_a_poisoned_one_of_its_version_is_folded_live_and_rebuilt(
    engine, value, monkeypatch
):
    first, second, third = told([registered(CUSTOMER), changed("Second"), changed("Third")], key=CUSTOMER)
    await engine.publish([("customer", one) for one in (first, poison(second, value))])
    await engine.fold_everything()
    seen = "SELECT version FROM seen_streams WHERE stream = $1"
    assert await engine.pool.fetchval(seen, f"customer-{CUSTOMER}") == 1
    await engine.publish([("customer", one) for one in (second, third)])
    await engine.fold_everything(seed=1)
    assert await names(engine) == [(1, "Bridge Works"), (2, "Second"), (3, "Third")]
    assert await engine.pool.fetchval("SELECT count(*) FROM fold_unread") == 1
    assert await engine.pool.fetchval("SELECT count(*) FROM fold_gaps") == 0
    live = await engine.sums()
    for fetched in (reading.FETCHED, 1):
        monkeypatch.setattr(reading, "FETCHED", fetched)
        monkeypatch.setattr(reading, "LANDED", fetched)
        done = await engine.rebuild()
        assert done.verdict.compared
        assert done.verdict.same
        assert await engine.sums() == live


def refuse(_):
    raise ValueError("not by this release")


@pytest.fixture
async def unreadable(engine, monkeypatch):
    """A release that cannot read changes of customers, undone by what it gives; the second of four events is one."""
    facts = [registered(CUSTOMER), changed("Second"), registered(CUSTOMER, name="Later"), registered(CUSTOMER)]
    place = b"/pactline/customer", b"customer.changed.v1"
    mended = fold.READERS[place]
    monkeypatch.setitem(fold.READERS, place, Reader(refuse, mended.extract))
    await engine.publish([("customer", one) for one in told(facts, key=CUSTOMER)])
    return lambda: monkeypatch.setitem(fold.READERS, place, mended)


async def reached(engine, version):
    return await engine.pool.fetchval(SEEN_AT, f"customer-{CUSTOMER}", version)


async def findings(engine):
    return [finding for one in await audited(engine) for finding in one.findings.listed]


async def test_what_is_parked_is_shown_whole_and_a_retry_folds_it_into_its_place(engine, unreadable):
    await engine.fold_everything()
    assert [await reached(engine, version) for version in (1, 2, 3, 4)] == [True, False, False, False]
    (listed,) = await list_parked(engine.store)
    assert (listed.consumer, listed.stream, listed.version) == ("models", f"customer-{CUSTOMER}", 2)
    detail = await show_parked(engine.store, listed.id)
    assert detail.value.startswith('{"changes"')
    assert ("ce_id", f"customer-{CUSTOMER}@2") in detail.headers
    assert "in refuse" in detail.stack
    assert sum(one.parked for one in await audited(engine)) == 1
    replay = await retry_parked(engine.store, ParkedFacts(), listed.id)
    assert (replay.replayed, replay.stopped_at) == (0, listed.id)
    assert "not by this release" in replay.error
    unreadable()
    replay = await retry_parked(engine.store, ParkedFacts(), listed.id)
    assert (replay.replayed, replay.error) == (1, None)
    assert [name for _, name in await names(engine)] == ["Bridge Works", "Second", "Later", "Bridge Works"]
    assert [await reached(engine, version) for version in (1, 2, 3, 4)] == [True] * 4
    assert await engine.pool.fetchval("SELECT count(*) FROM fold_gaps") == 0
    assert await findings(engine) == []
    done = await engine.rebuild()
    assert done.verdict.compared
    assert done.verdict.same


async def test_a_record_given_up_stays_given_up_over_a_rebuild(engine, unreadable):
    await engine.fold_everything()
    (listed,) = await list_parked(engine.store)
    await drop_parked(engine.store, listed.id)
    assert await reached(engine, 3)
    assert (await engine.rebuild()).verdict.same
    assert await list_parked(engine.store) == []
    assert await reached(engine, 3)
    assert await findings(engine) == []
    assert sum(one.dropped for one in await audited(engine)) == 1


async def test_a_rebuild_parks_what_it_alone_met_and_frees_what_it_could_read(engine, unreadable):
    await engine.rebuild()
    (listed,) = await list_parked(engine.store)
    assert (listed.version, listed.error) == (2, "ValueError: not by this release")
    assert await findings(engine) == []
    unreadable()
    await engine.rebuild(accept_differences=True)
    assert await list_parked(engine.store) == []
    assert len(await list_parked(engine.store, state="retried")) == 1
    assert await engine.pool.fetchval("SELECT count(*) FROM parked_keys") == 0
    assert await reached(engine, 4)


async def test_poison_whose_version_was_folded_meanwhile_has_no_second_effect(engine):
    first, second = told([registered(CUSTOMER), changed("Second")], key=CUSTOMER)
    await engine.publish([("customer", one) for one in (first, poison(second, b"not json"), second)])
    await engine.fold_everything()
    assert await reached(engine, 2)
    (listed,) = await list_parked(engine.store)
    assert (await retry_parked(engine.store, ParkedFacts(), listed.id)).stopped_at == listed.id
    await engine.pool.execute("UPDATE parked SET value = $1", second.value)
    assert (await retry_parked(engine.store, ParkedFacts(), listed.id)).replayed == 1
    assert await names(engine) == [(1, "Bridge Works"), (2, "Second")]
