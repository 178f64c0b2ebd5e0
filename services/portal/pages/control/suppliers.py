"""Small suppliers: what they are owed and until when, and the interest that we owe for paying late."""

import asyncio
from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import Query, Response

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.contracts.seen import Contract, Invoices
from services.portal.pages.control.leaving_seen import InterestInvoice, InterestInvoices, LateInterest, SupplierDues
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.deeds.table import DEEDS, possible
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS: Final = "contract.payment.read"
AT: Final = "/payments/suppliers"
LINES: Final = 50
DAYS: Final = (0, 30, 60, 90)
MOST_COUNTED: Final = 12
"""Contracts of a page whose late interest is worked out at once; each has its own page besides."""


@routes.get(AT, dependencies=[allowed(READS)])
async def index(
    visit: Visiting,
    days: Annotated[int, Query(ge=0, le=366)] = 60,
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """What is due within so many days, the earliest first, with the interest of what is late."""
    today = visit.running.store.clock.today(visit.running.store.zone)
    asked = {"until": f"{today + timedelta(days=days)}", "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/small-supplier-dues", SupplierDues, asked)
    rows = found.value.items if found.value else []
    late = list(dict.fromkeys(one.contract_id for one in rows if one.due_on < today))[:MOST_COUNTED]
    ask = visit.asking.ask
    contracts, parties, owed = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows]),
        customers_named(visit, [one.counterparty_id for one in rows]),
        asyncio.gather(*(ask("contract", f"/v1/contracts/{one}/late-interest", LateInterest) for one in late)),
    )
    return page(
        visit,
        "control/suppliers_lines.html" if visit.fragment else "control/suppliers.html",
        found=found,
        contracts=contracts,
        parties=parties,
        interest=_by_contract(owed),
        days=days,
        choices=DAYS,
        today=today,
        deeds=DEEDS,
        may=possible(visit),
    )


@routes.get(f"{AT}/invoices", dependencies=[allowed(READS)])
async def invoices(visit: Visiting, cursor: Annotated[str, Query(max_length=1000)] = "") -> Response:
    """What suppliers asked for of late interest, the latest first."""
    asked = {"cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/late-interest-invoices", InterestInvoices, asked)
    rows = found.value.items if found.value else []
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows]),
        customers_named(visit, [one.counterparty_id for one in rows]),
    )
    template = "control/interest_invoices_lines.html" if visit.fragment else "control/interest_invoices.html"
    return page(visit, template, found=found, contracts=contracts, parties=parties)


@routes.get(f"{AT}/invoices/{{invoice_id}}", dependencies=[allowed(READS)])
async def invoice(invoice_id: Id, visit: Visiting) -> Response:
    """One of them, with what it was held against: what was late under its clause by its day."""
    found = await visit.asking.ask("contract", f"/v1/late-interest-invoices/{invoice_id}", InterestInvoice)
    if found.state == "none":
        raise NotFoundError
    it = found.value
    if it is None:
        return page(visit, "control/interest_invoice.html", found=found)
    path, asked = f"/v1/contracts/{it.contract_id}/late-interest", {"as_of": it.effective_on}
    late, contracts, parties = await asyncio.gather(
        visit.asking.ask("contract", path, LateInterest, asked),
        contracts_named(visit, [it.contract_id]),
        customers_named(visit, [it.counterparty_id]),
    )
    numbers = await _numbers(visit, late)
    behind = [one for one in late.value.items if one.clause == it.clause] if late.value else []
    return page(
        visit,
        "control/interest_invoice.html",
        found=found,
        late=late,
        behind=behind,
        contracts=contracts,
        parties=parties,
        numbers=numbers,
    )


@routes.get(f"{AT}/{{contract_id}}", dependencies=[allowed(READS)])
async def show(contract_id: Id, visit: Visiting, as_of: date | None = None) -> Response:
    """The interest that we owe under a purchase contract until a day, invoice by invoice."""
    today = visit.running.store.clock.today(visit.running.store.zone)
    contract, found = await asyncio.gather(
        visit.asking.ask("contract", f"/v1/contracts/{contract_id}", Contract),
        visit.asking.ask("contract", f"/v1/contracts/{contract_id}/late-interest", LateInterest, {"as_of": as_of}),
    )
    if contract.state == "none":
        raise NotFoundError
    numbers = await _numbers(visit, found)
    return page(
        visit,
        "control/interest.html",
        contract=contract,
        found=found,
        numbers=numbers,
        as_of=as_of or today,
        deeds=DEEDS,
        may=possible(visit),
    )


def _by_contract(owed: list[Part[LateInterest]]) -> dict[str, LateInterest]:
    return {one.value.contract_id: one.value for one in owed if one.value}


async def _numbers(visit: Visit, found: Part[LateInterest]) -> dict[str, str]:
    """The numbers of the invoices that are late."""
    if found.value is None or not any(one.kind == "invoice" for one in found.value.items):
        return {}
    asked = {"contract_id": found.value.contract_id, "limit": 200}
    invoices = await visit.asking.ask("contract", "/v1/invoices", Invoices, asked)
    return {one.invoice_id: one.number for one in invoices.value.items} if invoices.value else {}
