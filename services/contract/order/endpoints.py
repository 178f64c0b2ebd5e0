from typing import Annotated, Literal

from fastapi import Query as Parameter
from sqlalchemy import literal, select

from services.contract.accounts.events import Period
from services.contract.order import handlers, queries
from services.contract.order.aggregate import AcceptDelivery, DeliverOrder
from services.contract.order.schemas import (
    AcceptanceBody,
    AcceptanceBooked,
    DeliveryAnswer,
    DeliveryBody,
    DeliveryBooked,
    HeldOrderAnswer,
    HeldOrderList,
    OrderAnswer,
    OrderBody,
    OrderList,
    OrderMoved,
    OrderRow,
)
from services.contract.order.tables import deliveries, held_orders, orders
from services.contract.rows import with_money
from services.contract.terms import Direction, named_together
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
HeldState = Literal["held", "released", "rejected", "withdrawn"]
SEEN = visible(orders.c.unit_id, literal("contract-").concat(orders.c.contract_id))


@routes.post("/v1/contracts/{contract_id}/orders", status_code=201, dependencies=[allowed("contract.order.place")])
async def place(contract_id: Id, body: OrderBody, work: Command) -> OrderMoved:
    """Places an order under a contract in effect; it is held where the customer would owe more than it may."""
    wishes = [line.wish() for line in body.lines]
    on = body.effective_on or work.context.today
    named_together(body.clause, body.phase)
    order = await handlers.place_order(work, new_id(), contract_id, wishes, on, (body.clause, body.phase))
    held = order.state.held
    return OrderMoved(
        order_id=order.id,
        state=order.state.stage,
        approval_id=held.approval_id if held else None,
        reasons=list(held.reasons) if held else [],
        version=order.version,
    )


@routes.post("/v1/orders/{order_id}/deliveries", status_code=201, dependencies=[allowed("contract.order.deliver")])
async def deliver(order_id: Id, body: DeliveryBody, work: Command) -> DeliveryBooked:
    """Books what was delivered of an order."""
    lines = tuple(line.delivered() for line in body.lines)
    command = DeliverOrder(new_id(), lines, body.effective_on or work.context.today)
    order = await handlers.deliver_order(work, order_id, command)
    return DeliveryBooked(order_id=order.id, delivery_id=command.delivery_id, version=order.version)


@routes.post(
    "/v1/deliveries/{delivery_id}/acceptance", status_code=201, dependencies=[allowed("contract.order.accept")]
)
async def accept(delivery_id: Id, body: AcceptanceBody, work: Command) -> AcceptanceBooked:
    """Accepts a delivery, or the quantities named of it."""
    named_together(body.clause, body.phase)
    command = AcceptDelivery(
        delivery_id=delivery_id,
        acceptance_id=new_id(),
        clause=body.clause or "",
        phase=body.phase or "",
        on=body.effective_on or work.context.today,
        lines=tuple(line.delivered() for line in body.lines),
    )
    order = await handlers.accept_delivery(work, command)
    return AcceptanceBooked(
        order_id=order.id, delivery_id=delivery_id, acceptance_id=command.acceptance_id, version=order.version
    )


@routes.get("/v1/orders", dependencies=[allowed("contract.order.read")])
async def list_orders(
    work: Query,
    page: Page,
    contract_id: Id | None = None,
    counterparty_id: Id | None = None,
    direction: Direction | None = None,
    currency: Annotated[str | None, Parameter(pattern="^[A-Z]{3}$")] = None,
    month: Annotated[Period | None, Parameter(description="Effective in this month")] = None,
    brand: Annotated[str | None, Parameter(max_length=100, description="With a product of it, not refused")] = None,
) -> OrderList:
    """Orders of the caller's units, the latest day first."""
    said = {"direction": direction, "currency": currency}
    chosen = select(orders).where(SEEN, *queries.narrowed(month, brand))
    chosen = chosen.where(*(orders.c[name] == value for name, value in said.items() if value is not None))
    if contract_id is not None:
        chosen = chosen.where(orders.c.contract_id == contract_id)
    if counterparty_id is not None:
        chosen = chosen.where(orders.c.counterparty_id == counterparty_id)
    rows = await page_of(work, chosen, [orders.c.effective_on.desc(), orders.c.order_id.desc()], page)
    return OrderList(items=[OrderRow(**with_money(row, OrderRow)) for row in rows])


@routes.get("/v1/held-orders", dependencies=[allowed("contract.order.read")])
async def list_held(
    work: Query, page: Page, state: HeldState | None = None, counterparty_id: Id | None = None
) -> HeldOrderList:
    """Orders that were held, with the figures why, the newest first."""
    seen = visible(held_orders.c.unit_id, literal("contract-").concat(held_orders.c.contract_id))
    chosen = select(held_orders).where(seen)
    if state is not None:
        chosen = chosen.where(held_orders.c.state == state)
    if counterparty_id is not None:
        chosen = chosen.where(held_orders.c.counterparty_id == counterparty_id)
    rows = await page_of(work, chosen, [held_orders.c.order_id.desc()], page)
    return HeldOrderList(items=[HeldOrderAnswer(**with_money(row, HeldOrderAnswer)) for row in rows])


@routes.get("/v1/held-orders/{order_id}", dependencies=[allowed("contract.order.read")])
async def show_held(order_id: Id, work: Query) -> HeldOrderAnswer:
    """One order that was held."""
    seen = visible(held_orders.c.unit_id, literal("contract-").concat(held_orders.c.contract_id))
    row = await work.row(select(held_orders).where(held_orders.c.order_id == order_id, seen))
    if row is None:
        raise NotFoundError
    return HeldOrderAnswer(**with_money(row, HeldOrderAnswer))


@routes.get("/v1/orders/{order_id}", dependencies=[allowed("contract.order.read")])
async def show(order_id: Id, work: Query) -> OrderAnswer:
    """One order with its deliveries."""
    row = await work.row(select(orders).where(orders.c.order_id == order_id, SEEN))
    if row is None:
        raise NotFoundError
    seen = visible(deliveries.c.unit_id, literal("contract-").concat(deliveries.c.contract_id))
    chosen = select(deliveries).where(deliveries.c.order_id == order_id, seen)
    found = await work.rows(chosen.order_by(deliveries.c.delivery_id))
    came = [DeliveryAnswer(**with_money(each, DeliveryAnswer)) for each in found]
    return OrderAnswer(**with_money(row, OrderRow), deliveries=came)
