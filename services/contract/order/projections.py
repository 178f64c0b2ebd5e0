from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from services.contract.order.events import (
    OrderAccepted,
    OrderDelivered,
    OrderHeld,
    OrderPlaced,
    OrderRefused,
    OrderReleased,
)
from services.contract.order.tables import deliveries, held_orders, orders
from shared.eventstore.event import Recorded
from shared.eventstore.prepared import Prepared
from shared.eventstore.projection import Projection

projection = Projection("orders", tables=[orders, deliveries, held_orders])


PLACE: Final = Prepared(insert(orders), orders.c.keys())


@projection.on(OrderPlaced)
def place(r: Recorded[OrderPlaced]) -> Iterable[Executable]:
    event = r.event
    yield PLACE(
        order_id=event.order_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        counterparty_id=event.counterparty_id,
        direction=event.direction,
        amount=event.amount.amount,
        currency=event.amount.currency,
        accepted=0,
        lines=[line.model_dump(mode="json") for line in event.lines],
        clause=event.clause,
        phase=event.phase,
        state="placed",
        source=event.source,
        source_id=event.source_id,
        effective_on=event.effective_on,
        version=r.version,
    )


@projection.on(OrderDelivered)
def deliver(r: Recorded[OrderDelivered]) -> Iterable[Executable]:
    event = r.event
    lines = [line.model_dump(mode="json") for line in event.lines]
    columns = ["delivery_id", "order_id", "contract_id", "unit_id", "lines", "delivered_on", "currency"]
    source = select(
        literal(event.delivery_id),
        orders.c.order_id,
        orders.c.contract_id,
        literal(r.unit),
        literal(lines, JSONB),
        literal(event.effective_on),
        orders.c.currency,
    ).where(orders.c.order_id == event.order_id)
    yield insert(deliveries).from_select(columns, source)
    yield update(orders).where(orders.c.order_id == event.order_id).values(state="delivered", version=r.version)


@projection.on(OrderAccepted)
def accept(r: Recorded[OrderAccepted]) -> Iterable[Executable]:
    event = r.event
    yield (
        update(deliveries)
        .where(deliveries.c.delivery_id == event.delivery_id)
        .values(
            acceptance_id=event.acceptance_id,
            accepted_on=event.effective_on,
            accepted=event.amount.amount,
            clause=event.clause,
            phase=event.phase,
        )
    )
    yield (
        update(orders)
        .where(orders.c.order_id == event.order_id)
        .values(state="accepted", accepted=orders.c.accepted + event.amount.amount, version=r.version)
    )


@projection.on(OrderHeld)
def hold(r: Recorded[OrderHeld]) -> Iterable[Executable]:
    event = r.event
    yield insert(held_orders).values(
        order_id=event.order_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        counterparty_id=event.counterparty_id,
        approval_id=event.approval_id,
        state="held",
        amount=event.amount.amount,
        currency=event.amount.currency,
        lines=[line.model_dump(mode="json") for line in event.lines],
        reasons=[one.model_dump(mode="json") for one in event.reasons],
        effective_on=event.effective_on,
        version=r.version,
    )


@projection.on(OrderReleased, OrderRefused)
def close(r: Recorded[Any]) -> Iterable[Executable]:
    event: OrderReleased | OrderRefused = r.event
    state = "released" if isinstance(event, OrderReleased) else event.outcome
    same = held_orders.c.order_id == event.order_id
    yield update(held_orders).where(same).values(state=state, version=r.version)
