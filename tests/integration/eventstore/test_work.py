from datetime import date

import asyncpg
import pytest
from sqlalchemy import select

from shared.eventstore.context import Context
from shared.eventstore.event import ERASED
from shared.eventstore.rebuild import rebuild
from shared.eventstore.store import Store
from shared.values.errors import ConcurrencyError, ForbiddenError, NotFoundError, StaleVersionError

from .sample import ACCOUNT, COUNTER, AccountOpened, AmountBooked, balances


async def open_account(store: Store, name: str = "a", unit: str = "nanjing") -> None:
    async with store.begin(store.system_context(unit=unit)) as work:
        account = await work.load(ACCOUNT, name)
        work.record(account, [AccountOpened(owner="Li Lei", city="Nanjing"), AmountBooked(amount=5)])


def caller(store: Store, *units: str) -> Context:
    now = store.clock.now()
    return Context("somebody", now, date(2026, 1, 5), units[0], scopes=units, covers=lambda unit: unit in units)


async def test_events_and_tables_commit_together_and_are_read_back(store: Store) -> None:
    await open_account(store)
    async with store.begin() as work:
        account = await work.load(ACCOUNT, "a")
        assert (account.version, account.state.balance, account.state.owner) == (2, 5, "Li Lei")
        assert await work.value(select(balances.c.balance)) == 5
        assert account.at == "account-a@2"


async def test_a_failing_handler_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.begin() as work:
            work.record(await work.load(ACCOUNT, "a"), [AccountOpened(owner="x", city="y")])
            await work.flush()
            _ = 1 / 0
    async with store.begin() as work:
        assert not (await work.load(ACCOUNT, "a")).exists
        assert await work.rows(select(balances)) == []


async def test_the_second_of_two_writers_at_one_version_is_refused(store: Store) -> None:
    await open_account(store)
    with pytest.raises(ConcurrencyError):
        async with store.begin() as slow:
            account = await slow.load(ACCOUNT, "a")
            async with store.begin() as fast:
                fast.record(await fast.load(ACCOUNT, "a"), [AmountBooked(amount=1)])
            slow.record(account, [AmountBooked(amount=1)])
    async with store.begin() as work:
        assert (await work.load(ACCOUNT, "a")).state.balance == 6


async def test_an_edit_of_an_older_version_is_stale(store: Store) -> None:
    await open_account(store)
    async with store.begin() as work:
        with pytest.raises(StaleVersionError):
            await work.load(ACCOUNT, "a", if_match=1)


async def test_two_loads_in_one_work_are_the_same_stream(store: Store) -> None:
    async with store.begin() as work:
        work.record(await work.load(ACCOUNT, "a"), [AccountOpened(owner="x", city="y")])
        work.record(await work.load(ACCOUNT, "a"), [AmountBooked(amount=2)])
        assert (await work.load(ACCOUNT, "a")).version == 2
        assert work.position == "account-a@2"


async def test_personal_fields_lie_encrypted_and_fold_to_erased_without_their_key(store: Store) -> None:
    await open_account(store)
    async with store.begin() as work:
        row = await work.conn.fetchrow("SELECT data, personal FROM events WHERE version = 1")
        assert b"Li Lei" not in row["data"]
        assert b"Li Lei" not in row["personal"]
        kept = await work.value(select(balances.c.personal))
        assert (await work.unseal("account-a", kept))["owner"] == "Li Lei"
        await work.destroy_key("account-a")
    async with store.begin() as work:
        account = await work.load(ACCOUNT, "a")
        assert (account.state.owner, account.state.balance) == (ERASED, 5)
        assert (await work.unseal("account-a", kept))["owner"] == ERASED


async def test_a_stream_of_another_unit_is_not_found(store: Store) -> None:
    await open_account(store, unit="nanjing")
    async with store.begin(caller(store, "suzhou"), role="app", read_only=True) as work:
        with pytest.raises(NotFoundError):
            await work.load(ACCOUNT, "a")


async def test_a_named_participant_of_another_unit_sees_the_stream(store: Store) -> None:
    await open_account(store, unit="nanjing")
    async with store.begin() as work:
        await work.conn.execute("INSERT INTO participants (resource, party) VALUES ('account-a', 'somebody')")
    async with store.begin(caller(store, "suzhou"), role="app", read_only=True) as work:
        assert (await work.load(ACCOUNT, "a")).version == 2


async def test_nothing_is_started_in_a_unit_outside_the_permission(store: Store) -> None:
    with pytest.raises(ForbiddenError):
        async with store.begin(caller(store, "suzhou"), role="app") as work:
            account = await work.load(ACCOUNT, "b", unit="nanjing")
            work.record(account, [AccountOpened(owner="x", city="y")])


async def test_a_long_stream_is_read_from_its_snapshot(store: Store) -> None:
    async with store.begin() as work:
        work.record(await work.load(COUNTER, "n"), [AmountBooked(amount=1)] * 250)
    for expected in (250, 251):
        async with store.begin() as work:
            counter = await work.load(COUNTER, "n")
            assert (counter.state.balance, counter.version) == (expected, expected)
            assert counter.snapshot_version == 250
            work.record(counter, [AmountBooked(amount=1)])


async def test_a_snapshot_taken_anew_while_its_stream_is_read_counts_nothing_twice(store: Store) -> None:
    for more in (250, 10):
        async with store.begin() as work:
            work.record(await work.load(COUNTER, "n"), [AmountBooked(amount=1)] * more)
    async with store.begin(read_only=True) as work:
        whole = work.transaction.fetch_alone

        async def overtaken(query: str, *arguments: object) -> list[asyncpg.Record]:
            rows = await whole(query, *arguments)
            async with store.begin() as other:
                other.record(await other.load(COUNTER, "n"), [AmountBooked(amount=1)] * 250)
            return rows

        work.transaction.fetch_alone = overtaken  # type: ignore[method-assign] # the moment between two statements
        counter = await work.load(COUNTER, "n")
    assert (counter.state.balance, counter.version) == (510, 510)


async def test_a_snapshot_of_a_person_is_sealed_and_the_stream_is_folded_whole_once_the_key_is_gone(
    store: Store,
) -> None:
    await open_account(store)
    async with store.begin() as work:
        work.record(await work.load(ACCOUNT, "a"), [AmountBooked(amount=1)] * 250)
    async with store.begin(caller(store, "nanjing"), role="app", read_only=True) as work:
        account = await work.load(ACCOUNT, "a")
        assert (account.state.owner, account.state.balance, account.snapshot_version) == ("Li Lei", 255, 252)
        assert work.opened == {"account-a"}
    async with store.begin() as work:
        assert b"Nanjing" not in await work.conn.fetchval("SELECT state FROM snapshots")
        await work.destroy_key("account-a")
    for expected in (255, 505):
        async with store.begin() as work:
            account = await work.load(ACCOUNT, "a")
            assert (account.state.owner, account.state.balance, account.snapshot_version) == (ERASED, expected, 0)
            work.record(account, [AmountBooked(amount=1)] * 250)


async def test_a_snapshot_of_other_code_is_not_read(store: Store) -> None:
    async with store.begin() as work:
        work.record(await work.load(COUNTER, "n"), [AmountBooked(amount=1)] * 250)
        await work.flush()
        await work.conn.execute("UPDATE snapshots SET state = '{}', shape = shape + 1")
    async with store.begin() as work:
        counter = await work.load(COUNTER, "n")
    assert (counter.state.balance, counter.version, counter.snapshot_version) == (250, 250, 0)


async def test_rebuilt_tables_equal_the_live_ones_and_a_changed_row_is_found(store: Store) -> None:
    await open_account(store)
    await open_account(store, "b")
    check, due = await rebuild(store)
    assert (check.same, due.same) == (True, True)
    assert check.live_rows == 2
    async with store.begin() as work:
        await work.conn.execute("UPDATE balances SET balance = 99 WHERE stream = 'account-b'")
    check, _ = await rebuild(store, swap=True)
    assert not check.same
    check, _ = await rebuild(store)
    assert check.same
