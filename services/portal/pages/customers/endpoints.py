"""Customers: found as one types, and everything known of one on one page."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal

from fastapi import Form, Query, Response

from services.portal.pages.assets.seen import Cards
from services.portal.pages.customers.charts import payments_by_month, progress_chart, progress_of
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.customers.seen import (
    Contacts,
    Credit,
    Customer,
    Exposure,
    Lifetime,
    Lines,
    Months,
    Payments,
    View,
)
from services.portal.pages.frame.asking import Part as Asked
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.why.endpoints import Narrowing
from services.portal.pages.why.seen import Timeline
from services.portal.pages.why.timeline import details_of, framed, words_of
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

LINES = 50
LATEST = 10
TOLD = 6
Part = Literal["payments", "supplied", "messages", "credit", "exposure"]
PARTS: Final[Mapping[str, tuple[str, str, type[Any], Callable[[str], dict[str, Any]], str]]] = {
    "payments": (
        "contract", "/v1/payments", Payments, lambda one: {"counterparty_id": one, "limit": LATEST},
        N_("Latest payments"),
    ),
    "supplied": (
        "asset", "/v1/assets", Cards, lambda one: {"supplier_id": one, "limit": LATEST}, N_("Assets supplied")
    ),
    "credit": ("scoring", "/v1/customers/{}/credit", Credit, lambda _: {}, N_("Creditworthiness")),
    "exposure": ("contract", "/v1/customers/{}/exposure", Exposure, lambda _: {}, N_("Exposure")),
    "messages": (
        "scoring", "/v1/customers/{}/timeline", Timeline, lambda _: {"kind": "message", "limit": TOLD}, N_("Messages")
    ),
}  # fmt: skip
"""What comes later: whose it is, where, as what, what is asked, what it is called."""
MEASURES: Final[Mapping[str, str]] = {
    "share_late": N_("Settled late, share"),
    "days_late": N_("Days late on average"),
    "overdue_share": N_("Overdue, share of what is owed"),
    "long_overdue_share": N_("More than 90 days overdue, share"),
    "settlements": N_("Settled within a year"),
}
"""What credit is graded on, by its code."""


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
    """What says who it is and how it stands is asked side by side, one that is away is marked in its place; documents,
    messages and what happened come once the page is there. A dialog changes the archive and its contacts alone: after
    it nothing else is asked again.
    """
    ask, archive = visit.asking.ask, f"/v1/customers/{customer_id}"
    known = (
        ask("customer", archive, Customer),
        visit.asking.ask_whole("customer", f"{archive}/contacts", Contacts, "contacts"),
        ask("scoring", f"{archive}/360", View),
    )
    if visit.fragment:
        customer, contacts, view = await asyncio.gather(*known)
        return page(visit, "customers/known_part.html", **await _known(visit, customer_id, customer, contacts, view))
    customer, contacts, view, lifetime, months = await asyncio.gather(
        *known,
        ask("scoring", f"{archive}/lifetime", Lifetime),
        ask("scoring", f"{archive}/payment-months", Months),
    )
    contracts = view.value.contracts if view.value else []
    return page(
        visit,
        "customers/one.html",
        **await _known(visit, customer_id, customer, contacts, view),
        lifetime=lifetime,
        **framed("customers", customer_id, narrowed),
        timeline_contracts=contracts,
        months=months,
        months_chart=payments_by_month(months.value.months, visit.say) if months.value else None,
        progress=progress_of(contracts),
        progress_chart=progress_chart(contracts, visit.say),
    )


async def _known(
    visit: Visit, customer_id: str, customer: Asked[Customer], contacts: Asked[Contacts], view: Asked[View]
) -> dict[str, Any]:
    """Who the customer is, who speaks for them, and whose archives they were."""
    if customer.state == "none":
        raise NotFoundError
    lineage = [*(view.value.merged if view.value else ()), (customer.value.survivor_id or "") if customer.value else ""]
    return {
        "customer_id": customer_id,
        "customer": customer,
        "contacts": contacts,
        "view": view,
        "names": await names_of(visit, [customer.value.owner_id or ""] if customer.value else []),
        "merged": await customers_named(visit, lineage),
    }


@routes.get("/customers/{customer_id}/parts/{part}", dependencies=[allowed("customer.archive.read")])
async def later(customer_id: Id, part: Part, visit: Visiting) -> Response:
    """A part that comes into the page of a customer once that is there."""
    return await _part(visit, customer_id, part)


@routes.post("/customers/{customer_id}/credit", dependencies=[allowed("scoring.credit.assess")])
async def grade(customer_id: Id, visit: Visiting, key: Annotated[str, Form(max_length=100)]) -> Response:
    """Grades the customer by what is known today, and shows why."""
    path = f"/v1/customers/{customer_id}/credit-assessments"
    told = await visit.asking.tell("scoring", path, {}, key=key)
    return await _part(visit, customer_id, "credit", "" if told.done else told.why)


async def _part(visit: Visit, customer_id: str, part: str, wrong: str = "") -> Response:
    service, path, shape, asked, title = PARTS[part]
    found = await visit.asking.ask(service, path.format(customer_id), shape, asked(customer_id))
    template = f"customers/{part}.html" if visit.fragment else "customers/part_page.html"
    told: dict[str, Any] = {
        "found": found,
        "wrong": wrong,
        "measures": MEASURES,
        "words_of": words_of,
        "details_of": details_of,
    }
    return page(visit, template, customer_id=customer_id, part=part, title=visit.say(title), **told)
