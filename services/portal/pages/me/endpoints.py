"""One's own page."""

from fastapi import Response

from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.me.shown import own_page

routes = page_router()


@routes.get("/me")
async def show(visit: Visiting) -> Response:
    return await own_page(visit)
