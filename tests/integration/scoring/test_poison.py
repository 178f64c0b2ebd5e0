"""A record that cannot be read, in the place of an event that is still to come: folded live and in a rebuild."""

import pytest

from services.scoring.generation import reading
from shared.messaging.envelope import OutgoingRecord
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
