"""Two archives of one customer: found, held against each other, and made one, which can be undone."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.customers.seen import Customer, Lines, View
from services.portal.pages.doing.answering import PATIENCE
from services.portal.pages.drafting.fields import ASKED_FOR, Fields, Refused, sent
from services.portal.pages.duplicates.comparing import CLOSED, changes_to, found_by, rows_of, speaking_for
from services.portal.pages.frame.asking import Part, Told
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.problems import TYPE_PREFIX
from shared.web.routing import allowed

routes = page_router()

MERGES: Final = "customer.archive.close"
CHANGES: Final = "customer.archive.change"
ALIKE: Final = 6
"""How many are looked at by a name or a number."""
THERE: Final = "there"
ARCHIVE_CLOSED: Final = f"{TYPE_PREFIX}archive-closed"


@dataclass(frozen=True, slots=True)
class Pair:
    """The customer on whose page one began, the other one, and what hangs on each."""

    here: Customer
    there: Customer
    views: tuple[Part[View], Part[View]]


@routes.get("/customers/{customer_id}/duplicates", dependencies=[allowed(MERGES)])
async def candidates(customer_id: Id, visit: Visiting, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Who may be the same: by the name and the numbers of the customer, or by what one types."""
    customer = await _customer(visit, customer_id)
    asked_for = [q.strip()] if q.strip() else found_by(customer)
    found = await asyncio.gather(
        *(visit.asking.ask("customer", "/v1/customers", Lines, {"q": one, "limit": ALIKE}) for one in asked_for)
    )
    lines = {
        line.customer_id: line
        for part in found
        for line in (part.value.customers if part.value else ())
        if line.customer_id != customer_id and line.state not in CLOSED
    }
    whole = await asyncio.gather(
        *(visit.asking.ask("customer", f"/v1/customers/{one}", Customer) for one in [*lines][: 2 * ALIKE])
    )
    others = [(one.value, speaking_for(customer, one.value)) for one in whole if one.value]
    others.sort(key=lambda one: -len(one[1]))
    known = [customer, *(one for one, _ in others)]
    return page(
        visit,
        "duplicates/lines.html" if visit.fragment else "duplicates/page.html",
        customer=customer,
        others=others,
        away=next((part for part in found if not part), None),
        q=q,
        owners=await names_of(visit, [one.owner_id or "" for one in known]),
        units=await units_of(visit, [one.unit_id for one in known]),
    )


@routes.get("/customers/{customer_id}/duplicates/{other_id}", dependencies=[allowed(MERGES)])
async def compare(customer_id: Id, other_id: Id, visit: Visiting) -> Response:
    """Both side by side, and the form that makes them one."""
    return await _shown(visit, await _pair(visit, customer_id, other_id))


@routes.post("/customers/{customer_id}/duplicates/{other_id}", dependencies=[allowed(MERGES)])
async def merge(customer_id: Id, other_id: Id, visit: Visiting) -> Response:
    """First the one that stays says what was chosen, then the other points to it; a second click does neither again."""
    fields = sent(await visit.request.form())
    pair = await _pair(visit, customer_id, other_id)
    survivor, gone = (pair.there, pair.here) if fields.get("survivor") == THERE else (pair.here, pair.there)
    if survivor.state in CLOSED:
        closed = Told(409, {"type": ARCHIVE_CLOSED, "state": survivor.state}, visit.language)
        return await _shown(visit, pair, Refused.by(closed, "", fields))
    told = await _said(visit, pair, survivor, fields)
    if told is None or told.done:
        body = {"survivor_id": survivor.customer_id, "reason": fields.get("reason", "")}
        path = f"/v1/customers/{gone.customer_id}/merge"
        told = await visit.asking.tell("customer", path, body, key=fields.get("key", ""), seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/customers/{survivor.customer_id}", status_code=303)
    return await _shown(visit, await _pair(visit, customer_id, other_id), Refused.by(told, "", fields))


async def _said(visit: Visit, pair: Pair, survivor: Customer, fields: Fields) -> Told | None:
    """The edit of the one that stays, made on the version that was looked at; None where there is nothing to say."""
    changed = changes_to(survivor, pair.here, pair.there, fields) if visit.may(CHANGES) else {}
    if not changed:
        return None
    seen = fields.get(f"version-{survivor.customer_id}", "")
    return await visit.asking.tell(
        "customer",
        f"/v1/customers/{survivor.customer_id}",
        {**changed, "reason": fields.get("reason", "")},
        key=f"{fields.get('key', '')}-fields",
        method="PATCH",
        version=int(seen) if seen.isascii() and seen.isdigit() else survivor.version,
        seconds=PATIENCE,
    )


async def _shown(visit: Visit, pair: Pair, refused: Refused = ASKED_FOR) -> Response:
    both = (pair.here, pair.there)
    return page(
        visit,
        "duplicates/comparing.html",
        refused.status,
        this=pair.here,
        that=pair.there,
        views=pair.views,
        rows=rows_of(*both, takes=visit.may(CHANGES)),
        stays=refused.fields.get("survivor") or _staying(pair),
        open=not any(one.state in CLOSED for one in both),
        owners=await names_of(visit, [one.owner_id or "" for one in both]),
        units=await units_of(visit, [one.unit_id for one in both]),
        refusal=refused.why,
        **refused.shown,
    )


def _staying(pair: Pair) -> str:
    """Which of the two is proposed to stay: on which more contracts hang, of equal ones the elder."""
    hangs = [len(view.value.contracts) if view.value else 0 for view in pair.views]
    if hangs[0] != hangs[1]:
        return THERE if hangs[1] > hangs[0] else "here"
    return THERE if pair.there.registered_on < pair.here.registered_on else "here"


async def _pair(visit: Visit, customer_id: str, other_id: str) -> Pair:
    if customer_id == other_id:
        raise NotFoundError
    here, there, *views = await asyncio.gather(
        _customer(visit, customer_id),
        _customer(visit, other_id),
        visit.asking.ask("scoring", f"/v1/customers/{customer_id}/360", View),
        visit.asking.ask("scoring", f"/v1/customers/{other_id}/360", View),
    )
    return Pair(here, there, (views[0], views[1]))


async def _customer(visit: Visit, customer_id: str) -> Customer:
    found = await visit.asking.ask("customer", f"/v1/customers/{customer_id}", Customer)
    if found.value is None:
        raise NotFoundError
    return found.value
