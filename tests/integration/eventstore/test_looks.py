import asyncio
from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest
from sqlalchemy import select

from shared.chained import sealing, verifying
from shared.chained.sealing import seal_for_ever
from shared.chained.verifying import Verdict
from shared.eventstore.context import Context
from shared.eventstore.database import url_with
from shared.eventstore.store import Store
from shared.looks.schema import LOOKS

from .sample import ACCOUNT, AccountOpened, AmountBooked, balances

KEY = b"k" * 32


async def seal_batch(owner: asyncpg.Connection, key: bytes, most: int = sealing.MOST_RECORDS) -> int:
    return await sealing.seal_batch(owner, LOOKS, key, most)


async def verify(owner: asyncpg.Connection, key: bytes, *, known_seal: str = "") -> Verdict:
    return await verifying.verify(owner, LOOKS, key, known_seal=known_seal)


@pytest.fixture
async def owner(store: Store, postgres_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url_with(postgres_url, database=store.database.name))
    yield connection
    await connection.close()


def caller(store: Store, correlation: str = "c-1") -> Context:
    now = store.clock.now()
    return Context(
        "anna", now, date(2026, 1, 5), "nanjing", ("*",), correlation=correlation, purpose="GET /v1/accounts/{account}"
    )


async def open_accounts(store: Store, *names: str) -> None:
    async with store.begin(store.system_context(unit="nanjing")) as work:
        for name in names:
            work.record(work.start(ACCOUNT, name), [AccountOpened(owner="Li Lei", city="Nanjing")])


async def look(store: Store, *names: str, correlation: str = "c-1", read_only: bool = True) -> None:
    async with store.begin(caller(store, correlation), role="app", read_only=read_only) as work:
        rows = await work.rows(select(balances).where(balances.c.stream.in_(f"account-{name}" for name in names)))
        for row in rows:
            await work.unseal(row["stream"], row["personal"])


async def logged(owner: asyncpg.Connection) -> list[asyncpg.Record]:
    return await owner.fetch("SELECT * FROM looks ORDER BY number")


async def sealed(owner: asyncpg.Connection) -> Verdict:
    while await seal_batch(owner, KEY, 2):
        pass
    return await verify(owner, KEY)


async def tampered(owner: asyncpg.Connection, *statements: str) -> str:
    """What the verdict names after somebody with every right on the database has done this."""
    async with owner.transaction():
        await owner.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            await owner.execute(statement)
    return (await verify(owner, KEY)).broken


async def test_what_a_caller_opens_in_one_request_is_one_record_of_who_when_and_why(store, owner):
    await open_accounts(store, "a", "b")
    await look(store, "a", "b")
    (record,) = await logged(owner)
    assert record["streams"] == ["account-a", "account-b"]
    assert (record["actor"], record["correlation"]) == ("anna", "c-1")
    assert record["purpose"] == "GET /v1/accounts/{account}"


async def test_a_query_that_folds_a_persons_stream_looked_at_it(store, owner):
    await open_accounts(store, "a")
    async with store.begin(caller(store), role="app", read_only=True) as work:
        assert (await work.load(ACCOUNT, "a")).state.owner == "Li Lei"
    assert [record["streams"] for record in await logged(owner)] == [["account-a"]]


async def test_the_service_itself_an_erased_person_and_a_request_that_opens_nothing_leave_no_record(store, owner):
    await open_accounts(store, "a")
    async with store.begin(read_only=True) as work:
        row = await work.row(select(balances))
        assert await work.unseal(row["stream"], row["personal"]) == {"owner": "Li Lei"}
    async with store.begin() as work:
        await work.destroy_key("account-a")
    await look(store, "a")
    await look(store)
    assert await logged(owner) == []


async def test_a_look_within_a_command_commits_and_fails_with_it(store, owner):
    await open_accounts(store, "a")
    with pytest.raises(ZeroDivisionError):
        async with store.begin(caller(store), role="app") as work:
            row = await work.row(select(balances))
            await work.unseal(row["stream"], row["personal"])
            _ = 1 / 0
    assert await logged(owner) == []
    await look(store, "a", read_only=False)
    assert len(await logged(owner)) == 1


async def test_a_look_that_cant_be_logged_is_refused(store, owner):
    await open_accounts(store, "a")
    await owner.execute("ALTER TABLE looks ADD CHECK (actor <> 'anna')")
    with pytest.raises(asyncpg.CheckViolationError):
        await look(store, "a")
    async with store.begin(caller(store), role="app") as work:
        work.record(await work.load(ACCOUNT, "a"), [AmountBooked(amount=1)])


@pytest.mark.parametrize("role", ["app", "system"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"], ids=["changed", "deleted", "truncated"]
)
async def test_no_role_of_the_service_changes_what_was_logged(store, owner, role, statement):
    await open_accounts(store, "a")
    await look(store, "a")
    await sealed(owner)
    for table, column in (("looks", "actor"), ("look_batches", "batch")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await store.database.pool(role).execute(statement.format(table, column, column))
    if role == "app":
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await store.database.pool(role).fetch("SELECT * FROM looks")


@pytest.mark.parametrize(
    ("done", "named"),
    [
        (["UPDATE looks SET actor = 'bo' WHERE number = 3"], "batch 2, record 3: was changed"),
        (["UPDATE looks SET streams = '{account-b}' WHERE number = 1"], "batch 1, record 1: was changed"),
        (["DELETE FROM looks WHERE number = 4"], "batch 2, record 4: is gone"),
        (["UPDATE look_batches SET numbers = '{1,4}' WHERE batch = 1"], "batch 1 was changed"),
        (["DELETE FROM look_batches WHERE batch = 2", "DELETE FROM looks WHERE number IN (3, 4)"], "batch 2 is gone"),
        (["UPDATE look_batches SET previous = '\\x00' WHERE batch = 3"], "batch 3 does not follow the one before it"),
        (
            ["DELETE FROM look_batches WHERE batch = 3"],
            "record 5 is in no batch and does not wait for one",
        ),
        (
            ["INSERT INTO looks (actor, correlation, purpose, streams) VALUES ('x', '', '', '{a-1}')"],
            "record 6 is in no batch and does not wait for one",
        ),
    ],
)
async def test_the_first_place_that_was_changed_is_named(store, owner, done, named):
    await open_accounts(store, "a")
    for _ in range(5):
        await look(store, "a")
    before = await sealed(owner)
    assert (before.batches, before.records, before.waiting, before.broken) == (3, 5, 0, "")
    assert await tampered(owner, *done) == named


async def test_a_record_that_went_before_it_was_sealed_is_missed(store, owner):
    await open_accounts(store, "a")
    await look(store, "a")
    assert await tampered(owner, "DELETE FROM looks") == ""
    assert (await sealed(owner)).broken == "batch 1, record 1: is gone"


async def test_a_cut_end_is_seen_by_who_kept_a_seal(store, owner):
    await open_accounts(store, "a")
    for _ in range(4):
        await look(store, "a")
    head = (await sealed(owner)).head
    assert (await verify(owner, KEY, known_seal=head)).whole
    assert await tampered(owner, "DELETE FROM look_batches WHERE batch = 2", "DELETE FROM looks WHERE number > 2") == ""
    cut = await verify(owner, KEY, known_seal=head)
    assert cut.broken == f"after batch 1: the seal {head} is not in the chain"


async def test_a_chain_made_without_the_secret_does_not_hold(store, owner):
    await open_accounts(store, "a")
    await look(store, "a")
    await seal_batch(owner, b"another key")
    assert (await verify(owner, KEY)).broken == "batch 1 was changed"


async def test_a_record_that_commits_late_is_sealed_after_those_that_overtook_it(store, owner):
    await open_accounts(store, "a")
    async with store.begin(caller(store, "slow"), role="app") as work:
        row = await work.row(select(balances))
        await work.unseal(row["stream"], row["personal"])
        await work.conn.execute(
            "INSERT INTO looks (actor, correlation, purpose, streams) VALUES ('anna', 'early', '', '{account-a}')"
        )
        await look(store, "a", correlation="fast")
        assert (await sealed(owner)).records == 1
    verdict = await sealed(owner)
    assert (verdict.records, verdict.waiting, verdict.broken) == (3, 0, "")
    assert [record["correlation"] for record in await logged(owner)] == ["early", "fast", "slow"]


async def test_sealing_beside_many_writers_and_other_sealers_misses_none(store, owner):
    await open_accounts(store, "a")
    system = store.database.pool("system")

    async def write(name: int) -> None:
        for turn in range(15):
            await look(store, "a", correlation=f"{name}-{turn}", read_only=turn % 2 == 0)

    sealers = [
        asyncio.create_task(seal_for_ever(system, {"looks": lambda conn: seal_batch(conn, KEY)}, every=0.01))
        for _ in range(3)
    ]
    await asyncio.gather(*(write(name) for name in range(6)))
    for sealer in sealers:
        sealer.cancel()
    await asyncio.wait(sealers)
    verdict = await sealed(owner)
    assert (verdict.records, verdict.waiting, verdict.broken) == (90, 0, "")
    numbers = await owner.fetch("SELECT unnest(numbers) AS number FROM look_batches")
    assert sorted(row["number"] for row in numbers) == [record["number"] for record in await logged(owner)]
