"""Every permission there is, as each service lists its own, for who asks for one or gives one."""

from fastapi import Response

from services.portal.pages.administration.meanings import permissions_there_are
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router

routes = page_router()


@routes.get("/access/permissions")
async def permissions(visit: Visiting) -> Response:
    """The choices of a field, once somebody comes to it."""
    return page(visit, "access/permissions.html", permissions=await permissions_there_are(visit))
