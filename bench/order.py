"""What the rows of the store are measured with: an order of the usual size, its table, and an opened store."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from uuid import uuid4

import asyncpg
from sqlalchemy import Column, Executable, Integer, MetaData, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import insert

from bench.measure import Given
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.database import Database, role_name, url_with
from shared.eventstore.deadlines import set_deadline
from shared.eventstore.event import Event, Recorded
from shared.eventstore.prepared import Prepared
from shared.eventstore.projection import Projection
from shared.eventstore.store import Store
from shared.migrations.run import migrate
from shared.security.schema import protect
from shared.security.sealing import Sealer
from shared.testing.isolation import SECRET
from shared.values.clock import SystemClock
from shared.values.ids import new_id
from shared.values.money import Money

WRITERS: Final = 16
SERVICE: Final = "bench"
DUE: Final = datetime(2030, 1, 1, tzinfo=UTC)
AMOUNT: Final = Money(Decimal("128000.00"), "CNY")


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


def decide(order: Order, order_id: str) -> list[Event]:
    """The same fact again, as long as the order is not full."""
    return [measured(order_id)] if order.orders < 1000 else []


ORDER: Final = Aggregate("order", Order(), evolve)
metadata = MetaData()
orders = Table(
    "orders",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("contract_id", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
projection = Projection("orders", tables=[orders])
PLACE: Final = Prepared(insert(orders), orders.c.keys(), independent=True)


@projection.on(OrderMeasured)
def place(r: Recorded[OrderMeasured]) -> Iterable[Executable]:
    event = r.event
    yield PLACE(
        order_id=event.order_id,
        unit_id=r.unit,
        contract_id=event.contract_id,
        amount=event.amount.amount,
        currency=event.amount.currency,
        version=r.version,
    )
    yield set_deadline("order.due", event.order_id, DUE)


def measured(order_id: str) -> OrderMeasured:
    """The event of an order; its other ids are new."""
    return OrderMeasured(
        order_id=order_id,
        contract_id=new_id(),
        counterparty_id=new_id(),
        description="Optical line terminal with sixteen ports, rack mounted, with two power supplies",
        amount=AMOUNT,
        effective_on=date(2026, 3, 2),
    )


@asynccontextmanager
async def opened(given: Given, projections: Sequence[Projection] = ()) -> AsyncIterator[Store]:
    """A store on an empty migrated database of its own; with projections, their tables are there and protected."""
    name = f"bench_{uuid4().hex[:8]}"
    await migrate(given.postgres_url, SERVICE, SECRET, database=name)
    if projections:
        await _create_tables(given, name)
    database = Database(given.postgres_url, SERVICE, SECRET, name=name, size=WRITERS)
    await database.open()
    try:
        yield Store(SERVICE, database, projections, Sealer(SECRET), SystemClock())
    finally:
        await database.close()


async def _create_tables(given: Given, name: str) -> None:
    owner = await asyncpg.connect(url_with(given.postgres_url, database=name))
    app, system = role_name(SERVICE, "app"), role_name(SERVICE, "system")
    try:
        await owner.execute(
            "CREATE TABLE orders (order_id text PRIMARY KEY, unit_id text NOT NULL, contract_id text NOT NULL,"
            " amount numeric NOT NULL, currency text NOT NULL, version integer NOT NULL);"
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO {app}, {system}"
        )
        for statement in protect("orders", "unit_id", None, app=app, unrestricted=[system, "postgres"]):
            await owner.execute(statement)
    finally:
        await owner.close()
