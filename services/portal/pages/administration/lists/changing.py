"""Types of contracts, caps and rates, classes of assets: laid down otherwise in forms of their own."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Path, Response

from services.portal.pages.administration.lists.doings import (
    CLASS,
    PLACES,
    RETIREMENT,
    SETTING,
    TYPE,
    class_by,
    fields_of_type,
    setting_by,
    type_by,
)
from services.portal.pages.administration.lists.seen import ContractTypes, WholeType
from services.portal.pages.doing.answering import Place, asked, carried_out, done, tell
from services.portal.pages.doing.doing import Begun, Doing
from services.portal.pages.drafting.fields import Fields, Refused, Said, sent
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

BACK: Final = "/administration/lists"
ROOM: Final = (BACK, N_("Types and classes"))
ALL: Final = N_("all contracts")
Code = Annotated[str, Path(pattern=r"^[0-9A-Z]{1,6}(\.[0-9A-Z]{1,6}){0,3}$")]


@routes.get(f"{BACK}/types/{{type_id}}", dependencies=[allowed(TYPE.permission)])
async def ask_type(type_id: Id, visit: Visiting) -> Response:
    found = await type_of(visit, type_id)
    return asked(visit, TYPE, Begun(fields_of_type(found.rules), found.version), _place(f"types/{type_id}", found.name))


@routes.post(f"{BACK}/types/{{type_id}}", dependencies=[allowed(TYPE.permission)])
async def change_type(type_id: Id, visit: Visiting) -> Response:
    """Laid down on the version that was looked at."""
    fields = sent(await visit.request.form())
    found = await type_of(visit, type_id)
    begun, place = Begun(fields_of_type(found.rules), found.version), _place(f"types/{type_id}", found.name)
    return await _laid(visit, TYPE, begun, place, type_by(found.rules, fields), fields, of=type_id)


@routes.get(f"{BACK}/settings/new", dependencies=[allowed(SETTING.permission)])
async def ask_setting(visit: Visiting) -> Response:
    return asked(visit, SETTING, await _setting(visit), _place("settings/new"))


@routes.post(f"{BACK}/settings/new", dependencies=[allowed(SETTING.permission)])
async def lay_down(visit: Visiting) -> Response:
    fields = sent(await visit.request.form())
    return await _laid(visit, SETTING, await _setting(visit), _place("settings/new"), setting_by(fields), fields)


@routes.get(f"{BACK}/classes/new", dependencies=[allowed(CLASS.permission)])
async def ask_class(visit: Visiting) -> Response:
    return asked(visit, CLASS, Begun({"residual_rate": "5"}), _place("classes/new"))


@routes.post(f"{BACK}/classes/new", dependencies=[allowed(CLASS.permission)])
async def define(visit: Visiting) -> Response:
    fields = sent(await visit.request.form())
    return await _laid(visit, CLASS, Begun(), _place("classes/new"), class_by(fields), fields, PLACES)


@routes.get(f"{BACK}/classes/{{code}}/retirement", dependencies=[allowed(RETIREMENT.permission)])
async def ask_retirement(code: Code, visit: Visiting) -> Response:
    return asked(visit, RETIREMENT, Begun(), _place(f"classes/{code}/retirement", code))


@routes.post(f"{BACK}/classes/{{code}}/retirement", dependencies=[allowed(RETIREMENT.permission)])
async def retire(code: Code, visit: Visiting) -> Response:
    place = _place(f"classes/{code}/retirement", code)
    return await carried_out(visit, RETIREMENT, Begun(), place, RETIREMENT.path.format(of=code))


async def _laid(
    visit: Visit,
    doing: Doing,
    begun: Begun,
    place: Place,
    body: dict[str, Any],
    fields: Fields,
    places: Mapping[str, str] | None = None,
    of: str = "",
) -> Response:
    """Sends it; a second click of the same form is the same command."""
    told = await tell(visit, doing, doing.path.format(of=of), body, fields)
    if told.done:
        return done(visit, doing, place)
    return asked(visit, doing, begun, place, Refused.by(told, "", fields, Said({}, dict(places or {}))))


async def type_of(visit: Visit, type_id: str) -> WholeType:
    """The type with all that it lays down; `NotFoundError` where there is none."""
    found = await visit.asking.ask("contract", f"/v1/types/{type_id}", WholeType)
    if found.value is None:
        raise NotFoundError
    return found.value


async def _setting(visit: Visit) -> Begun:
    """Today, and the types that there are."""
    types = await visit.asking.ask_whole("contract", "/v1/types", ContractTypes, "items")
    known = [(one.code, f"{one.name} {one.code}") for one in types.value.items] if types.value else []
    today = visit.running.store.clock.today(visit.running.store.zone)
    return Begun({"effective_on": today.isoformat()}, options={"type_code": [("", visit.say(ALL)), *known]})


def _place(at: str, name: str = "") -> Place:
    return Place(f"{BACK}/{at}", BACK, name, ROOM, "lists-changed")
