"""Rows 2a and 2b: an aggregate of ten events loaded, asked and appended to, beside pyeventsourcing on one server."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate as TheirAggregate

from bench.measure import Given, Outcome, Taken, rates
from bench.order import AMOUNT, ORDER, WRITERS, decide, measured, opened
from shared.eventstore.store import Store
from shared.values.ids import new_id

EVENTS: Final = 10
COUNTS: Final = {1: 400, WRITERS: 1600}
ROWS: Final = {1: "2a", WRITERS: "2b"}
THEIR_DATABASE: Final = "pyeventsourcing"
SLICE: Final = 100
T = TypeVar("T")


class Their(TheirAggregate):
    """The same order, written as their documentation writes an aggregate."""

    def __init__(self) -> None:
        self.orders = 0

    class Measured(TheirAggregate.Event):
        order_id: str
        contract_id: str
        counterparty_id: str
        description: str
        amount: str
        currency: str
        effective_on: str

        def apply(self, aggregate: Any) -> None:
            aggregate.orders += 1


async def load_decide_append(given: Given) -> Outcome:
    rows = {}
    await _create_their_database(given)
    async with opened(given) as store:
        for writers, row in ROWS.items():
            count = 32 if given.short else COUNTS[writers]
            rows[row] = await _taken(given, store, writers, count)
    return Outcome(rows)


async def _taken(given: Given, store: Store, writers: int, count: int) -> Taken:
    """Each round meets aggregates that stand at their tenth event."""
    app: Application[UUID] = Application(env=_their_settings(given, writers))
    with ThreadPoolExecutor(writers) as threads:
        loop = asyncio.get_running_loop()
        ours = iter([await _our_orders(store, count) for _ in range(given.rounds)])
        theirs = iter([await loop.run_in_executor(threads, _their_orders, app, count) for _ in range(given.rounds)])

        async def our_round() -> None:
            await asyncio.gather(*(_ours(store, part) for part in _shares(next(ours), writers)))

        async def their_round() -> None:
            shares = _shares(next(theirs), writers)
            await asyncio.gather(*(loop.run_in_executor(threads, _theirs, app, part) for part in shares))

        try:
            return await rates(count, given.rounds, our_round, their_round)
        finally:
            app.close()


def _shares(ids: Sequence[T], writers: int) -> list[Sequence[T]]:
    return [ids[at::writers] for at in range(writers)]


async def _our_orders(store: Store, count: int) -> list[str]:
    ids = [new_id() for _ in range(count)]
    for at in range(0, count, SLICE):
        async with store.begin() as work:
            for order_id in ids[at : at + SLICE]:
                work.record(work.start(ORDER, order_id), [measured(order_id) for _ in range(EVENTS)])
    return ids


async def _ours(store: Store, ids: Sequence[str]) -> None:
    for order_id in ids:
        async with store.begin() as work:
            order = await work.load(ORDER, order_id)
            work.record(order, decide(order.state, order_id))


def _their_orders(app: Application[UUID], count: int) -> list[UUID]:
    ids = []
    for at in range(0, count, SLICE):
        made = [Their() for _ in range(min(SLICE, count - at))]
        for order in made:
            for _ in range(EVENTS - 1):
                _measure(order)
        app.save(*made)
        ids += [order.id for order in made]
    return ids


def _theirs(app: Application[UUID], ids: Sequence[UUID]) -> None:
    for order_id in ids:
        order: Their = app.repository.get(order_id)
        if order.orders < 1000:
            _measure(order)
        app.save(order)


def _measure(order: Their) -> None:
    fact = measured(str(order.id))
    order.trigger_event(
        Their.Measured,
        order_id=fact.order_id,
        contract_id=fact.contract_id,
        counterparty_id=fact.counterparty_id,
        description=fact.description,
        amount=str(AMOUNT.amount),
        currency=AMOUNT.currency,
        effective_on="2026-03-02",
    )


async def _create_their_database(given: Given) -> None:
    server = await asyncpg.connect(given.postgres_url)
    try:
        await server.execute(f"DROP DATABASE IF EXISTS {THEIR_DATABASE} WITH (FORCE)")
        await server.execute(f"CREATE DATABASE {THEIR_DATABASE}")
    finally:
        await server.close()


def _their_settings(given: Given, writers: int) -> dict[str, str]:
    address = urlsplit(given.postgres_url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": THEIR_DATABASE,
        "POSTGRES_HOST": address.hostname or "",
        "POSTGRES_PORT": str(address.port or 5432),
        "POSTGRES_USER": address.username or "",
        "POSTGRES_PASSWORD": address.password or "",
        "POSTGRES_POOL_SIZE": str(writers),
        "POSTGRES_MAX_OVERFLOW": str(writers),
    }
