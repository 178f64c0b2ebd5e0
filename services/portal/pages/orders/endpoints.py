"""Orders: those that were placed, those that are held and why, and one with all that is known of it."""

import asyncio
from typing import Annotated, Final, Literal

from fastapi import Query, Response

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.credit.seen import HeldOrder, HeldOrders
from services.portal.pages.credit.why import why_of
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.deeds.table import DEEDS, possible
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.orders.seen import Orders, OrderShown
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS: Final = "contract.order.read"
LINES: Final = 50
STATES: Final = ("held", "released", "rejected", "withdrawn")
Cursor = Annotated[str, Query(max_length=500)]
State = Literal["held", "released", "rejected", "withdrawn", "all"]


@routes.get("/orders", dependencies=[allowed(READS)])
async def index(
    visit: Visiting,
    brand: Annotated[str, Query(max_length=100)] = "",
    month: Annotated[str, Query(pattern="^((19|20)[0-9]{2}-(0[1-9]|1[0-2]))?$")] = "",
    direction: Annotated[str, Query(pattern="^(sales|purchase)?$")] = "",
    currency: Annotated[str, Query(pattern="^([A-Z]{3})?$")] = "",
    cursor: Cursor = "",
) -> Response:
    """Every order, the latest day first, or those behind a sum: of a brand, a month, a direction, a currency."""
    narrowed = {"brand": brand, "month": month, "direction": direction, "currency": currency}
    narrowed = {name: value for name, value in narrowed.items() if value}
    asked = {**narrowed, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/orders", Orders, asked)
    rows = found.value.items if found.value else []
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows]),
        customers_named(visit, [one.counterparty_id for one in rows]),
    )
    template = "orders/lines.html" if visit.fragment else "orders/list.html"
    return page(visit, template, found=found, contracts=contracts, parties=parties, narrowed=narrowed)


@routes.get("/orders/held", dependencies=[allowed(READS)])
async def held(visit: Visiting, state: State = "held", cursor: Cursor = "") -> Response:
    """Orders that wait for others' decision, or what was decided, each with the rules that it breaks."""
    asked = {"state": "" if state == "all" else state, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/held-orders", HeldOrders, asked)
    rows = found.value.items if found.value else []
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows]),
        customers_named(visit, [one.counterparty_id for one in rows]),
    )
    template = "orders/held_lines.html" if visit.fragment else "orders/held_list.html"
    return page(
        visit, template, found=found, contracts=contracts, parties=parties, state=state, states=STATES, why_of=why_of
    )


@routes.get("/orders/{order_id}", dependencies=[allowed(READS)])
async def show(order_id: Id, visit: Visiting) -> Response:
    """One order: what was ordered and came, why it was held, and the way to its quality."""
    ask = visit.asking.ask
    order, kept = await asyncio.gather(
        ask("contract", f"/v1/orders/{order_id}", OrderShown),
        ask("contract", f"/v1/held-orders/{order_id}", HeldOrder),
    )
    if order.state == kept.state == "none":
        raise NotFoundError
    it = order.value or kept.value
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [it.contract_id] if it else []),
        customers_named(visit, [it.counterparty_id] if it else []),
    )
    return page(
        visit,
        "orders/one.html",
        order=order,
        kept=kept,
        it=it,
        reasons=[why_of(one) for one in kept.value.reasons] if kept.value else [],
        contracts=contracts,
        parties=parties,
        deeds=DEEDS,
        may=possible(visit),
    )
