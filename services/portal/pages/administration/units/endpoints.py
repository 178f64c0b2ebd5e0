"""The organisation's units: the tree, and each with its changes by date."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import Form, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.administration.own import seen, told, whole
from services.portal.pages.administration.places import room
from services.portal.pages.administration.seen import Unit, UnitHistory, Units
from services.portal.pages.administration.units.tree import branches, choices
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.unit.events import Kind
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

KINDS: Final = [kind.value for kind in Kind]
SEES: Final = "portal.unit.read"
CHANGES: Final = "portal.unit.change"
Words = Annotated[str, Form(max_length=200)]
Day = Annotated[date, Form()]


async def units(visit: Visit) -> Part[Units]:
    """Every unit that the visitor sees."""
    return await whole(visit, "/v1/units", Units, "units")


async def unit_choices(visit: Visit) -> list[tuple[str, str]]:
    """The open units for a field."""
    found = await units(visit)
    return choices(branches(found.value.units)) if found.value else []


@routes.get("/administration/units", dependencies=[allowed(SEES)])
async def index(visit: Visiting) -> Response:
    return await _tree(visit)


async def _tree(visit: Visit, wrong: str = "", status: int = 200) -> Response:
    found = await units(visit)
    tree = branches(found.value.units) if found.value else []
    return room(
        visit, "units/page.html", status, found=found, tree=tree, choices=choices(tree), kinds=KINDS, wrong=wrong
    )


@routes.get("/administration/units/{unit_id}", dependencies=[allowed(SEES)])
async def show(unit_id: Id, visit: Visiting) -> Response:
    return await _one(visit, unit_id)


async def _one(visit: Visit, unit_id: str, wrong: str = "", status: int = 200) -> Response:
    one = await seen(visit, f"/v1/units/{unit_id}", Unit)
    if one.state == "none":
        raise NotFoundError
    history = await seen(visit, f"/v1/units/{unit_id}/history", UnitHistory)
    names = await names_of(visit, [change.actor for change in history.value.changes] if history.value else [])
    tree = await units(visit)
    return room(
        visit,
        "units/one.html",
        status,
        one=one,
        history=history,
        names=names,
        choices=choices(branches(tree.value.units)) if tree.value else [],
        kinds=KINDS,
        wrong=wrong,
    )


def _body(
    parent_id: str, name: str, kind: str, effective_on: date, entity: tuple[str, str, str], *, active: bool = True
) -> dict[str, Any]:
    law = dict(zip(("name", "tax_number", "currency"), entity, strict=True)) if any(entity) else None
    return {
        "parent_id": parent_id or None,
        "name": name,
        "kind": kind,
        "legal_entity": law,
        "active": active,
        "effective_on": effective_on.isoformat(),
    }


@routes.post("/administration/units", dependencies=[allowed(CHANGES)])
async def make(
    visit: Visiting,
    key: Words,
    name: Words,
    kind: Words,
    effective_on: Day,
    parent_id: Words = "",
    entity_name: Words = "",
    tax_number: Words = "",
    currency: Words = "",
) -> Response:
    body = _body(parent_id, name, kind, effective_on, (entity_name, tax_number, currency))
    answer = await told(visit, "/v1/units", body, key)
    if not answer.done:
        return await _tree(visit, answer.why, answer.status)
    return RedirectResponse(f"/administration/units/{answer.body['unit_id']}", status_code=303)


@routes.post("/administration/units/{unit_id}", dependencies=[allowed(CHANGES)])
async def change(
    unit_id: Id,
    visit: Visiting,
    key: Words,
    version: Annotated[int, Form(ge=1)],
    name: Words,
    kind: Words,
    effective_on: Day,
    parent_id: Words = "",
    entity_name: Words = "",
    tax_number: Words = "",
    currency: Words = "",
    active: Words = "",
) -> Response:
    """Renames, moves, closes or opens again, gives another legal entity: whatever differs, from a day on."""
    entity = (entity_name, tax_number, currency)
    body = _body(parent_id, name, kind, effective_on, entity, active=active == "yes")
    answer = await told(visit, f"/v1/units/{unit_id}", body, key, method="PUT", version=version)
    if not answer.done:
        return await _one(visit, unit_id, answer.why, answer.status)
    return RedirectResponse(f"/administration/units/{unit_id}", status_code=303)
