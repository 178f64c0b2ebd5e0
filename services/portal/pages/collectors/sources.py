"""A source and its collector: registered, changed, paused; what it brought, what was refused, how it signs in."""

import asyncio
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.administration.units.endpoints import unit_choices
from services.portal.pages.collectors.fields import KINDS, collector_body, fields_of, row_numbers
from services.portal.pages.collectors.seen import Batches, Brought, CollectorShown, Remarks
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.drafting.fields import Fields, sent
from services.portal.pages.drafting.parties import customers_found
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.own import told as told_portal
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READ, LAY_DOWN = [allowed("contract.collector.read")], [allowed("contract.collector.lay_down")]
MAKE = "portal.api_token.make"
SENDS: Final = "contract.collector.send"
AT: Final = "/collectors"
LINES: Final = 20
PATIENCE: Final = 10.0

Key = Annotated[str, Form(max_length=100)]
Cursor = Annotated[str, Query(max_length=500)]


@routes.get(f"{AT}/new", dependencies=LAY_DOWN)
async def new(visit: Visiting) -> Response:
    every: Fields = {f"brings-{kind}": "yes" for kind in KINDS}
    return await _form(visit, None, {"currency": "CNY", "unit_id": visit.unit_id, **every})


@routes.get(f"{AT}/parties", dependencies=LAY_DOWN)
async def parties(
    visit: Visiting,
    q: Annotated[str, Query(max_length=100)] = "",
    name: Annotated[str, Query(pattern=r"^party-[0-9]{1,4}-customer_id$")] = "party-0-customer_id",
) -> Response:
    """The customers that fit what one types, as the choices of a row."""
    return await customers_found(visit, q, name)


@routes.post(f"{AT}/new", dependencies=LAY_DOWN)
async def register(visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    said = collector_body(fields)
    said.body["source"] = fields.get("source", "")
    if fields.get("unit_id"):
        said.body["unit_id"] = fields["unit_id"]
    told = await visit.asking.tell("contract", "/v1/collectors", said.body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}/{told.body['collector_id']}", status_code=303)
    return await _form(visit, None, fields, said.wrong(told.body.get("errors")), told.why, told.status)


@routes.get(f"{AT}/{{collector_id}}", dependencies=READ)
async def show(collector_id: Id, visit: Visiting, cursor: Cursor = "") -> Response:
    return await _shown(visit, collector_id, cursor)


@routes.get(f"{AT}/{{collector_id}}/edit", dependencies=LAY_DOWN)
async def edit(collector_id: Id, visit: Visiting) -> Response:
    found = await _collector(visit, collector_id)
    if found.value is None:
        return await _shown(visit, collector_id)
    return await _form(visit, found.value, fields_of(found.value))


@routes.post(f"{AT}/{{collector_id}}/edit", dependencies=LAY_DOWN)
async def change(collector_id: Id, visit: Visiting, key: Key, version: Annotated[int, Form(ge=1)]) -> Response:
    """Says all of it anew, on the version that was read."""
    fields = sent(await visit.request.form())
    said = collector_body(fields)
    path = f"/v1/collectors/{collector_id}"
    told = await visit.asking.tell(
        "contract", path, said.body, key=key, method="PUT", version=version, seconds=PATIENCE
    )
    if told.done:
        return RedirectResponse(f"{AT}/{collector_id}", status_code=303)
    known = (await _collector(visit, collector_id)).value
    return await _form(visit, known, fields, said.wrong(told.body.get("errors")), told.why, told.status)


@routes.post(f"{AT}/{{collector_id}}/pause", dependencies=LAY_DOWN)
async def pause(
    collector_id: Id, visit: Visiting, key: Key, reason: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    return await _moved(visit, collector_id, "pause", {"reason": reason.strip()}, key)


@routes.post(f"{AT}/{{collector_id}}/resumption", dependencies=LAY_DOWN)
async def resume(collector_id: Id, visit: Visiting, key: Key) -> Response:
    return await _moved(visit, collector_id, "resumption", {}, key)


@routes.post(f"{AT}/{{collector_id}}/credentials", dependencies=[*LAY_DOWN, allowed(MAKE)])
async def credentials(collector_id: Id, visit: Visiting, key: Key, until: Annotated[date, Form()]) -> Response:
    """What the program of the source signs in with: it may send to collectors of the unit, and nothing else."""
    found = await _collector(visit, collector_id)
    if found.value is None:
        return await _shown(visit, collector_id)
    it = found.value
    body = {"name": it.source, "unit_id": it.unit_id, "scopes": [SENDS], "until": until.isoformat()}
    told = await told_portal(visit, "/v1/api-tokens", body, key)
    if not told.done:
        return await _shown(visit, collector_id, why=told.why, status=told.status)
    return await _shown(visit, collector_id, made=str(told.body["api_token"]))


async def _moved(visit: Visit, collector_id: str, deed: str, body: dict[str, Any], key: str) -> Response:
    path = f"/v1/collectors/{collector_id}/{deed}"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}/{collector_id}", status_code=303)
    return await _shown(visit, collector_id, why=told.why, status=told.status)


async def _collector(visit: Visit, collector_id: str) -> Part[CollectorShown]:
    found = await visit.asking.ask("contract", f"/v1/collectors/{collector_id}", CollectorShown)
    if found.state == "none":
        raise NotFoundError
    return found


async def _form(
    visit: Visit,
    known: CollectorShown | None,
    fields: Fields,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    units = await unit_choices(visit) if visit.may("portal.unit.read") else []
    own = visit.unit_id if known is None else known.unit_id
    chosen = [fields.get(f"party-{at}-customer_id", "") for at in row_numbers(fields, "party")]
    named, parties = await asyncio.gather(units_of(visit, [own]), customers_named(visit, chosen))
    return page(
        visit,
        "collectors/form.html",
        status,
        known=known,
        fields=fields,
        wrong=wrong or {},
        why=why,
        kinds=KINDS,
        units=units or [(own, named.get(own, own))],
        parties=parties,
        row_numbers=row_numbers,
    )


async def _shown(
    visit: Visit, collector_id: str, cursor: str = "", *, why: str = "", status: int = 200, made: str = ""
) -> Response:
    found = await _collector(visit, collector_id)
    source = found.value.source if found.value else ""
    ask = visit.asking.ask
    brought, batches, refused, units = await asyncio.gather(
        ask("contract", f"/v1/collectors/{collector_id}/brought", Brought),
        ask("contract", "/v1/collector-batches", Batches, {"source": source, "limit": LINES, "cursor": cursor}),
        ask("contract", "/v1/collector-remarks", Remarks, {"source": source, "result": "rejected", "limit": LINES}),
        units_of(visit, _units(found.value)),
    )
    template = "collectors/batch_lines.html" if visit.fragment and cursor else "collectors/source.html"
    today = visit.running.store.clock.today(visit.running.store.zone)
    return page(
        visit,
        template,
        status,
        found=found,
        it=found.value,
        brought=brought,
        batches=batches,
        refused=refused,
        units=units,
        why=why,
        made=made,
        more_at=f"{AT}/{collector_id}",
        until=today.replace(year=today.year + 1, day=min(today.day, 28)),
        makes=visit.may(MAKE),
    )


def _units(it: CollectorShown | None) -> list[str]:
    return [it.unit_id, *(one.unit_id for one in it.units)] if it else []
