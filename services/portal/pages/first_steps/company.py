"""The company type on the first steps: chosen, and what an installation of that type begins with laid down."""

from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from fastapi import Form, Response

from services.portal.company.events import Customers, Offer
from services.portal.pages.first_steps.defaults import TABLE
from services.portal.pages.first_steps.laying import TYPE, Laid, Types, lay
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.own import seen, told
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.web.routing import allowed

routes = page_router()

SETS_UP: Final = "portal.unit.change"
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


@dataclass(frozen=True, slots=True)
class Company:
    """What was chosen and what was laid down just now. `answered`: chosen, and there are contract types to work with,
    so that nobody has to be asked any more.
    """

    customers: str = ""
    offer: str = ""
    answered: bool = False
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
    company = Company(found.value.customers, found.value.offer)
    types = await visit.asking.ask("contract", "/v1/types", Types, {"limit": 1})
    return replace(company, answered=bool(types.value and types.value.items))


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
        company = Company(customers, offer, wrong=answer.why)
        return page(visit, "first_steps/company.html", answer.status, company=company)
    laid = await lay(visit, TABLE[customers, offer])
    answered = any(one.what == TYPE and one.came != "refused" for one in laid)
    return page(visit, "first_steps/company.html", company=Company(customers, offer, answered, laid))
