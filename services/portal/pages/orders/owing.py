"""What a customer's group owes, document by document, and what it may: the form that lays limit and term down."""

import asyncio
from typing import Annotated, Any, Final, Literal

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.customers.seen import Credits, Customer, Exposure, ExposureDocuments, Group
from services.portal.pages.drafting.fields import Fields, Said, figure, sent
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS, LAYS_DOWN = "contract.exposure.read", "customer.credit.lay_down"
AT: Final = "/customers/{customer_id}/exposure"
LINES: Final = 50
SAID: Final = 20
PATIENCE: Final = 10.0
COMPONENTS: Final = ("receivables", "unbilled", "open_orders", "drafts", "advances", "security")
CURRENCIES: Final = ("CNY", "EUR", "USD", "HKD", "JPY", "GBP")
Component = Literal["", "receivables", "unbilled", "open_orders", "drafts", "advances", "security"]
Cursor = Annotated[str, Query(max_length=1000)]
Key = Annotated[str, Form(max_length=100)]


@routes.get(AT, dependencies=[allowed(READS)])
async def show(customer_id: Id, visit: Visiting, component: Component = "", cursor: Cursor = "") -> Response:
    if visit.fragment:
        documents = await _documents(visit, customer_id, component, cursor)
        return page(visit, "orders/owing_lines.html", customer_id=customer_id, component=component, **documents)
    return await _shown(visit, customer_id, component, cursor)


@routes.post(f"{AT}/limit", dependencies=[allowed(LAYS_DOWN)])
async def lay_down(customer_id: Id, visit: Visiting, key: Key) -> Response:
    """How much may be owed, and a bill how many days, from a day on; without an amount nothing limits it any more."""
    fields = sent(await visit.request.form())
    told = await visit.asking.tell(
        "customer", f"/v1/customers/{customer_id}/credits", credit_body(fields), key=key, seconds=PATIENCE
    )
    if told.done:
        return RedirectResponse(f"/customers/{customer_id}/exposure", status_code=303)
    wrong = Said(places={"/limit": "limit"}).wrong(told.body.get("errors"))
    wrong = {name.partition("-")[0]: reason for name, reason in wrong.items()}
    return await _shown(
        visit, customer_id, fields=fields, wrong=wrong, why=told.why, status=told.status, opened="laying"
    )


@routes.post(f"{AT}/group", dependencies=[allowed(LAYS_DOWN)])
async def join(
    customer_id: Id,
    visit: Visiting,
    key: Key,
    head_id: Annotated[str, Form(pattern="^([0-9a-f-]{36})?$", alias="counterparty_id")] = "",
    alone: Annotated[Literal["", "yes"], Form()] = "",
) -> Response:
    """Whose group it belongs to from now on; nobody's where it is taken out of one, or none is named."""
    path = f"/v1/customers/{customer_id}/group"
    told = await visit.asking.tell(
        "customer", path, {"head_id": None if alone else head_id or None}, key=key, seconds=PATIENCE
    )
    if told.done:
        return RedirectResponse(f"/customers/{customer_id}/exposure", status_code=303)
    wrong = Said(places={"/head_id": "counterparty_id"}).wrong(told.body.get("errors"))
    return await _shown(visit, customer_id, wrong=wrong, why=told.why, status=told.status, opened="joining")


def credit_body(fields: Fields) -> dict[str, Any]:
    """The limit and term as they were typed; an empty limit, or term, is none."""
    amount, term = figure(fields.get("limit", "")), fields.get("term_days", "")
    days = {name: fields[name] for name in ("effective_on", "until") if fields.get(name)}
    limit = {"amount": amount, "currency": fields.get("currency") or "CNY"} if amount else None
    return {"limit": limit, "term_days": int(term) if term.isascii() and term.isdigit() else term or None, **days}


async def _documents(visit: Visit, customer_id: str, component: str, cursor: str) -> dict[str, Any]:
    path = f"/v1/customers/{customer_id}/exposure/documents"
    asked = {"component": component, "cursor": cursor, "limit": LINES}
    documents = await visit.asking.ask("contract", path, ExposureDocuments, asked)
    rows = documents.value.items if documents.value else []
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows if one.contract_id]),
        customers_named(visit, [one.customer_id for one in rows]),
    )
    return {"documents": documents, "contracts": contracts, "parties": parties}


async def _shown(
    visit: Visit,
    customer_id: str,
    component: str = "",
    cursor: str = "",
    fields: Fields | None = None,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
    opened: str = "",
) -> Response:
    ask, own = visit.asking.ask, f"/v1/customers/{customer_id}"
    found, customer, said, group, listed = await asyncio.gather(
        ask("contract", f"{own}/exposure", Exposure),
        ask("customer", own, Customer),
        ask("customer", f"{own}/credits", Credits, {"limit": SAID}),
        ask("customer", f"{own}/group", Group),
        _documents(visit, customer_id, component, cursor),
    )
    if customer.state == found.state == "none":
        raise NotFoundError
    head = group.value.head_id if group.value else None
    people, called = await asyncio.gather(
        names_of(visit, [one.changed_by for one in said.value.items] if said.value else []),
        customers_named(visit, [head or "", *(group.value.members if group.value else [])]),
    )
    today = visit.running.store.clock.today(visit.running.store.zone)
    now = said.value.items[0] if said.value and said.value.items else None
    typed = {
        "currency": now.limit.currency if now and now.limit else "CNY",
        "limit": now.limit.amount if now and now.limit else "",
        "term_days": str(now.term_days) if now and now.term_days is not None else "",
        "effective_on": today.isoformat(),
    }
    return page(
        visit,
        "orders/owing.html",
        status,
        customer_id=customer_id,
        found=found,
        customer=customer,
        said_before=said,
        group=group,
        called=called,
        people=people,
        component=component,
        components=COMPONENTS,
        currencies=[(one, one) for one in CURRENCIES],
        fields=fields or typed,
        wrong=wrong or {},
        why=why,
        opened=opened,
        **listed,
    )
