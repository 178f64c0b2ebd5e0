"""Rules: who is told what and when in a unit, switched on and off and laid down otherwise."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Path, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.administration.meanings import permissions_there_are
from services.portal.pages.administration.places import room
from services.portal.pages.administration.rules.forms import definition_by, fields_of
from services.portal.pages.administration.rules.saying import (
    CHANNELS,
    OUTCOMES,
    SENDING,
    event_of,
    moment_of,
    whom,
)
from services.portal.pages.administration.rules.seen import Rule, Rules
from services.portal.pages.administration.units.endpoints import unit_choices
from services.portal.pages.doing.answering import PATIENCE
from services.portal.pages.drafting.fields import ASKED_FOR, Fields, Refused, Said, sent
from services.portal.pages.frame.asking import Part, Told
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError
from shared.web.problems import TYPE_PREFIX
from shared.web.routing import allowed

routes = page_router()

SEES: Final = "notify.rule.read"
DEFINES: Final = "notify.rule.define"
AT: Final = "/administration/rules"
STALE: Final = {"type": f"{TYPE_PREFIX}stale-version"}
PLACES: Final = {"/definition/to": "to", "/definition/condition": "condition", "/definition/channels": "channels"}
PLACES_OF_FIGURES: Final = {"/definition/days": "days", "/definition/delay_minutes": "delay_minutes"}
Code = Annotated[str, Path(pattern="^[a-z][a-z0-9-]{1,63}$")]
Unit = Annotated[str, Query(pattern="^[0-9a-zA-Z_-]{0,80}$", description="For which unit; one of the visitor's own")]


@routes.get(AT, dependencies=[allowed(SEES)])
async def index(visit: Visiting, unit_id: Unit = "") -> Response:
    """Every rule as it holds in a unit."""
    return await _listed(visit, unit_id)


@routes.get(f"{AT}/{{code}}", dependencies=[allowed(SEES)])
async def show(code: Code, visit: Visiting, unit_id: Unit = "") -> Response:
    """One rule, and the form that lays it down otherwise."""
    return await _one(visit, code, unit_id)


@routes.post(f"{AT}/{{code}}/switch", dependencies=[allowed(DEFINES)])
async def switch(code: Code, visit: Visiting) -> Response:
    """On or off, else as it is."""
    fields = sent(await visit.request.form())
    unit = fields.get("unit_id", "")
    rule = await _rule(visit, code, unit)
    told = await _laid_down(visit, rule, unit, fields, rule.definition)
    if not told.done:
        return await _listed(visit, unit, told)
    return RedirectResponse(f"{AT}?unit_id={unit}", status_code=303)


@routes.post(f"{AT}/{{code}}", dependencies=[allowed(DEFINES)])
async def define(code: Code, visit: Visiting) -> Response:
    """Lays it down for the unit and those below it that have none of their own."""
    fields = sent(await visit.request.form())
    unit = fields.get("unit_id", "")
    rule = await _rule(visit, code, unit)
    said = Said({}, {**PLACES, **PLACES_OF_FIGURES})
    told = await _laid_down(visit, rule, unit, fields, definition_by(rule, fields))
    if not told.done:
        return await _one(visit, code, unit, Refused.by(told, "", fields, said))
    return RedirectResponse(f"{AT}?unit_id={unit}", status_code=303)


async def _laid_down(visit: Visit, rule: Rule, unit: str, fields: Fields, definition: Mapping[str, Any]) -> Told:
    """Refused where somebody laid it down otherwise since the form was shown."""
    if fields.get("version") != str(rule.version):
        return Told(412, STALE, visit.language)
    body = {"unit_id": unit, "enabled": fields.get("enabled") == "yes", "definition": definition}
    return await visit.asking.tell("notify", "/v1/rules", body, key=fields.get("key", ""), seconds=PATIENCE)


async def _rule(visit: Visit, code: str, unit: str) -> Rule:
    found = await _rules(visit, unit)
    rule = next((one for one in found.value.rules if one.code == code), None) if found.value else None
    if rule is None:
        raise NotFoundError
    return rule


async def _rules(visit: Visit, unit: str) -> Part[Rules]:
    return await visit.asking.ask_whole("notify", "/v1/rules", Rules, "rules", {"unit_id": unit})


async def _units(visit: Visit) -> list[tuple[str, str]]:
    """The units whose rules the visitor sees."""
    return [(unit, name) for unit, name in await unit_choices(visit) if visit.may_on(SEES, unit)]


def _chosen(units: list[tuple[str, str]], visit: Visit, unit_id: str) -> str:
    """The unit that is asked for, else the visitor's own, else the highest of theirs."""
    theirs = [unit for unit, _ in units]
    wanted = unit_id or visit.unit_id
    if unit_id and unit_id not in theirs:
        raise NotFoundError
    return wanted if wanted in theirs else next(iter(theirs), "")


async def _told(visit: Visit, rules: list[Rule]) -> dict[str, Any]:
    """What the words of rules need."""
    people = [one.person for rule in rules for one in rule.says.to]
    names, meanings = await asyncio.gather(names_of(visit, people), permissions_there_are(visit))
    by_permission = dict(meanings)
    return {
        "whom": lambda one: whom(one, visit.say, names, by_permission),
        "event_of": lambda one: event_of(one, visit.say),
        "moment_of": lambda one: moment_of(one, visit.say),
        "channels": CHANNELS,
    }


async def _listed(visit: Visit, unit_id: str, told: Told | None = None) -> Response:
    units = await _units(visit)
    unit = _chosen(units, visit, unit_id)
    found = await _rules(visit, unit)
    rules = found.value.rules if found.value else []
    return room(
        visit,
        "rules/page.html",
        told.status if told else 200,
        found=found,
        rules=rules,
        units=units,
        unit=unit,
        defines=visit.may_on(DEFINES, unit),
        wrong=told.why if told else "",
        **await _told(visit, rules),
    )


async def _one(visit: Visit, code: str, unit_id: str, refused: Refused = ASKED_FOR) -> Response:
    units = await _units(visit)
    unit = _chosen(units, visit, unit_id)
    rule = await _rule(visit, code, unit)
    shown = refused.shown
    chosen = shown["fields"].get("person", "")
    return room(
        visit,
        "rules/one.html",
        refused.status,
        rule=rule,
        says=rule.says,
        unit=unit,
        unit_name=dict(units).get(unit, "").strip(),
        defines=visit.may_on(DEFINES, unit),
        outcomes=OUTCOMES,
        sending=SENDING,
        named=await names_of(visit, [chosen]),
        **await _told(visit, [rule]),
        **{**shown, "fields": shown["fields"] or fields_of(rule), "wrong": ""},
        wrongs=shown["wrong"],
    )
