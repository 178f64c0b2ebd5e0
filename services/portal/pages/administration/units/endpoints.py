"""The organisation's units: the tree, and each with its entity, what waits for its day, and its changes by date."""

import asyncio
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.administration.places import room
from services.portal.pages.administration.seen import Unit, UnitHistory, Units
from services.portal.pages.administration.units.seen import Assignments, Entities, EntityOfUnit, PlannedChanges
from services.portal.pages.administration.units.tree import branches, choices
from services.portal.pages.frame.asking import Part, Told
from services.portal.pages.frame.own import seen, told, whole
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.unit.events import Kind
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.paging import MOST
from shared.web.routing import allowed

routes = page_router()

KINDS: Final = [kind.value for kind in Kind]
SEES: Final = "portal.unit.read"
CHANGES: Final = "portal.unit.change"
LAPSES: Final[dict[str, str]] = {
    "one-root": N_("The headquarters is the one unit without a parent; every other unit has one."),
    "parent-unknown": N_("The unit above is not there, or is closed."),
    "unit-below-itself": N_("A unit can't hang below itself."),
    "unit-not-empty": N_("Active units hang below this one."),
    "code-taken": N_("Another unit goes by this code."),
}
"""Why a planned change did not take effect on its day, by the kind of the refusal."""

Words = Annotated[str, Form(max_length=200)]
Day = Annotated[date, Form()]


async def units(visit: Visit) -> Part[Units]:
    """Every unit that the visitor sees."""
    return await whole(visit, "/v1/units", Units, "units")


async def unit_choices(visit: Visit) -> list[tuple[str, str]]:
    """The open units for a field."""
    found = await units(visit)
    return choices(branches(found.value.units)) if found.value else []


async def _entities(visit: Visit) -> dict[str, str]:
    """Names of the legal entities by id, as far as the visitor may read them."""
    if not visit.may("portal.legal_entity.read"):
        return {}
    found = await whole(visit, "/v1/legal-entities", Entities, "legal_entities")
    return {one.legal_entity_id: one.name for one in found.value.legal_entities} if found.value else {}


@routes.get("/administration/units", dependencies=[allowed(SEES)])
async def index(visit: Visiting, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    return await _tree(visit, q.strip())


async def _tree(visit: Visit, q: str = "", wrong: str = "", status: int = 200) -> Response:
    every, entities = await asyncio.gather(units(visit), _entities(visit))
    found = await seen(visit, "/v1/units", Units, q=q, limit=MOST) if q else every
    tree = branches(found.value.units) if found.value else []
    return room(
        visit,
        "units/page.html",
        status,
        found=found,
        q=q,
        tree=tree,
        entities=entities,
        choices=choices(branches(every.value.units)) if every.value else [],
        kinds=KINDS,
        wrong=wrong,
    )


@routes.get("/administration/units/{unit_id}", dependencies=[allowed(SEES)])
async def show(unit_id: Id, visit: Visiting, on: Annotated[date | None, Query()] = None) -> Response:
    return await _one(visit, unit_id, on=on)


async def _one(visit: Visit, unit_id: str, wrong: str = "", status: int = 200, on: date | None = None) -> Response:
    at = f"/v1/units/{unit_id}"
    one, history, planned = await asyncio.gather(
        seen(visit, at, Unit),
        seen(visit, f"{at}/history", UnitHistory),
        seen(visit, f"{at}/planned-changes", PlannedChanges),
    )
    belongs, assigned, tree, entities = await asyncio.gather(
        seen(visit, f"{at}/legal-entity", EntityOfUnit, on=on.isoformat() if on else ""),
        seen(visit, f"{at}/legal-entities", Assignments),
        units(visit),
        _entities(visit),
    )
    if one.state == "none":
        raise NotFoundError
    waits = planned.value.planned if planned.value else []
    changes = history.value.changes if history.value else []
    above = belongs.value.assigned_unit_id if belongs.value else None
    return room(
        visit,
        "units/one.html",
        status,
        one=one,
        history=history,
        planned=planned,
        belongs=belongs,
        assigned=assigned,
        entities=entities,
        names=await names_of(visit, [*(change.actor for change in changes), *(plan.actor for plan in waits)]),
        units=await units_of(visit, {above or "", *(change.parent_id or "" for change in waits)}),
        choices=choices(branches(tree.value.units)) if tree.value else [],
        kinds=KINDS,
        lapses=LAPSES,
        wrong=wrong,
    )


def _body(
    parent_id: str, name: str, code: str, kind: str, effective_on: date, *, active: bool = True
) -> dict[str, Any]:
    return {
        "parent_id": parent_id or None,
        "name": name,
        "code": code.strip() or None,
        "kind": kind,
        "active": active,
        "effective_on": effective_on.isoformat(),
    }


@routes.post("/administration/units", dependencies=[allowed(CHANGES)])
async def make(
    visit: Visiting, key: Words, name: Words, kind: Words, effective_on: Day, parent_id: Words = "", code: Words = ""
) -> Response:
    answer = await told(visit, "/v1/units", _body(parent_id, name, code, kind, effective_on), key)
    if not answer.done:
        return await _tree(visit, "", answer.why, answer.status)
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
    code: Words = "",
    active: Words = "",
) -> Response:
    """Renames, moves, closes or opens again: whatever differs, from a day on."""
    body = _body(parent_id, name, code, kind, effective_on, active=active == "yes")
    answer = await told(visit, f"/v1/units/{unit_id}", body, key, method="PUT", version=version)
    return await _after(visit, unit_id, answer)


@routes.post("/administration/units/{unit_id}/legal-entity", dependencies=[allowed(CHANGES)])
async def assign(unit_id: Id, visit: Visiting, key: Words, effective_on: Day, legal_entity_id: Words = "") -> Response:
    """Assigns the unit to an entity from a day on, or leaves it to the unit above."""
    body = {"legal_entity_id": legal_entity_id or None, "effective_on": effective_on.isoformat()}
    return await _after(visit, unit_id, await told(visit, f"/v1/units/{unit_id}/legal-entities", body, key))


@routes.post("/administration/units/{unit_id}/withdraw", dependencies=[allowed(CHANGES)])
async def withdraw(unit_id: Id, visit: Visiting, key: Words, change_id: Annotated[Id, Form(max_length=36)]) -> Response:
    """Takes a planned change back."""
    path = f"/v1/units/{unit_id}/planned-changes/{change_id}/withdrawal"
    return await _after(visit, unit_id, await told(visit, path, {}, key))


async def _after(visit: Visit, unit_id: str, answer: Told) -> Response:
    if not answer.done:
        return await _one(visit, unit_id, answer.why, answer.status)
    return RedirectResponse(f"/administration/units/{unit_id}", status_code=303)
