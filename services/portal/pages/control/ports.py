"""What leaves for other systems: documents handed over, and what came of each."""

import asyncio
from typing import Annotated, Any, Final, Literal

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.by_clause.seen import Payments
from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.control.debits import Debits
from services.portal.pages.control.leaving import Candidate, bookings_of, debits_of, invoices_of, payments_of
from services.portal.pages.control.leaving_seen import IssuedInvoices, PortMessage, PortMessages
from services.portal.pages.control.seen import Postings
from services.portal.pages.drafting.fields import Said, sent
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.paging import MOST
from shared.web.routing import allowed

routes = page_router()

READS, HANDS_OVER = "contract.book.read", "contract.book.hand_over"
AT: Final = "/payments/ports"
LINES: Final = 50
PATIENCE: Final = 10.0
PORTS: Final = ("invoices", "payment_orders", "vouchers", "direct_debits")
SHOWN: Final = (*PORTS, "signatures", "voidings")
"""What may be looked at; what a platform shall sign, or not any more, leaves by itself."""
STATES: Final = ("queued", "sending", "accepted", "refused", "unknown")
PortName = Literal["invoices", "payment_orders", "vouchers", "direct_debits"]
Chosen = Literal["", "invoices", "payment_orders", "vouchers", "direct_debits", "signatures", "voidings"]
State = Literal["", "queued", "sending", "accepted", "refused", "unknown"]
Cursor = Annotated[str, Query(max_length=1000)]
Key = Annotated[str, Form(max_length=100)]
Document = Annotated[str, Form(pattern="^[0-9a-f-]{36}(@[1-9][0-9]{0,8})?$")]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, port: Chosen = "", state: State = "", cursor: Cursor = "") -> Response:
    asked = {"port": port, "state": state, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/port-messages", PortMessages, asked)
    contracts = await contracts_named(visit, [one.contract_id for one in found.value.items] if found.value else [])
    template = "control/port_lines.html" if visit.fragment else "control/ports.html"
    return page(visit, template, found=found, contracts=contracts, port=port, state=state, ports=SHOWN, states=STATES)


@routes.get(f"{AT}/new", dependencies=[allowed(HANDS_OVER)])
async def choose(visit: Visiting, port: PortName = "invoices", cursor: Cursor = "") -> Response:
    return await _choosing(visit, port, cursor)


@routes.post(f"{AT}/new", dependencies=[allowed(HANDS_OVER)])
async def hand_over(
    visit: Visiting,
    key: Key,
    port: Annotated[PortName, Form()],
    document: Annotated[list[Document], Form(max_length=MOST)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """All that were ticked, or none where one can't leave."""
    body = {"port": port, "documents": document}
    told = await visit.asking.tell("contract", "/v1/port-messages", body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}?port={port}", status_code=303)
    return await _choosing(visit, port, "", told.why, told.status)


@routes.get(f"{AT}/{{message_id}}", dependencies=[allowed(READS)])
async def show(message_id: Id, visit: Visiting) -> Response:
    return await _shown(visit, message_id)


@routes.post(f"{AT}/{{message_id}}/again", dependencies=[allowed(HANDS_OVER)])
async def again(message_id: Id, visit: Visiting, key: Key) -> Response:
    """What was refused leaves once more, as the document is now; what is unknown is asked about now."""
    message = (await _message(visit, message_id)).value
    if message is None:
        return await _shown(visit, message_id)
    path, body = f"/v1/port-messages/{message_id}/inquiry", dict[str, Any]()
    if message.state == "refused":
        path, body = "/v1/port-messages", {"port": message.port, "documents": [message.document]}
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}/{message_id}", status_code=303)
    return await _shown(visit, message_id, why=told.why, status=told.status)


@routes.post(f"{AT}/{{message_id}}/settlement", dependencies=[allowed(HANDS_OVER)])
async def settle(message_id: Id, visit: Visiting, key: Key) -> Response:
    """What somebody found out about it: the number it has there, or why it has none."""
    fields = sent(await visit.request.form())
    body = {name: fields[name] for name in ("outcome", "foreign_number", "code") if fields.get(name)}
    path = f"/v1/port-messages/{message_id}/settlement"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}/{message_id}", status_code=303)
    return await _shown(visit, message_id, fields, Said().wrong(told.body.get("errors")), told.why, told.status)


async def _message(visit: Visit, message_id: str) -> Part[PortMessage]:
    found = await visit.asking.ask("contract", f"/v1/port-messages/{message_id}", PortMessage)
    if found.state == "none":
        raise NotFoundError
    return found


async def _shown(
    visit: Visit,
    message_id: str,
    fields: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    found = await _message(visit, message_id)
    contracts = await contracts_named(visit, [found.value.contract_id] if found.value else [])
    return page(
        visit,
        "control/port_one.html",
        status,
        found=found,
        contracts=contracts,
        fields=fields or {},
        wrong=wrong or {},
        why=why,
    )


async def _choosing(visit: Visit, port: PortName, cursor: str, why: str = "", status: int = 200) -> Response:
    """Documents that may leave by the port, the newest first; those that left are told so."""
    (part, candidates), left = await asyncio.gather(
        _candidates(visit, port, cursor),
        visit.asking.ask_whole("contract", "/v1/port-messages", PortMessages, "items", {"port": port}),
    )
    return page(
        visit,
        "control/port_new.html",
        status,
        part=part,
        candidates=candidates,
        left={one.document: one for one in left.value.items} if left.value else {},
        contracts=await contracts_named(visit, [one.contract_id for one in candidates]),
        port=port,
        ports=PORTS,
        why=why,
    )


async def _candidates(visit: Visit, port: PortName, cursor: str) -> tuple[Part[Any], list[Candidate]]:
    ask, paged = visit.asking.ask, {"cursor": cursor, "limit": LINES}
    if port == "invoices":
        invoices = await ask("contract", "/v1/invoices", IssuedInvoices, paged)
        return invoices, invoices_of(invoices.value.items if invoices.value else [])
    if port == "payment_orders":
        payments = await ask("contract", "/v1/payments", Payments, {**paged, "way": "out", "state": "made"})
        return payments, payments_of(payments.value.items if payments.value else [])
    if port == "direct_debits":
        debits = await ask("contract", "/v1/direct-debits", Debits, {**paged, "state": "tried"})
        return debits, debits_of(debits.value.items if debits.value else [])
    month = f"{visit.running.store.clock.today(visit.running.store.zone):%Y-%m}"
    posted = await ask("contract", "/v1/books/accounting/postings", Postings, {**paged, "period": month})
    return posted, bookings_of(posted.value.items if posted.value else [])
