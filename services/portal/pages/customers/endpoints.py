"""Customers: found as one types, and everything known of one on one page."""

import asyncio
from typing import Annotated

from fastapi import Query, Response

from services.portal.pages.customers.charts import payments_by_month, progress_of
from services.portal.pages.customers.seen import (
    Contacts,
    Customer,
    History,
    Lifetime,
    Lines,
    Messages,
    Payments,
    View,
)
from services.portal.pages.customers.timeline import KINDS, timeline_of
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

LINES = 50
MOST_PAYMENTS = 200


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
async def show(customer_id: Id, visit: Visiting, kind: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Every part is asked side by side; one that is away is marked in its place."""
    ask, whole, archive = visit.asking.ask, visit.asking.ask_whole, f"/v1/customers/{customer_id}"
    own = asyncio.gather(
        ask("customer", archive, Customer),
        whole("customer", f"{archive}/contacts", Contacts, "contacts"),
        whole("customer", f"{archive}/history", History, "changes"),
    )
    view, lifetime, payments, messages = await asyncio.gather(
        ask("scoring", f"{archive}/360", View),
        ask("scoring", f"{archive}/lifetime", Lifetime),
        ask("contract", "/v1/payments", Payments, {"counterparty_id": customer_id, "limit": MOST_PAYMENTS}),
        ask("notify", "/v1/messages", Messages, {"subject": f"customer-{customer_id}", "limit": 20}),
    )
    customer, contacts, history = await own
    if customer.state == "none":
        raise NotFoundError
    people = [one.actor for one in history.value.changes] if history.value else []
    people += [customer.value.owner_id or ""] if customer.value else []
    names = await names_of(visit, people)
    return page(
        visit,
        "customers/one.html",
        customer=customer,
        contacts=contacts,
        history=history,
        view=view,
        lifetime=lifetime,
        payments=payments,
        messages=messages,
        names=names,
        kind=kind,
        kinds=KINDS,
        timeline=timeline_of(history, payments, view, messages, kind),
        months=payments_by_month(payments.value.items, visit.say) if payments.value else None,
        progress=progress_of(view.value.contracts) if view.value else None,
    )
