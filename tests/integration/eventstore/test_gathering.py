"""Appends that come at once go together, and each is answered on its own."""

import asyncio

import pytest

from shared.eventstore.store import Store
from shared.values.errors import ConcurrencyError

from .sample import COUNTER, AmountBooked


class AmountTold(AmountBooked, name="sample.amount_told.v1"):
    """An amount that no table keeps, so that telling it is all a work does."""


async def tell(store: Store, counter: str, *amounts: int) -> str:
    async with store.begin() as work:
        stream = await work.load(COUNTER, counter)
        work.record(stream, [AmountTold(amount=amount) for amount in amounts])
    return stream.at


async def told(store: Store) -> list[str]:
    rows = await store.database.pool("system").fetch("SELECT stream_id, version FROM events ORDER BY position")
    return [f"{row['stream_id']}@{row['version']}" for row in rows]


async def test_appends_at_once_share_transactions_and_each_has_its_place(store: Store) -> None:
    answers = await asyncio.gather(*(tell(store, f"n{number}", 1) for number in range(40)))
    assert sorted(answers) == sorted(await told(store)) == sorted(f"counter-n{number}@1" for number in range(40))
    transactions = await store.database.pool("system").fetchval("SELECT count(DISTINCT xmin::text) FROM events")
    assert transactions < 20


async def test_the_one_that_comes_second_at_a_version_is_refused_alone(store: Store) -> None:
    names = [f"n{number}" for number in range(10)]
    await asyncio.gather(*(tell(store, name, 1) for name in names))
    together = [*names, "n3", "n3", "n7"]
    answers = await asyncio.gather(*(tell(store, name, 1) for name in together), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert all(isinstance(one, ConcurrencyError) for one in refused)
    assert sorted(await told(store)) == sorted(
        [*(f"counter-{name}@1" for name in names), *(one for one in answers if isinstance(one, str))]
    )
    assert {f"counter-{name}@2" for name in names} <= set(answers)


async def test_somebody_elses_event_at_a_version_refuses_that_work_whole_and_no_other(store: Store) -> None:
    async with store.begin() as slow:
        stale = await slow.load(COUNTER, "n1")
        await tell(store, "n1", 1)
        slow.record(stale, [AmountTold(amount=2), AmountTold(amount=3)])
        gathered = store._gathering("system")
        gathered.busy = True  # all that follows is one group
        others = [asyncio.create_task(tell(store, f"m{number}", 1, 2)) for number in range(5)]
        finish = asyncio.create_task(slow.finish())
        while len(gathered._waiting) < 6:
            await asyncio.sleep(0.001)
        gathered.next_turn()
        assert len(await asyncio.gather(*others)) == 5
        with pytest.raises(ConcurrencyError):
            await finish
    assert sorted(await told(store)) == sorted(
        ["counter-n1@1", *(f"counter-m{number}@{version}" for number in range(5) for version in (1, 2))]
    )


async def test_an_append_that_waits_for_a_long_transaction_holds_up_no_other(store: Store) -> None:
    pool = store.database.pool("system")
    async with pool.acquire() as foreign:
        transaction = foreign.transaction()
        await transaction.start()
        await foreign.fetch("SELECT * FROM append_event('counter-held', 1, 'sample.amount_told.v1', '{}', NULL, '{}')")
        free = [asyncio.create_task(tell(store, f"free{number}", 1)) for number in range(3)]
        held = asyncio.create_task(tell(store, "held", 1))
        async with asyncio.timeout(20):
            await asyncio.gather(*free, *(tell(store, f"later{number}", 1) for number in range(5)))
        assert not held.done()
        await transaction.rollback()
        assert await held == "counter-held@1"


async def test_a_cancelled_writer_leaves_the_others_alone(store: Store) -> None:
    tasks = [asyncio.create_task(tell(store, f"n{number}", 1)) for number in range(20)]
    await asyncio.sleep(0.003)
    tasks[4].cancel()
    tasks[13].cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    answered = [answer for answer in answers if isinstance(answer, str)]
    assert len(answered) >= 18
    assert set(answered) <= set(await told(store))
