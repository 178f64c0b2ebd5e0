"""Row 1a: one event appended through the store by 16 writers, beside a bare INSERT of the same row."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import asyncpg

from bench.measure import Given, Outcome, Taken, rates
from bench.order import ORDER, WRITERS, OrderMeasured, measured, opened
from shared.eventstore.store import Store
from shared.values.ids import new_id

INSERT = "INSERT INTO events (stream_id, version, type, data, personal, meta) VALUES ($1, $2, $3, $4, NULL, $5)"
COUNT = 8000


async def one_event(given: Given) -> Outcome:
    async with opened(given) as store:
        return Outcome({"1a": await taken(store, 160 if given.short else COUNT, given.rounds)})


async def taken(store: Store, count: int, rounds: int) -> Taken:
    """Both sides on this store's database, whatever it holds already."""
    connections = [await asyncpg.connect(store.database.url("system")) for _ in range(WRITERS)]

    async def ours() -> None:
        await by_writers(count, lambda: append(store))

    async def theirs() -> None:
        async def writer(conn: "asyncpg.Connection[asyncpg.Record]") -> None:
            for _ in range(count // WRITERS):
                await conn.execute(INSERT, *bare_row())

        await asyncio.gather(*(writer(conn) for conn in connections))

    try:
        return await rates(count, rounds, ours, theirs)
    finally:
        for conn in connections:
            await conn.close()


async def append(store: Store) -> None:
    """A work that records one event on a new stream."""
    async with store.begin() as work:
        order_id = new_id()
        work.record(work.start(ORDER, order_id), [measured(order_id)])


def bare_row() -> tuple[str, int, str, bytes, str]:
    """The same row as arguments of `INSERT`."""
    order_id = new_id()
    data = measured(order_id).public_json()
    meta = {"key": order_id, "unit": "", "actor": "system", "correlation": "", "causation": "", "trace": ""}
    return f"order-{order_id}", 1, OrderMeasured.wire_name, data, json.dumps(meta)


async def by_writers(count: int, one: Callable[[], Awaitable[object]]) -> None:
    """`count` calls by 16 tasks, each with one call at a time."""

    async def writer() -> None:
        for _ in range(count // WRITERS):
            await one()

    await asyncio.gather(*(writer() for _ in range(WRITERS)))
