"""Who a contract is with: found as one types, taken by a click."""

from typing import Annotated, Final

from fastapi import Query, Response

from services.portal.pages.customers.seen import Customer, Lines
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.web.routing import allowed

routes = page_router()

FOUND: Final = 8


@routes.get("/contracts/new/parties", dependencies=[allowed("contract.contract.draft")])
async def parties(
    visit: Visiting,
    q: Annotated[str, Query(max_length=100)] = "",
    name: Annotated[str, Query(pattern=r"^(counterparty_id|party-[0-9]{1,3}-customer_id)$")] = "counterparty_id",
) -> Response:
    """The customers that fit, as the choices of a field."""
    return await customers_found(visit, q, name)


async def customers_found(visit: Visit, q: str, name: str) -> Response:
    """The customers that fit what was typed, as the choices of the field of that name."""
    found = None
    if q.strip():
        found = await visit.asking.ask("customer", "/v1/customers", Lines, {"q": q.strip(), "limit": FOUND})
    return page(visit, "drafting/parties.html", found=found, name=name)


async def name_of(visit: Visit, customer_id: str) -> str:
    """What a customer is called; empty where that can't be had now."""
    if not customer_id:
        return ""
    found = await visit.asking.ask("customer", f"/v1/customers/{customer_id}", Customer)
    return (found.value.name or "") if found.value else ""
