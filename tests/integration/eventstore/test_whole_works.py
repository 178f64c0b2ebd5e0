"""Works that leave nothing but rows: one statement each, sent with others', and all of it or nothing."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from shared.eventstore.deadlines import set_deadline
from shared.eventstore.event import Event, Recorded
from shared.eventstore.prepared import Prepared, Ready
from shared.eventstore.projection import Projection
from shared.eventstore.store import Store
from shared.values.errors import ConcurrencyError

from .sample import COUNTER, AmountBooked, balances

LIST = Prepared(insert(balances), balances.c.keys(), independent=True)
ANSWER = "INSERT INTO idempotency (caller, key, fingerprint, answer) VALUES ($1, $2, $3, $4)"
DUE = datetime(2030, 1, 1, tzinfo=UTC)
rows = Projection("rows", tables=[balances])


class AmountListed(AmountBooked, name="sample.amount_listed.v1"):
    """An amount with a row of its own and a deadline."""


class AmountNoted(AmountBooked, name="sample.amount_noted.v1"):
    """An amount that no table keeps."""


class AmountDated(AmountBooked, name="sample.amount_dated.v1"):
    """An amount whose row says when it was recorded, which is known once it is."""


@rows.on(AmountListed)
def listed(r: Recorded[AmountListed]) -> Iterable[Executable]:
    yield LIST(stream=r.stream, unit_id=r.unit, balance=r.event.amount, personal=None)
    yield set_deadline("listed", r.stream, DUE)


@rows.on(AmountDated)
def dated(r: Recorded[AmountDated]) -> Iterable[Executable]:
    yield LIST(stream=r.stream, unit_id=r.recorded_at.isoformat(), balance=r.position, personal=None)


@pytest.fixture
def whole(store: Store) -> Store:
    return Store("sample", store.database, [rows], store.sealer, store.clock)


async def leave(store: Store, counter: str, *events: Event, key: str = "") -> str:
    """As a request leaves it: under row-level security, with its answer."""
    async with store.begin(store.system_context(unit="north"), role="app") as work:
        stream = work.start(COUNTER, counter)
        work.record(stream, events)
        work.say_last(Ready(ANSWER, ["anna's", key or counter, b"\x00'", b"\xff"], independent=True))
    return stream.at


async def values(store: Store, query: str) -> list[object]:
    return [row[0] for row in await store.database.pool("system").fetch(query)]


async def test_works_at_once_share_transactions_and_each_leaves_all_its_rows(whole: Store) -> None:
    names = [f"n{number:02}" for number in range(40)]
    await asyncio.gather(*(leave(whole, name, AmountListed(amount=1)) for name in names))
    streams = [f"counter-{name}" for name in names]
    assert await values(whole, "SELECT stream_id FROM events ORDER BY 1") == streams
    assert await values(whole, "SELECT stream FROM balances WHERE unit_id = 'north' ORDER BY 1") == streams
    assert await values(whole, "SELECT subject FROM deadlines ORDER BY 1") == streams
    assert await values(whole, "SELECT key FROM idempotency WHERE fingerprint = '\\x0027' ORDER BY 1") == names
    shared = "SELECT count(DISTINCT xmin::text) FROM {}"
    for table in ("events", "balances", "deadlines", "idempotency"):
        assert (await values(whole, shared.format(table)))[0] < 20


async def test_a_row_that_cannot_be_written_refuses_its_work_whole_and_no_other(whole: Store) -> None:
    await leave(whole, "first", AmountListed(amount=1), key="taken")
    names = [f"n{number}" for number in range(10)]
    met = leave(whole, "late", AmountListed(amount=1), key="taken")
    again = leave(whole, "first", AmountListed(amount=1))
    answers = await asyncio.gather(
        met, *(leave(whole, name, AmountListed(amount=1)) for name in names), again, return_exceptions=True
    )
    assert [type(answer).__name__ for answer in (answers[0], answers[-1])] == [
        "UniqueViolationError", ConcurrencyError.__name__,
    ]  # fmt: skip
    assert answers[1:-1] == [f"counter-{name}@1" for name in names]
    kept = await values(whole, "SELECT stream FROM balances ORDER BY 1")
    assert kept == await values(whole, "SELECT stream_id FROM events ORDER BY 1")
    assert len(kept) == 11


async def test_a_row_somebody_is_about_to_take_holds_up_its_own_work_alone(whole: Store) -> None:
    async with whole.database.pool("system").acquire() as foreign:
        transaction = foreign.transaction()
        await transaction.start()
        await foreign.execute(ANSWER, "anna's", "held", b"", b"")
        names = [f"n{number}" for number in range(8)]
        others = [asyncio.create_task(leave(whole, name, AmountListed(amount=1))) for name in names[:4]]
        held = asyncio.create_task(leave(whole, "held", AmountListed(amount=1)))
        others += [asyncio.create_task(leave(whole, name, AmountListed(amount=1))) for name in names[4:]]
        async with asyncio.timeout(20):
            await asyncio.gather(*others)
        assert not held.done()
        await transaction.rollback()
    assert await held == "counter-held@1"


async def test_rows_that_need_the_place_of_their_event_are_written_after_it(whole: Store) -> None:
    await asyncio.gather(*(leave(whole, f"n{number}", AmountDated(amount=1)) for number in range(4)))
    assert await values(whole, "SELECT count(*) FROM balances JOIN events ON position = balance") == [4]
    # Two of them may be recorded in the same microsecond.
    own = "SELECT count(*) FROM balances JOIN events ON position = balance AND recorded_at = unit_id::timestamptz"
    assert await values(whole, own) == [4]
    assert await values(whole, "SELECT count(*) FROM idempotency") == [4]


async def test_several_events_and_rows_of_one_kind_are_one_transaction_too(whole: Store) -> None:
    await asyncio.gather(*(leave(whole, f"n{n}", AmountNoted(amount=1), AmountListed(amount=2)) for n in range(6)))
    assert await values(whole, "SELECT version FROM events ORDER BY stream_id, version") == [1, 2] * 6
    await leave(whole, "twice", AmountNoted(amount=1))
    assert await values(whole, "SELECT count(*) FROM idempotency") == [7]
    with pytest.raises(Exception, match="balances_pkey"):
        await leave(whole, "same", AmountListed(amount=1), AmountListed(amount=2))
    assert await values(whole, "SELECT count(*) FROM events WHERE stream_id = 'counter-same'") == [0]


async def test_lookups_are_each_a_transaction_of_their_own_and_only_the_services(store: Store):
    begun = "SELECT pg_current_xact_id()::text"
    async with store.begin(lookups=True) as work:
        apart = {await work.conn.fetchval(begun) for _ in range(2)}
    async with store.begin() as work:
        together = {await work.conn.fetchval(begun) for _ in range(2)}
    assert (len(apart), len(together)) == (2, 1)
    with pytest.raises(ValueError, match="scopes"):
        async with store.begin(lookups=True, role="app"):
            pass
