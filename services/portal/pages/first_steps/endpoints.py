"""The five first steps of an installation without anything in it: what is done is seen from what is there."""

import asyncio
from dataclasses import dataclass
from typing import Final

from fastapi import Response
from pydantic import ConfigDict
from sqlalchemy import func, select

from services.portal.pages.first_steps.company import chosen
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.security.principal import SERVICE_PREFIX
from shared.security.tables import members, units
from shared.web.routing import allowed

routes = page_router()

SETS_UP: Final = "portal.unit.change"


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done, where, and how it is known to be done: rows beyond those the first start makes."""

    name: str
    why: str
    place: str
    asked: tuple[tuple[str, str, str], ...] = ()
    """Service, address and the name of its list, each of which has to hold something."""


STEPS: Final = (
    Step(N_("Units"), N_("Provinces, cities, departments: who sees what follows from them."), "/administration/units"),
    Step(N_("Staff"), N_("Take people on and give each a role on a unit."), "/administration/staff"),
    Step(
        N_("Contract types and templates"),
        N_("Types follow from the kind of company, below; legal writes their texts in the library, and reviews them."),
        "/library",
        (("contract", "/v1/types", "items"), ("contract", "/v1/templates", "items")),
    ),
    Step(
        N_("Customers"),
        N_("Import them from the program you have: CSV or XLSX."),
        "/imports/customers/new",
        (("customer", "/v1/customers", "customers"),),
    ),
    Step(
        N_("Rules"),
        N_("Who is told what and when: rules in force for your unit."),
        "/inbox",
        (("notify", "/v1/rules", "rules"),),
    ),
)


class Found(Seen):
    """A list of anything."""

    model_config = ConfigDict(extra="allow", frozen=True)


@routes.get("/first-steps", dependencies=[allowed(SETS_UP)])
async def card(visit: Visiting) -> Response:
    """Each step with whether it is done; nothing once all are and the company type is chosen. What a service that is
    away would say is unknown.
    """
    own, asked, company = await asyncio.gather(
        _own(visit), asyncio.gather(*(_done(visit, step) for step in STEPS[2:])), chosen(visit)
    )
    done = [*own, *asked]
    if all(done) and company.answered:
        return Response()
    return page(visit, "first_steps/card.html", steps=list(zip(STEPS, done, strict=True)), company=company)


async def _own(visit: Visit) -> list[bool | None]:
    """Units below headquarters, and somebody besides the administrator."""
    people = select(func.count()).select_from(members).where(members.c.active)
    async with visit.running.begin(read_only=True) as work:
        many_units = await work.value(select(func.count()).select_from(units).where(units.c.active))
        many_people = await work.value(people.where(~members.c.subject.startswith(SERVICE_PREFIX)))
    return [many_units > 1, many_people > 1]


async def _done(visit: Visit, step: Step) -> bool | None:
    found = await asyncio.gather(
        *(
            visit.asking.ask(service, address, Found, {} if service == "notify" else {"limit": 1})
            for service, address, _ in step.asked
        )
    )
    if any(part.value is None for part in found):
        return None
    return all(
        (part.value.model_extra or {}).get(name)
        for part, (_, _, name) in zip(found, step.asked, strict=True)
        if part.value is not None
    )
