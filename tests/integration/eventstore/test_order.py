"""The ordering technique: nothing is passed by with the guard, and something is without it."""

import asyncio
import random

import asyncpg
import pytest

from shared.eventstore import reader
from shared.eventstore.sql import COPIED_FROM
from shared.eventstore.store import Store
from shared.values.errors import ConcurrencyError

from .sample import COUNTER, AmountBooked

UNGUARDED = "SELECT last_value FROM events_position"


async def write(store: Store, writer: int, rng: random.Random, rounds: int) -> list[str]:
    """Appends in transactions that dawdle, write twice, or roll back; gives the committed `stream@version`."""
    pool = store.database.pool("system")
    committed: list[str] = []
    version = 0
    for number in range(rounds):
        async with pool.acquire() as conn:
            mine = []
            transaction = conn.transaction()
            await transaction.start()
            for _ in range(rng.choice((1, 1, 2))):
                stream = f"own-{writer}"
                mine.append(f"{stream}@{version + len(mine) + 1}")
                await conn.fetch(
                    "SELECT * FROM append_event($1, $2, 't.t.v1', '{}', NULL, '{}')", stream, version + len(mine)
                )
                await asyncio.sleep(rng.choice((0, 0, 0.001, 0.01)))
            if number % 7 == 3:
                await transaction.rollback()
                continue
            await transaction.commit()
            version += len(mine)
            committed.extend(mine)
    return committed


async def read_until(conn: asyncpg.Connection, done: asyncio.Event, bound: str) -> list[str]:
    seen: list[str] = []
    after = 0
    while True:
        finished = done.is_set()
        limit = await conn.fetchval(bound)
        rows = await conn.fetch(reader.PAGE, after, limit, 50)
        if rows:
            after = rows[-1]["position"]
            seen.extend(f"{row['stream_id']}@{row['version']}" for row in rows)
        elif finished:
            return seen
        await asyncio.sleep(0)


async def race(store: Store, bound: str, seed: int) -> tuple[list[str], list[str]]:
    done = asyncio.Event()
    async with store.database.pool("system").acquire() as conn:
        reading = asyncio.create_task(read_until(conn, done, bound))
        written = await asyncio.gather(*(write(store, n, random.Random(seed + n), 40) for n in range(10)))
        done.set()
        return [one for each in written for one in each], await reading


def in_version_order(seen: list[str]) -> bool:
    last: dict[str, int] = {}
    for one in seen:
        stream, _, version = one.partition("@")
        if int(version) != last.get(stream, 0) + 1:
            return False
        last[stream] = int(version)
    return True


@pytest.mark.parametrize("seed", [1, 2])
async def test_with_the_guard_nothing_is_skipped_and_versions_come_in_order(store: Store, seed: int) -> None:
    written, seen = await race(store, "SELECT readable_position()", seed)
    assert sorted(seen) == sorted(written)
    assert in_version_order(seen)


async def test_without_the_guard_events_are_skipped(store: Store) -> None:
    written, seen = await race(store, UNGUARDED, 3)
    assert set(written) - set(seen)


async def test_a_foreign_long_transaction_stalls_nobody(store: Store) -> None:
    pool = store.database.pool("system")
    async with pool.acquire() as idle, pool.acquire() as conn:
        foreign = idle.transaction()
        await foreign.start()
        await idle.execute("SELECT pg_current_xact_id()")
        await conn.fetch("SELECT * FROM append_event('s-1', 1, 't.t.v1', '{}', NULL, '{}')")
        assert [event.stream for event in await reader.page(conn, 0, 10)] == ["s-1"]
        await foreign.rollback()


async def test_an_append_that_is_still_open_holds_back_what_came_after_it(store: Store) -> None:
    pool = store.database.pool("system")
    async with pool.acquire() as slow, pool.acquire() as fast:
        open_append = slow.transaction()
        await open_append.start()
        await slow.fetch("SELECT * FROM append_event('slow-1', 1, 't.t.v1', '{}', NULL, '{}')")
        await fast.fetch("SELECT * FROM append_event('fast-1', 1, 't.t.v1', '{}', NULL, '{}')")
        assert await reader.page(fast, 0, 10) == []
        await open_append.commit()
        assert [event.stream for event in await reader.page(fast, 0, 10)] == ["slow-1", "fast-1"]


async def test_many_events_sent_by_copy_hold_readers_back_and_conflict_as_any_append_does(store: Store) -> None:
    many = [AmountBooked(amount=number) for number in range(2 * COPIED_FROM)]
    async with store.database.pool("system").acquire() as fast:
        async with store.begin() as work:
            work.record(await work.load(COUNTER, "c"), many)
            await work.flush()
            await fast.fetch("SELECT * FROM append_event('fast-1', 1, 't.t.v1', '{}', NULL, '{}')")
            assert await reader.page(fast, 0, 10) == []
        seen = await reader.page(fast, 0, 1000)
    assert [(one.stream, one.version) for one in seen] == [
        *(("counter-c", version) for version in range(1, len(many) + 1)),
        ("fast-1", 1),
    ]
    with pytest.raises(ConcurrencyError):
        async with store.begin() as late, store.begin() as early:
            for work in (late, early):
                work.record(await work.load(COUNTER, "c"), many)
            await early.flush()
            await early.transaction.commit()
            await late.flush()
