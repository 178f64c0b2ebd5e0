"""Collectors: what other systems sent, batch by batch, and the orders that wait for their contract."""

import asyncio
from typing import Annotated, Final, Literal

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.collectors.seen import Batches, BatchShown, Collectors, Records, RecordShown
from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.contracts.seen import Contract
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.paging import MOST
from shared.web.routing import allowed

routes = page_router()

READS, MATCHES = "contract.collector.read", "contract.collector.match"
AT: Final = "/collectors"
LINES: Final = 50
PATIENCE: Final = 30.0
BECAUSE: Final = {
    "party": N_("party"),
    "dates": N_("in its term"),
    "products": N_("products"),
    "amount": N_("room for the amount"),
}
"""What may agree between an order and a contract that is proposed for it."""

Key = Annotated[str, Form(max_length=100)]
Cursor = Annotated[str, Query(max_length=500)]
State = Literal["open", "waiting", "set_aside"]
Place = Annotated[str, Form(max_length=81)]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, cursor: Cursor = "") -> Response:
    """The sources that send, and their batches, the latest first."""
    ask = visit.asking.ask
    found, batches = await asyncio.gather(
        ask("contract", "/v1/collectors", Collectors, {"limit": MOST}),
        ask("contract", "/v1/collector-batches", Batches, {"limit": LINES, "cursor": cursor}),
    )
    units = await units_of(visit, [one.unit_id for one in found.value.items] if found.value else [])
    template = "collectors/batch_lines.html" if visit.fragment and cursor else "collectors/list.html"
    return page(visit, template, found=found, batches=batches, units=units)


@routes.get(f"{AT}/batches/{{batch_id}}", dependencies=[allowed(READS)])
async def batch(batch_id: Id, visit: Visiting) -> Response:
    """What a batch brought, and what is to be said of its records."""
    found = await visit.asking.ask("contract", f"/v1/collector-batches/{batch_id}", BatchShown)
    if found.state == "none":
        raise NotFoundError
    return page(visit, "collectors/batch.html", found=found)


@routes.get(f"{AT}/waiting", dependencies=[allowed(READS)])
async def waiting(visit: Visiting, cursor: Cursor = "", state: State = "open") -> Response:
    """Orders that came without a contract, the newest first: those that wait for one, and those that were set aside."""
    return await _waiting(visit, cursor, state)


@routes.post(f"{AT}/{{collector_id}}/matching", dependencies=[allowed(MATCHES)])
async def match_by_rule(collector_id: Id, visit: Visiting, key: Key) -> Response:
    """Matches by rule what is certain; the rest waits for a click."""
    path = f"/v1/collectors/{collector_id}/matching"
    told = await visit.asking.tell("contract", path, {}, key=key, seconds=PATIENCE)
    if not told.done:
        return await _waiting(visit, "", why=told.why, status=told.status)
    return await _waiting(visit, "", "waiting", matched=told.body["matched"])


@routes.get(f"{AT}/records/{{collected_id}}", dependencies=[allowed(READS)])
async def show(collected_id: Id, visit: Visiting) -> Response:
    """An order with the contracts that may be its own, or the one it was booked on, and what came with it."""
    return await _shown(visit, collected_id)


@routes.post(f"{AT}/records/{{collected_id}}/match", dependencies=[allowed(MATCHES)])
async def match(
    collected_id: Id,
    visit: Visiting,
    key: Key,
    contract_id: Annotated[Id | None, Form()] = None,
    place: Place = "",
    of: Annotated[Id | None, Form()] = None,
) -> Response:
    """Books the order on a contract and what waited with it; or what was left `of` an order that is booked."""
    clause, _, phase = place.partition("|")
    body = {"contract_id": contract_id, "clause": clause or None, "phase": phase or None}
    path = f"/v1/collected-records/{collected_id}/match"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if not told.done:
        return await _shown(visit, of or collected_id, told.why, told.status)
    return RedirectResponse(f"{AT}/records/{of or collected_id}", status_code=303)


@routes.post(f"{AT}/records/{{collected_id}}/set-aside", dependencies=[allowed(MATCHES)])
async def set_aside(
    collected_id: Id, visit: Visiting, key: Key, reason: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    return await _moved(visit, collected_id, "set-aside", {"reason": reason.strip()}, key)


@routes.post(f"{AT}/records/{{collected_id}}/taking-up", dependencies=[allowed(MATCHES)])
async def take_up(collected_id: Id, visit: Visiting, key: Key) -> Response:
    return await _moved(visit, collected_id, "taking-up", {}, key)


async def _moved(visit: Visit, collected_id: str, deed: str, body: dict[str, str], key: str) -> Response:
    path = f"/v1/collected-records/{collected_id}/{deed}"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if not told.done:
        return await _shown(visit, collected_id, told.why, told.status)
    return RedirectResponse(f"{AT}/records/{collected_id}", status_code=303)


async def _waiting(
    visit: Visit, cursor: str, state: State = "open", why: str = "", status: int = 200, matched: int | None = None
) -> Response:
    ask, asked = visit.asking.ask, {"state": state, "kind": "order", "cursor": cursor, "limit": LINES}
    found, collectors = await asyncio.gather(
        ask("contract", "/v1/collected-records", Records, asked),
        ask("contract", "/v1/collectors", Collectors, {"limit": MOST}),
    )
    parties = await customers_named(
        visit, [one.counterparty_id for one in found.value.items if one.counterparty_id] if found.value else []
    )
    template = "collectors/waiting_lines.html" if visit.fragment and cursor else "collectors/waiting.html"
    shown = {"found": found, "collectors": collectors, "parties": parties, "state": state}
    return page(visit, template, status, **shown, why=why, matched=matched)


async def _shown(visit: Visit, collected_id: str, why: str = "", status: int = 200) -> Response:
    found = await visit.asking.ask("contract", f"/v1/collected-records/{collected_id}", RecordShown)
    if found.state == "none":
        raise NotFoundError
    it = found.value
    about = [one.contract_id for one in it.proposals] if it else []
    about += [it.contract_id] if it and it.contract_id else []
    contracts, parties, plans = await asyncio.gather(
        contracts_named(visit, about),
        customers_named(visit, [it.counterparty_id] if it and it.counterparty_id else []),
        asyncio.gather(*(_places(visit, one) for one in about)),
    )
    return page(
        visit,
        "collectors/record.html",
        status,
        found=found,
        it=it,
        contracts=contracts,
        parties=parties,
        clauses=dict(zip(about, plans, strict=True)),
        because=BECAUSE,
        why=why,
    )


async def _places(visit: Visit, contract_id: str) -> list[tuple[str, str]]:
    """The clauses and phases that something may be booked under, where there is a choice."""
    found = await visit.asking.ask("contract", f"/v1/contracts/{contract_id}", Contract)
    plan = [(line.clause, line.phase) for line in found.value.plan] if found.value else []
    return plan if len(plan) > 1 else []
