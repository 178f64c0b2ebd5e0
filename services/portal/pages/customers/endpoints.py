"""Customers: found as one types, and everything known of one on one page."""

import asyncio
from typing import Annotated

from fastapi import Query, Response

from services.portal.pages.assets.seen import Cards
from services.portal.pages.customers.charts import payments_by_month, progress_chart, progress_of
from services.portal.pages.customers.seen import (
    Contacts,
    Customer,
    Lifetime,
    Lines,
    Months,
    Payments,
    View,
)
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.why.endpoints import Narrowing
from services.portal.pages.why.seen import Timeline
from services.portal.pages.why.timeline import timeline_of, told
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

LINES = 50
LATEST = 10
TOLD = 6


@routes.get("/customers", dependencies=[allowed("customer.archive.read")])
async def index(
    visit: Visiting,
    q: Annotated[str, Query(max_length=100)] = "",
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    asked = {"q": q.strip(), "limit": LINES, "cursor": "" if q.strip() else cursor}
    found = await visit.asking.ask("customer", "/v1/customers", Lines, asked)
    owners = await names_of(visit, [one.owner_id or "" for one in found.value.customers] if found.value else [])
    template = "customers/lines.html" if visit.fragment else "customers/list.html"
    return page(visit, template, found=found, q=q, owners=owners)


@routes.get("/customers/{customer_id}", dependencies=[allowed("customer.archive.read")])
async def show(customer_id: Id, visit: Visiting, narrowed: Narrowing) -> Response:
    """Every part is asked side by side; one that is away is marked in its place."""
    ask, archive = visit.asking.ask, f"/v1/customers/{customer_id}"
    own = asyncio.gather(
        ask("customer", archive, Customer),
        visit.asking.ask_whole("customer", f"{archive}/contacts", Contacts, "contacts"),
        timeline_of(visit, "customers", customer_id, narrowed),
        ask("scoring", f"{archive}/payment-months", Months),
    )
    view, lifetime, payments, messages, assets = await asyncio.gather(
        ask("scoring", f"{archive}/360", View),
        ask("scoring", f"{archive}/lifetime", Lifetime),
        ask("contract", "/v1/payments", Payments, {"counterparty_id": customer_id, "limit": LATEST}),
        ask("scoring", f"{archive}/timeline", Timeline, {"kind": "message", "limit": TOLD}),
        ask("asset", "/v1/assets", Cards, {"supplier_id": customer_id, "limit": LATEST}),
    )
    customer, contacts, timeline, months = await own
    if customer.state == "none":
        raise NotFoundError
    names = await names_of(visit, [customer.value.owner_id or ""] if customer.value else [])
    contracts = view.value.contracts if view.value else []
    return page(
        visit,
        "customers/one.html",
        customer_id=customer_id,
        customer=customer,
        contacts=contacts,
        view=view,
        lifetime=lifetime,
        payments=payments,
        messages=messages,
        assets=assets,
        names=names,
        **told("customers", customer_id, narrowed, timeline),
        timeline_contracts=contracts,
        months=months,
        months_chart=payments_by_month(months.value.months, visit.say) if months.value else None,
        progress=progress_of(contracts),
        progress_chart=progress_chart(contracts, visit.say),
    )
