"""Row 1a: one event appended through the store by 16 writers, beside a bare INSERT of the same row."""

import asyncio
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from bench.measure import Given, Outcome, rates
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.database import Database
from shared.eventstore.event import Event
from shared.eventstore.store import Store
from shared.migrations.run import migrate
from shared.security.sealing import Sealer
from shared.values.clock import SystemClock
from shared.values.money import Money

WRITERS = 16
SECRET = "only for benchmarks"  # nosec B105  # no password
INSERT = "INSERT INTO events (stream_id, version, type, data, personal, meta) VALUES ($1, $2, $3, $4, NULL, $5)"


class OrderMeasured(Event, name="bench.order_measured.v1"):
    """The size of a usual fact: about 400 bytes."""

    order_id: str
    contract_id: str
    counterparty_id: str
    description: str
    amount: Money
    effective_on: date


@dataclass(frozen=True, slots=True)
class Order:
    orders: int = 0


def evolve(order: Order, _event: Event) -> Order:
    return Order(order.orders + 1)


ORDER = Aggregate("order", Order(), evolve)


def measured(order_id: str) -> OrderMeasured:
    return OrderMeasured(
        order_id=order_id,
        contract_id=str(uuid4()),
        counterparty_id=str(uuid4()),
        description="Optical line terminal with sixteen ports, rack mounted, with two power supplies",
        amount=Money(Decimal("128000.00"), "CNY"),
        effective_on=date(2026, 3, 2),
    )


async def one_event(given: Given) -> Outcome:
    count = 160 if given.short else 8000
    name = f"bench_{uuid4().hex[:8]}"
    await migrate(given.postgres_url, "bench", SECRET, database=name)
    database = Database(given.postgres_url, "bench", SECRET, name=name, size=WRITERS)
    await database.open()
    store = Store("bench", database, [], Sealer(SECRET), SystemClock())
    pool = database.pool("system")

    async def ours() -> None:
        async def writer() -> None:
            for _ in range(count // WRITERS):
                async with store.begin() as work:
                    order_id = str(uuid4())
                    work.record(work.start(ORDER, order_id), [measured(order_id)])

        await asyncio.gather(*(writer() for _ in range(WRITERS)))

    async def theirs() -> None:
        async def writer() -> None:
            async with pool.acquire() as conn:
                for _ in range(count // WRITERS):
                    order_id = str(uuid4())
                    data = measured(order_id).public_json()
                    meta = {
                        "key": order_id,
                        "unit": "",
                        "actor": "system",
                        "correlation": "",
                        "causation": "",
                        "trace": "",
                    }
                    await conn.execute(INSERT, f"order-{order_id}", 1, OrderMeasured.wire_name, data, meta)

        await asyncio.gather(*(writer() for _ in range(WRITERS)))

    try:
        taken = await rates(count, given.rounds, ours, theirs)
    finally:
        await database.close()
    return Outcome({"1a": taken})
