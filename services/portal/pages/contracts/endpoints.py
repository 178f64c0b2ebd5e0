"""Contracts: the list, and one with its clauses against what was ordered, accepted, invoiced and paid."""

import asyncio
from typing import Annotated, Final

from fastapi import Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.approval.document import blocks_of, parted
from services.portal.pages.approval.seen import Text
from services.portal.pages.contracts.amounts import plain_amount
from services.portal.pages.contracts.seen import Contract, Invoices, Owed, Rows
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.customers.seen import Payments
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.why.endpoints import Narrowing
from services.portal.pages.why.timeline import framed
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.errors import UnavailableError
from shared.web.routing import allowed

routes = page_router()

LINES: Final = 50
STATES: Final = (
    "draft",
    "in_review",
    "approved",
    "signing",
    "signed",
    "effective",
    "suspended",
    "completed",
    "terminated",
)


@routes.get("/contracts", dependencies=[allowed("contract.contract.read")])
async def index(
    visit: Visiting,
    state: Annotated[str, Query(pattern="^[a-z_]{0,20}$")] = "",
    direction: Annotated[str, Query(pattern="^(sales|purchase)?$")] = "",
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    asked = {"state": state, "direction": direction, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/contracts", Rows, asked)
    rows = found.value.items if found.value else []
    owners, parties = await asyncio.gather(
        names_of(visit, [one.owner_id for one in rows]),
        customers_named(visit, [one.counterparty_id for one in rows]),
    )
    template = "contracts/lines.html" if visit.fragment else "contracts/list.html"
    return page(
        visit,
        template,
        found=found,
        owners=owners,
        parties=parties,
        state=state,
        direction=direction,
        states=STATES,
    )


@routes.get("/open-items", dependencies=[allowed("contract.payment.read")])
async def open_items(
    visit: Visiting,
    amount: Annotated[str, Query(max_length=40)] = "",
    currency: Annotated[str, Query(pattern="^[A-Z]{3}$")] = "CNY",
) -> Response:
    """The invoices and receipts of which exactly this much is open: where a line of the bank belongs."""
    understood = plain_amount(amount)
    asked = {"open": understood, "currency": currency, "limit": LINES}
    invoices, receipts = (
        await asyncio.gather(
            visit.asking.ask("contract", "/v1/invoices", Invoices, asked),
            visit.asking.ask("contract", "/v1/payments", Payments, asked),
        )
        if understood
        else (None, None)
    )
    template = "contracts/open_lines.html" if visit.fragment else "contracts/open_items.html"
    return page(
        visit,
        template,
        invoices=invoices,
        receipts=receipts,
        amount=amount,
        currency=currency,
        understood=understood,
    )


@routes.get("/obligations/{obligation_id}", dependencies=[allowed("contract.contract.read")])
async def lead(obligation_id: Id, visit: Visiting) -> Response:
    """To the contract that something is owed under, from a message or a task that names what is owed."""
    found = await visit.asking.ask("contract", "/v1/obligations", Owed, {"obligation_id": obligation_id})
    if found.state == "away":
        raise UnavailableError
    if found.value is None or not found.value.items:
        raise NotFoundError
    return RedirectResponse(f"/contracts/{found.value.items[0].contract_id}", status_code=303)


@routes.get("/contracts/{contract_id}", dependencies=[allowed("contract.contract.read")])
async def show(contract_id: Id, visit: Visiting, narrowed: Narrowing) -> Response:
    """What it says; how it is performed and ended, and the sums of that, come once the page is there."""
    contract = await visit.asking.ask("contract", f"/v1/contracts/{contract_id}", Contract)
    if contract.state == "none":
        raise NotFoundError
    names = await names_of(visit, [contract.value.owner_id] if contract.value else [])
    return page(
        visit,
        "contracts/one.html",
        contract=contract,
        names=names,
        **framed("contracts", contract_id, narrowed),
    )


@routes.get("/contracts/{contract_id}/release.json", dependencies=[allowed("contract.contract.read")])
async def release(contract_id: Id, visit: Visiting) -> Response:
    """The contract as a release package of the Open Contracting Data Standard, to take away."""
    found = await fetched(visit, "contract", f"/v1/ocds-releases?contract_id={contract_id}")
    found.headers["Content-Disposition"] = f'attachment; filename="release-{contract_id}.json"'
    return found


@routes.get("/contracts/{contract_id}/words", dependencies=[allowed("contract.contract.read")])
async def words(
    contract_id: Id, visit: Visiting, text_hash: Annotated[str, Query(alias="hash", pattern="^([0-9a-f]{64})?$")] = ""
) -> Response:
    """The whole text, once somebody opens it; that of another day by its hash."""
    asked = {"hash": text_hash} if text_hash else {}
    text = await visit.asking.ask("contract", f"/v1/contracts/{contract_id}/text", Text, asked)
    blocks = [*blocks_of(parted(text.value.words)[0])] if text.value else []
    template = "contracts/words.html" if visit.fragment else "contracts/words_page.html"
    return page(visit, template, contract_id=contract_id, text=text, blocks=blocks)
