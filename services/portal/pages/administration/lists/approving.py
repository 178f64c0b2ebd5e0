"""Who approves contracts of a type, and what their submission names: laid down otherwise on a page of their own."""

import asyncio
from collections.abc import Mapping
from typing import Final

from fastapi import Response
from fastapi.responses import RedirectResponse

from services.portal.pages.administration.lists.changing import BACK, type_of
from services.portal.pages.administration.lists.doings import TYPE
from services.portal.pages.administration.lists.endpoints import PLACES, REFERENCES
from services.portal.pages.administration.lists.seen import WholeType
from services.portal.pages.administration.lists.steps import (
    DIRECTIONS,
    NEEDS,
    REVIEWS,
    fields_of_references,
    fields_of_route,
    kept,
    named,
    numbers,
    references_by,
    route_by,
    says_more,
)
from services.portal.pages.administration.places import room
from services.portal.pages.doing.answering import tell
from services.portal.pages.drafting.fields import Fields, Refused, sent
from services.portal.pages.frame.money import CURRENCIES
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

AT: Final = f"{BACK}/types/{{type_id}}/approval"
RISKS: Final = {
    "": N_("whatever was changed"),
    "low": N_("where standard words changed"),
    "medium": N_("where words of medium risk changed"),
    "high": N_("where words of high risk changed"),
}


@routes.get(AT, dependencies=[allowed(TYPE.permission)])
async def ask_route(type_id: Id, visit: Visiting) -> Response:
    found = await type_of(visit, type_id)
    fields = fields_of_route(found.rules["route"]) | fields_of_references(found.rules["required_references"])
    fields |= {"version": str(found.version)}
    return await _shown(visit, type_id, found, Refused(fields=fields))


@routes.post(AT, dependencies=[allowed(TYPE.permission)])
async def change_route(type_id: Id, visit: Visiting) -> Response:
    """Laid down on the version that was looked at; what else the type says stays."""
    fields = sent(await visit.request.form())
    found = await type_of(visit, type_id)
    said, names = route_by(fields), references_by(fields)
    said.body |= names.body
    said.places |= names.places
    body = {name: value for name, value in found.rules.items() if name != "type_id"} | said.body
    told = await tell(visit, TYPE, TYPE.path.format(of=type_id), body, fields)
    if told.done:
        return RedirectResponse(BACK, status_code=303)
    return await _shown(visit, type_id, found, Refused.by(told, "", fields, said))


async def _shown(visit: Visit, type_id: str, found: WholeType, refused: Refused) -> Response:
    people, units = await asyncio.gather(
        names_of(visit, named(refused.fields, ["people"])), units_of(visit, _units(refused.fields))
    )
    return room(
        visit,
        "lists/approving.html",
        refused.status,
        **refused.shown,
        type_id=type_id,
        called=found.name,
        people=people,
        units=units,
        needs=_said(visit, NEEDS),
        reviews=_said(visit, REVIEWS),
        directions=DIRECTIONS,
        risks=_said(visit, RISKS),
        references=[("", visit.say(N_("nothing"))), *_said(visit, REFERENCES)],
        places=PLACES,
        currencies=CURRENCIES,
        row_numbers=numbers,
        kept=kept,
        says_more=says_more,
    )


def _said(visit: Visit, options: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, visit.say(word)) for code, word in options.items()]


def _units(fields: Fields) -> list[str]:
    return [one for one in named(fields, ["units", "unit"]) if one not in PLACES]
