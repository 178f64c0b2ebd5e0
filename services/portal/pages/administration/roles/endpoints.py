"""The roles there are and the groups of them: what each is for, what it allows; and who holds the offices."""

import asyncio

from fastapi import Response

from services.portal.pages.administration.places import ENTERS, room
from services.portal.pages.administration.roles.seen import WHOLE, Groups, Offices
from services.portal.pages.administration.seen import Roles, Staff
from services.portal.pages.frame.own import seen, whole
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.roles import role_names
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.role.offices import offices_of
from services.portal.role.shipped import GROUPABLE
from shared.web.routing import allowed

routes = page_router()

MOST_CHOICES = 200


@routes.get("/administration/roles", dependencies=[allowed(ENTERS)])
async def index(visit: Visiting) -> Response:
    return await roles_page(visit)


async def roles_page(visit: Visit, *, wrong: str = "", status: int = 200) -> Response:
    """The page, with what was wrong with a form of it."""
    found, groups, offices, colleagues = await asyncio.gather(
        seen(visit, "/v1/roles", Roles),
        whole(visit, "/v1/role-groups", Groups, "role_groups"),
        seen(visit, "/v1/offices", Offices),
        _colleagues(visit),
    )
    people = await names_of(visit, offices.value.everybody if offices.value else [])
    whole_holders = offices.value.holders.get(WHOLE, []) if offices.value else []
    return room(
        visit,
        "roles/page.html",
        status,
        found=found,
        groups=groups,
        offices=offices,
        offices_of={one.role: sorted(offices_of(one.role)) for one in found.value.roles} if found.value else {},
        known=GROUPABLE,
        names=await role_names(visit, GROUPABLE),
        people=people,
        administrators=[people.get(one, one) for one in whole_holders],
        colleagues=colleagues,
        wrong=wrong,
    )


async def _colleagues(visit: Visit) -> list[tuple[str, str]]:
    """Those who may get an office, for who may give all of them away."""
    if not visit.may("portal.office.separate"):
        return []
    found = await seen(visit, "/v1/staff", Staff, stage="active", limit=MOST_CHOICES)
    return (
        sorted(((one.staff_id, one.name) for one in found.value.staff), key=lambda one: one[1]) if found.value else []
    )
