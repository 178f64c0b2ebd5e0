"""Bills that customers pay with: those that fall due first at the top, and one passed on to a supplier."""

import asyncio
from typing import Annotated, Final, Literal

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.by_clause.clauses import Clause
from services.portal.pages.by_clause.seen import Bill, Bills
from services.portal.pages.by_clause.standing import Standing, standing_of
from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.contracts.seen import Rows
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.deeds.bodies import placed
from services.portal.pages.deeds.forms import open_invoices, places
from services.portal.pages.deeds.table import DEEDS, possible
from services.portal.pages.drafting.fields import Fields, Said, sent
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.paging import MOST
from shared.web.routing import allowed

routes = page_router()

READS, PASSES_ON = "contract.bill.read", "contract.bill.pass_on"
AT: Final = "/payments/bills"
LINES: Final = 50
PATIENCE: Final = 10.0
STATES: Final = ("held", "endorsed", "discounted", "honoured", "dishonoured", "split")
State = Literal["", "held", "endorsed", "discounted", "split", "honoured", "dishonoured"]
Cursor = Annotated[str, Query(max_length=1000)]
MaybeId = Annotated[str, Query(pattern="^([0-9a-f-]{36})?$")]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, state: State = "held", customer: MaybeId = "", cursor: Cursor = "") -> Response:
    wanted = {"state": state, "counterparty_id": customer, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/bills", Bills, wanted)
    rows = found.value.items if found.value else []
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows]),
        customers_named(visit, [customer, *(one.counterparty_id for one in rows)]),
    )
    return page(
        visit,
        "originals/bill_lines.html" if visit.fragment else "originals/bills.html",
        found=found,
        contracts=contracts,
        parties=parties,
        state=state,
        states=STATES,
        customer=customer,
        today=visit.running.store.clock.today(visit.running.store.zone),
        deeds=DEEDS,
        may=possible(visit),
    )


@routes.get(f"{AT}/{{bill_id}}/endorsement", dependencies=[allowed(PASSES_ON)])
async def form(bill_id: Id, visit: Visiting, contract_id: MaybeId = "") -> Response:
    """Which purchase contract it pays on first, then under which clause."""
    return await _form(visit, bill_id, contract_id, {})


@routes.post(f"{AT}/{{bill_id}}/endorsement", dependencies=[allowed(PASSES_ON)])
async def endorse(
    bill_id: Id, visit: Visiting, key: Annotated[str, Form(max_length=100)], contract_id: Annotated[Id, Form()]
) -> Response:
    """Passes it on to the supplier, which pays under payment control; a refusal keeps everything as it was."""
    fields = sent(await visit.request.form())
    clause, phase = placed(fields.get("place", ""))
    maybe = {name: fields[name] for name in ("invoice_id", "effective_on") if fields.get(name)}
    body = {"contract_id": contract_id, "clause": clause, "phase": phase, **maybe}
    path = f"/v1/bills/{bill_id}/endorsement"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}?state=endorsed", status_code=303)
    wrong = Said(places={"/clause": "place", "/phase": "place"}).wrong(told.body.get("errors"))
    return await _form(visit, bill_id, contract_id, fields, wrong, told.why, told.status)


async def _form(
    visit: Visit,
    bill_id: str,
    contract_id: str,
    fields: Fields,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    bought = {"direction": "purchase", "state": "effective", "limit": MOST}
    bill, contracts = await asyncio.gather(
        visit.asking.ask("contract", f"/v1/bills/{bill_id}", Bill),
        visit.asking.ask("contract", "/v1/contracts", Rows, bought),
    )
    if bill.state == "none":
        raise NotFoundError
    standing: Standing | None = await standing_of(visit, contract_id) if contract_id else None
    found: tuple[Clause, ...] = places(standing) if standing else ()
    return page(
        visit,
        "originals/endorsement.html",
        status,
        bill=bill,
        bought=contracts,
        contract_id=contract_id,
        payable=found,
        invoices=open_invoices(standing) if standing else [],
        fields=fields,
        wrong=wrong or {},
        why=why,
    )
