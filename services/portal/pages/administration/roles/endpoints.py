"""The roles there are: what each is for, what it allows, and which office it is."""

from fastapi import Response

from services.portal.pages.administration.own import seen
from services.portal.pages.administration.places import ENTERS, room
from services.portal.pages.administration.seen import Roles
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.role.offices import offices_of
from shared.web.routing import allowed

routes = page_router()


@routes.get("/administration/roles", dependencies=[allowed(ENTERS)])
async def index(visit: Visiting) -> Response:
    found = await seen(visit, "/v1/roles", Roles)
    offices = {one.role: sorted(offices_of(one.role)) for one in found.value.roles} if found.value else {}
    return room(visit, "roles/page.html", found=found, offices=offices)
