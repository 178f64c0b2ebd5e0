"""The company type on the first steps: chosen, and what an installation of that type begins with laid down."""

from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from fastapi import Form, Response
from pydantic import ConfigDict

from services.portal.company.events import Customers, Offer
from services.portal.pages.administration.own import seen, told
from services.portal.pages.first_steps.defaults import TABLE, ContractType, Defaults
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.values.ids import derived_id
from shared.web.routing import allowed

routes = page_router()

SETS_UP: Final = "portal.unit.change"
Came = Literal["there", "laid", "refused"]
CUSTOMERS: Final[dict[str, str]] = {
    Customers.FEW: N_("Few customers, each known by name"),
    Customers.MANY: N_("Many customers, alike"),
}
OFFERS: Final[dict[str, str]] = {
    Offer.STANDARD: N_("Standard work, the same for everybody"),
    Offer.CUSTOM: N_("Custom work, made for each"),
}


class CompanyType(Seen):
    customers: Customers | None
    offer: Offer | None


class Known(Seen):
    code: str


class Types(Seen):
    items: list[Known]


class Rule(Seen):
    model_config = ConfigDict(extra="allow", frozen=True)

    code: str
    enabled: bool
    definition: dict[str, object]


class Rules(Seen):
    rules: list[Rule]


@dataclass(frozen=True, slots=True)
class Laid:
    """A default and what came of it; `why` says it where it was refused."""

    name: str
    came: Came
    why: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """What was chosen, what goes with it, and what was laid down just now."""

    customers: str = ""
    offer: str = ""
    types: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    laid: list[Laid] = field(default_factory=list)
    wrong: str = ""

    @property
    def chosen(self) -> bool:
        return bool(self.customers)

    @property
    def choices(self) -> tuple[dict[str, str], dict[str, str]]:
        """What may be chosen, by its words."""
        return CUSTOMERS, OFFERS


async def chosen(visit: Visit) -> Company:
    """What was chosen before; nothing where nothing was, or it can't be had."""
    found = await seen(visit, "/v1/company-type", CompanyType)
    if found.value is None or found.value.customers is None or found.value.offer is None:
        return Company()
    return _of(found.value.customers, found.value.offer)


def _of(customers: Customers, offer: Offer, laid: list[Laid] | None = None, wrong: str = "") -> Company:
    known = TABLE[customers, offer]
    return Company(customers, offer, tuple(one.name for one in known.types), known.silent, laid or [], wrong)


@routes.post("/first-steps/company-type", dependencies=[allowed(SETS_UP)])
async def choose(
    visit: Visiting,
    key: Annotated[str, Form(max_length=100)],
    customers: Annotated[Customers, Form()],
    offer: Annotated[Offer, Form()],
) -> Response:
    """Chooses, and lays down what goes with it as far as it is not there: the same choice again adds nothing."""
    body = {"customers": customers.value, "offer": offer.value}
    answer = await told(visit, "/v1/company-type", body, key)
    if not answer.done:
        company = _of(customers, offer, wrong=answer.why)
        return page(visit, "first_steps/company.html", answer.status, company=company)
    laid = await _lay(visit, TABLE[customers, offer])
    return page(visit, "first_steps/company.html", company=_of(customers, offer, laid))


async def _lay(visit: Visit, defaults: Defaults) -> list[Laid]:
    types = await visit.asking.ask_whole("contract", "/v1/types", Types, "items")
    if types.value is None:
        away = visit.say(N_("The contract service does not answer, or you have no permission there."))
        laid = [Laid(one.name, "refused", away) for one in defaults.types]
    else:
        known = {one.code for one in types.value.items}
        laid = [await _lay_type(visit, one, there=one.code in known) for one in defaults.types]
    return [*laid, *await _silence(visit, defaults)]


async def _lay_type(visit: Visit, wanted: ContractType, *, there: bool) -> Laid:
    if there:
        return Laid(wanted.name, "there")
    body, key = wanted.body(visit.say(wanted.name)), derived_id("company default", visit.unit_id, wanted.code)
    answer = await visit.asking.tell("contract", "/v1/types", body, key=key)
    return Laid(wanted.name, "laid") if answer.done else Laid(wanted.name, "refused", answer.why)


async def _silence(visit: Visit, defaults: Defaults) -> list[Laid]:
    if not defaults.silent:
        return []
    found = await visit.asking.ask("notify", "/v1/rules", Rules)
    if found.value is None:
        away = visit.say(N_("The notify service does not answer, or you have no permission there."))
        return [Laid(code, "refused", away) for code in defaults.silent]
    laid = []
    for rule in found.value.rules:
        if rule.code not in defaults.silent:
            continue
        if not rule.enabled:
            laid.append(Laid(rule.code, "there"))
            continue
        key = derived_id("company default", visit.unit_id, rule.code, str(rule.model_extra or ""))
        body = {"enabled": False, "definition": rule.definition}
        answer = await visit.asking.tell("notify", "/v1/rules", body, key=key)
        laid.append(Laid(rule.code, "laid") if answer.done else Laid(rule.code, "refused", answer.why))
    return laid
