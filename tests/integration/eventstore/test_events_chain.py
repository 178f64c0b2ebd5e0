"""The events are the log of what was done: sealed in blocks beside their writers, changed by nobody unseen."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared.chained.events import seal_block, verify_events
from shared.chained.verifying import Verdict
from shared.eventstore.database import url_with
from shared.eventstore.store import Store

from .sample import ACCOUNT, AccountOpened, AmountBooked

KEY = b"k" * 32


@pytest.fixture
async def owner(store: Store, postgres_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url_with(postgres_url, database=store.database.name))
    yield connection
    await connection.close()


async def book(store: Store, name: str, times: int = 1) -> None:
    async with store.begin() as work:
        account = await work.load(ACCOUNT, name, unit="nanjing")
        opened = [] if account.exists else [AccountOpened(owner="李雷", city="南京")]
        work.record(account, [*opened, *(AmountBooked(amount=turn) for turn in range(times))])


async def sealed(owner: asyncpg.Connection, most: int = 3) -> Verdict:
    while await seal_block(owner, KEY, most):
        pass
    return await verify_events(owner, KEY)


async def tampered(owner: asyncpg.Connection, *statements: str) -> str:
    """What the verdict names after somebody with every right on the database has done this."""
    async with owner.transaction():
        await owner.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            await owner.execute(statement)
    return (await verify_events(owner, KEY)).broken


@pytest.mark.parametrize("role", ["app", "system"])
@pytest.mark.parametrize("table", ["events", "event_blocks"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
async def test_no_role_of_the_service_changes_what_was_done(store, owner, role, table, statement):
    await book(store, "a")
    await sealed(owner)
    column = "type" if table == "events" else "seal"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await store.database.pool(role).execute(statement.format(table, column))


ONE_BYTE = "UPDATE events SET data = set_byte(data, 10, get_byte(data, 10) # 1) WHERE position = 5"
TOLD = "position 5: was changed, put in, or follows one that is gone"


@pytest.mark.parametrize(
    ("done", "named"),
    [
        ([ONE_BYTE], f"block 2, {TOLD}"),
        (["UPDATE events SET meta = jsonb_set(meta, '{actor}', '\"bo\"') WHERE position = 5"], f"block 2, {TOLD}"),
        (
            ["UPDATE events SET recorded_at = recorded_at + interval '1 microsecond' WHERE position = 5"],
            f"block 2, {TOLD}",
        ),
        (["UPDATE events SET personal = NULL WHERE position = 1"], TOLD.replace("5", "1").join(("block 1, ", ""))),
        (["DELETE FROM events WHERE position = 4"], f"block 2, {TOLD}"),
        (["DELETE FROM events WHERE position = 6"], "block 2: its last events are gone"),
        (["UPDATE event_blocks SET content = '\\x00' WHERE block = 1"], "block 1 was changed"),
        (["DELETE FROM event_blocks WHERE block = 2"], "block 2 is gone"),
        (["UPDATE event_blocks SET previous = '\\x00' WHERE block = 3"], "block 3 does not follow the one before it"),
    ],
)
async def test_the_first_event_that_was_changed_is_named(store, owner, done, named):
    await book(store, "a", 6)
    before = await sealed(owner)
    assert (before.batches, before.records, before.waiting, before.broken) == (3, 7, 0, "")
    assert await tampered(owner, *done) == named


async def test_an_event_put_between_two_blocks_is_found(store, owner):
    await book(store, "a", 2)
    await sealed(owner)
    with pytest.raises(ZeroDivisionError):
        async with store.begin() as work:
            work.record(await work.load(ACCOUNT, "a"), [AmountBooked(amount=1)])
            await work.flush()
            _ = 1 / 0
    await book(store, "b", 2)
    assert (await sealed(owner)).broken == ""
    copied = (
        "INSERT INTO events (position, stream_id, version, type, data, meta) SELECT 4, 'account-x', 1, type, data, meta"
        " FROM events WHERE position = 2"
    )
    assert await tampered(owner, copied) == f"block 2, {TOLD.replace('5', '4')}"


async def test_a_cut_end_is_seen_by_who_kept_a_seal_and_another_secret_makes_no_chain(store, owner):
    await book(store, "a", 5)
    head = (await sealed(owner)).head
    cut = "DELETE FROM event_blocks WHERE block = 2", "DELETE FROM events WHERE position > 3"
    assert await tampered(owner, *cut) == ""
    assert (await verify_events(owner, KEY, known_seal=head)).broken == (
        f"after block 1: the seal {head} is not in the chain"
    )
    assert (await verify_events(owner, b"another key")).broken == "block 1 was changed"


async def test_an_erased_person_leaves_the_chain_whole(store, owner):
    await book(store, "a")
    await sealed(owner)
    async with store.begin() as work:
        await work.destroy_key("account-a")
    assert (await verify_events(owner, KEY)).whole


async def test_an_event_of_a_slow_transaction_is_never_passed_by(store, owner):
    await book(store, "a")
    async with store.begin() as slow:
        slow.record(await slow.load(ACCOUNT, "slow", unit="nanjing"), [AccountOpened(owner="L", city="N")])
        await slow.flush()
        await book(store, "b", 3)
        assert (await sealed(owner)).records == 2
    verdict = await sealed(owner)
    assert (verdict.records, verdict.waiting, verdict.broken) == (7, 0, "")


async def test_sealing_beside_many_writers_and_other_sealers_misses_none(store, owner):
    async def write(name: int) -> None:
        for _ in range(10):
            await book(store, f"w{name}")

    async def seal() -> None:
        async with store.database.pool("system").acquire() as conn:
            while True:
                await seal_block(conn, KEY, 7)
                await asyncio.sleep(0.005)

    sealers = [asyncio.create_task(seal()) for _ in range(3)]
    await asyncio.gather(*(write(name) for name in range(6)))
    for sealer in sealers:
        sealer.cancel()
    await asyncio.wait(sealers)
    verdict = await sealed(owner)
    assert (verdict.records, verdict.waiting, verdict.broken) == (66, 0, "")
