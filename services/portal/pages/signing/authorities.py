"""Who may sign for us: letters of authority and offices, granted within a scope, up to a ceiling, and revoked."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Annotated, Final, Literal

from fastapi import Query, Response

from services.portal.pages.doing.answering import Place, asked, carried_out, done, sent_to
from services.portal.pages.doing.doing import Begun, Doing, Field
from services.portal.pages.drafting.fields import Fields, sent
from services.portal.pages.drafting.seen import Types
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.signing.seen import Authorities, Authority
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS, GRANTS = "contract.authority.read", "contract.authority.grant"
AT: Final = "/signings/authorities"
ROOM: Final = (AT, N_("Authority to sign"))
CHANGED: Final = "authorities-changed"
LINES: Final = 50
NEW: Final = Place(f"{AT}/new", AT, "", ROOM, CHANGED)
BASES: Final = {"letter": N_("letter of authority"), "office": N_("office of a legal representative")}
TYPES: Final = Field("type_codes", N_("Kinds of contracts"), "checks", hint=N_("None ticked: of every kind."))
GRANTING: Final = Doing(
    N_("Let somebody sign"),
    GRANTS,
    "contract",
    "/v1/authorities",
    (
        Field("person_id", N_("Who may sign"), "person", required=True, hint=N_("Nobody lets themselves sign.")),
        Field("basis", N_("By what"), "pick", required=True, options=BASES),
        Field("unit_id", N_("For which unit and those below it"), "unit", hint=N_("None chosen: for your own unit.")),
        Field(
            "directions",
            N_("Sales and purchases"),
            "checks",
            options={"sales": N_("sales"), "purchase": N_("purchases")},
            hint=N_("None ticked: both."),
        ),
        TYPES,
        Field("ceiling", N_("Ceiling"), "money", hint=N_("Empty: without a ceiling.")),
        Field("valid_from", N_("From"), "day", required=True),
        Field("valid_to", N_("Until the end of"), "day", required=True),
    ),
    N_("They may sign."),
)
REVOKING: Final = Doing(
    N_("Revoke the authority"),
    GRANTS,
    "contract",
    "/v1/authorities/{authority_id}/revocation",
    (),
    N_("Revoked: they sign for us no more."),
    versioned=True,
    hint=N_("It ends today. What they signed until now stays signed."),
    harm=True,
)
MaybePerson = Annotated[str, Query(pattern="^([0-9a-f-]{36})?$")]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(
    visit: Visiting,
    when: Literal["now", "ever"] = "now",
    person: MaybePerson = "",
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """Those in force today, or all there ever were; of one person."""
    today = visit.running.store.clock.today(visit.running.store.zone)
    wanted = {"on": today.isoformat() if when == "now" else "", "person_id": person, "cursor": cursor, "limit": LINES}
    found, types = await asyncio.gather(
        visit.asking.ask("contract", "/v1/authorities", Authorities, wanted), _types(visit)
    )
    rows = found.value.items if found.value else []
    return page(
        visit,
        "signing/authority_lines.html" if visit.fragment else "signing/authorities.html",
        found=found,
        when=when,
        person=person,
        types=types,
        bases=BASES,
        state_of=lambda one: state_of(one, today),
        people=await names_of(visit, [person, *(one.person for one in rows), *(one.granted_by for one in rows)]),
        units=await units_of(visit, [one.unit_id for one in rows]),
    )


@routes.get(f"{AT}/new", dependencies=[allowed(GRANTS)])
async def new(visit: Visiting) -> Response:
    today = visit.running.store.clock.today(visit.running.store.zone)
    fields = {"valid_from": today.isoformat(), "basis": "letter", "unit_id": visit.unit_id}
    return asked(visit, granting(await _types(visit)), await _begun(visit, fields), NEW)


@routes.post(f"{AT}/new", dependencies=[allowed(GRANTS)])
async def grant(visit: Visiting) -> Response:
    fields, doing = sent(await visit.request.form()), granting(await _types(visit))
    told, refused = await sent_to(visit, doing, Begun(), GRANTING.path, fields)
    if told.done:
        return done(visit, doing, NEW)
    return asked(visit, doing, await _begun(visit, fields), NEW, refused)


@routes.get(f"{AT}/{{authority_id}}/revocation", dependencies=[allowed(GRANTS)])
async def ask(authority_id: Id, visit: Visiting) -> Response:
    it = await _authority(visit, authority_id)
    return asked(visit, REVOKING, Begun(version=it.version), await _place(visit, it))


@routes.post(f"{AT}/{{authority_id}}/revocation", dependencies=[allowed(GRANTS)])
async def revoke(authority_id: Id, visit: Visiting) -> Response:
    it = await _authority(visit, authority_id)
    path = REVOKING.path.format(authority_id=authority_id)
    return await carried_out(visit, REVOKING, Begun(version=it.version), await _place(visit, it), path)


def granting(types: dict[str, str]) -> Doing:
    """The form with the kinds of contracts there are."""
    fields = [replace(TYPES, options=types) if one is TYPES else one for one in GRANTING.fields]
    return replace(GRANTING, fields=tuple(one for one in fields if one.name != TYPES.name or types))


def state_of(one: Authority, today: date) -> str:
    """How an authority stands on a day: `revoked`, `over`, `to_come` or `in_force`."""
    if one.revoked_on is not None and one.revoked_on <= today:
        return "revoked"
    if one.valid_to < today:
        return "over"
    return "to_come" if one.valid_from > today else "in_force"


async def _begun(visit: Visit, fields: Fields) -> Begun:
    """With the names of whoever and whatever is chosen."""
    people = await names_of(visit, [fields.get("person_id", "")])
    return Begun(fields, called={**people, **await units_of(visit, [fields.get("unit_id", "")])})


async def _place(visit: Visit, it: Authority) -> Place:
    name = (await names_of(visit, [it.person])).get(it.person, "")
    return Place(f"{AT}/{it.authority_id}/revocation", AT, name, ROOM, CHANGED)


async def _authority(visit: Visit, authority_id: str) -> Authority:
    found = await visit.asking.ask("contract", f"/v1/authorities/{authority_id}", Authority)
    if found.value is None:
        raise NotFoundError
    return found.value


async def _types(visit: Visit) -> dict[str, str]:
    """Kinds of contracts by code; none for whom they are not, or while they can't be had."""
    found = await visit.asking.ask_whole("contract", "/v1/types", Types, "items")
    return {one.code: one.name for one in found.value.items} if found.value else {}
