"""What this installation is set to. Settings come from the environment; none can be changed on a page."""

from fastapi import Response

from services.portal.pages.administration.places import room
from services.portal.pages.administration.settings.shown import GROUPS
from services.portal.pages.frame.route import Visiting, page_router
from shared.web.routing import allowed

routes = page_router()


@routes.get("/administration/settings", dependencies=[allowed("portal.unit.change")])
async def index(visit: Visiting) -> Response:
    return room(visit, "settings/page.html", groups=GROUPS, known=visit.running.settings)
