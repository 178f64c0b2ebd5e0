"""Lays the defaults of a type of company down at the services: what is there stays, a second time adds nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from pydantic import ConfigDict

from services.portal.pages.first_steps.bodies import RETENTION_CAP, ContractType, Defaults, Rule
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.values.ids import derived_id

PATIENCE: Final = 10.0
"""Seconds that a service may take over one default: it is laid down once."""
Came = Literal["there", "laid", "refused"]

TYPE: Final = N_("Contract type: %(name)s")
RETENTION: Final = N_("What may be kept back is capped: %(name)s")
AGEING: Final = N_("What is owed is dunned: %(name)s")
GRADING: Final = N_("Credit is graded: %(name)s")
PLANS: Final = N_("Customers by grade have: %(name)s")
CLASS: Final = N_("Class of assets: %(name)s")
TELLS: Final = N_("Tells: %(name)s")
TELLS_BEFORE: Final = N_("Tells ahead of the day: %(name)s")
SILENT: Final = N_("Tells nobody: %(name)s")
AWAY: Final[dict[str, str]] = {
    "contract": N_("The contract service does not answer, or you have no permission there."),
    "customer": N_("The customer service does not answer, or you have no permission there."),
    "asset": N_("The asset service does not answer, or you have no permission there."),
    "scoring": N_("The scoring service does not answer, or you have no permission there."),
    "notify": N_("The notify service does not answer, or you have no permission there."),
}


class Coded(Seen):
    code: str


class Types(Seen):
    items: list[Coded]


class SettingSeen(Seen):
    setting: str
    type_code: str | None


class Settings(Seen):
    items: list[SettingSeen]


class Scheme(Seen):
    shipped: bool


class Schemes(Seen):
    items: list[Scheme]


class CreditScheme(Scheme):
    scheme: dict[str, Any]


class CreditSchemes(Seen):
    items: list[CreditScheme]


class Graded(Seen):
    grade: str


class ServicePlans(Seen):
    items: list[Graded]


class Classes(Seen):
    classes: list[Coded]


class RuleSeen(Seen):
    model_config = ConfigDict(extra="allow", frozen=True)

    code: str
    version: int
    enabled: bool
    definition: dict[str, object]


class Rules(Seen):
    rules: list[RuleSeen]


@dataclass(frozen=True, slots=True)
class Laid:
    """A default and what came of it: `what` says which kind of thing `name` is, `why` what stood in its way. A `coded`
    name is a term.
    """

    what: str
    name: str
    came: Came
    why: str = ""
    coded: bool = False


async def lay(visit: Visit, defaults: Defaults) -> list[Laid]:
    """Everything, service by service; one that is away leaves its part for the next time."""
    parts = await asyncio.gather(
        _types(visit, defaults),
        _ageing(visit, defaults),
        _grading(visit, defaults),
        _plans(visit, defaults),
        _classes(visit, defaults),
        _rules(visit, defaults),
    )
    laid = [one for part in parts for one in part]
    # A cap is laid down for a type that is there.
    usable = {one.name for one in laid if one.what == TYPE and one.came != "refused"}
    return [*laid, *await _caps(visit, [one for one in defaults.types if one.name in usable])]


def _today(visit: Visit) -> date:
    return visit.running.store.clock.today(visit.running.store.zone)


async def _types(visit: Visit, defaults: Defaults) -> list[Laid]:
    found = await visit.asking.ask_whole("contract", "/v1/types", Types, "items")
    if found.value is None:
        return [_away(visit, "contract", TYPE, one.name) for one in defaults.types]
    known = {one.code for one in found.value.items}
    return [
        Laid(TYPE, one.name, "there")
        if one.code in known
        else await _tell(visit, "contract", "/v1/types", one.body(visit.say), TYPE, one.name, one.code)
        for one in defaults.types
    ]


async def _caps(visit: Visit, types: Sequence[ContractType]) -> list[Laid]:
    """What may be kept back under the types that are there by now."""
    wanted = [one for one in types if one.retention]
    if not wanted:
        return []
    found = await visit.asking.ask_whole("contract", "/v1/settings", Settings, "items")
    if found.value is None:
        return [_away(visit, "contract", RETENTION, one.name) for one in wanted]
    known = {one.type_code for one in found.value.items if one.setting == RETENTION_CAP}
    return [
        Laid(RETENTION, one.name, "there")
        if one.code in known
        else await _tell(visit, "contract", "/v1/settings", one.cap(_today(visit)), RETENTION, one.name, one.code)
        for one in wanted
    ]


async def _ageing(visit: Visit, defaults: Defaults) -> list[Laid]:
    wanted = defaults.ageing
    found = await visit.asking.ask_whole("contract", "/v1/ageing-schemes", Schemes, "items")
    if found.value is None:
        return [_away(visit, "contract", AGEING, wanted.name)]
    if not all(one.shipped for one in found.value.items):
        return [Laid(AGEING, wanted.name, "there")]
    body = wanted.body(_today(visit))
    return [await _tell(visit, "contract", "/v1/ageing-schemes", body, AGEING, wanted.name, str(body))]


async def _grading(visit: Visit, defaults: Defaults) -> list[Laid]:
    """What ships is how much each indicator counts; the type of company says how much has to be known."""
    wanted = defaults.grading
    found = await visit.asking.ask_whole("scoring", "/v1/credit-schemes", CreditSchemes, "items")
    shipped = next((one for one in found.value.items if one.shipped), None) if found.value else None
    if found.value is None or shipped is None:
        return [_away(visit, "scoring", GRADING, wanted.name)]
    if not all(one.shipped for one in found.value.items):
        return [Laid(GRADING, wanted.name, "there")]
    body = wanted.body(shipped.scheme, _today(visit))
    return [await _tell(visit, "scoring", "/v1/credit-schemes", body, GRADING, wanted.name, str(body))]


async def _plans(visit: Visit, defaults: Defaults) -> list[Laid]:
    """One line for all grades; those that have terms keep them, also where a first time was broken off."""
    wanted = defaults.plans
    found = await visit.asking.ask_whole("customer", "/v1/service-plans", ServicePlans, "items")
    if found.value is None:
        return [_away(visit, "customer", PLANS, wanted.name)]
    known = {one.grade for one in found.value.items}
    missing = [one.body() for one in wanted.plans if one.grade not in known]
    came = Laid(PLANS, wanted.name, "there")
    for body in missing:
        came = await _tell(visit, "customer", "/v1/service-plans", body, PLANS, wanted.name, str(body))
        if came.came == "refused":
            break
    return [came]


async def _classes(visit: Visit, defaults: Defaults) -> list[Laid]:
    found = await visit.asking.ask_whole("asset", "/v1/classes", Classes, "classes")
    if found.value is None:
        return [_away(visit, "asset", CLASS, one.name) for one in defaults.classes]
    known = {one.code for one in found.value.classes}
    return [
        Laid(CLASS, one.name, "there")
        if one.code in known
        else await _tell(visit, "asset", "/v1/classes", one.body(visit.say), CLASS, one.name, one.code)
        for one in defaults.classes
    ]


async def _rules(visit: Visit, defaults: Defaults) -> list[Laid]:
    found = await visit.asking.ask_whole("notify", "/v1/rules", Rules, "rules")
    if found.value is None:
        return [_away(visit, "notify", _telling(one), one.code, coded=True) for one in defaults.rules]
    known = {one.code: one for one in found.value.rules}
    return [await _rule(visit, one, known[one.code]) for one in defaults.rules if one.code in known]


async def _rule(visit: Visit, wanted: Rule, known: RuleSeen) -> Laid:
    """Rules follow the last choice: a rule is there already, and only tells or does not."""
    definition = {**known.definition, **wanted.days}
    if (known.enabled, known.definition) == (wanted.tells, definition):
        return Laid(_telling(wanted), wanted.code, "there", coded=True)
    body = {"enabled": wanted.tells, "definition": definition}
    once = f"{wanted.code}@{known.version}"
    return await _tell(visit, "notify", "/v1/rules", body, _telling(wanted), wanted.code, once, coded=True)


def _telling(rule: Rule) -> str:
    if not rule.tells:
        return SILENT
    return TELLS if rule.days_before is None else TELLS_BEFORE


def _away(visit: Visit, service: str, what: str, name: str, *, coded: bool = False) -> Laid:
    return Laid(what, name, "refused", visit.say(AWAY[service]), coded)


async def _tell(
    visit: Visit, service: str, path: str, body: dict[str, Any], what: str, name: str, once: str, *, coded: bool = False
) -> Laid:
    key = derived_id("company default", visit.unit_id, path, once)
    answer = await visit.asking.tell(service, path, body, key=key, seconds=PATIENCE)
    return Laid(what, name, "laid" if answer.done else "refused", "" if answer.done else answer.why, coded)
