"""Who works here, and which units there are, as the choices of a field that one types in."""

from typing import Annotated, Final, Literal

from fastapi import Query, Response
from sqlalchemy import select

from services.portal.pages.frame.people import colleagues, units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.security.tables import units
from shared.web.routing import allowed

routes = page_router()

MOST: Final = 8
FieldName = Annotated[str, Query(pattern="^[a-z0-9_-]{1,40}$")]


@routes.get("/choices/{of}", dependencies=[allowed("portal.person.read")])
async def choices(
    of: Literal["people", "units"],
    visit: Visiting,
    name: FieldName = "staff_id",
    q: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Those that fit what was typed so far, the first of them chosen."""
    words = q.strip()
    if of == "units":
        found = await _units(visit, words) if words else None
        return page(visit, "doing/units.html", found=found, name=name)
    people = await colleagues(visit, words) if words else None
    named = await units_of(visit, [one.unit_id for one in people or ()])
    return page(visit, "approval/people.html", found=people, units=named, name=name)


async def _units(visit: Visit, words: str) -> list[tuple[str, str]]:
    """Open units of any branch by a part of their name; a unit's name is no secret within the house."""
    fits = select(units.c.unit_id, units.c.name).where(units.c.active, units.c.name.icontains(words, autoescape=True))
    async with visit.running.begin(lookups=True) as work:
        rows = await work.rows(fits.order_by(units.c.name, units.c.unit_id).limit(MOST))
    return [(row["unit_id"], row["name"]) for row in rows]
