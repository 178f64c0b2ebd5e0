"""Operations: how each service does, how far read models are."""

import asyncio
from typing import Final

from fastapi import Response

from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.operations.rebuilds.seen import Models, Rebuilds
from services.portal.status.queries import all_services
from shared.web.routing import allowed

routes = page_router()

SEES: Final = "scoring.model.read"
LATEST: Final = 5


@routes.get("/operations", dependencies=[allowed(SEES)])
async def index(visit: Visiting) -> Response:
    """The page; how everything does follows, since each service takes its time to say so."""
    return page(visit, "operations/page.html", later=True)


@routes.get("/operations/now", dependencies=[allowed(SEES)])
async def now(visit: Visiting) -> Response:
    """The figures, again and again for the page that stays open, or as a page of their own."""
    services, models, rebuilds = await asyncio.gather(
        all_services(visit.running.settings),
        visit.asking.ask("scoring", "/v1/models", Models),
        visit.asking.ask("scoring", "/v1/rebuilds", Rebuilds, {"limit": LATEST}),
    )
    latest = rebuilds.value.rebuilds[:LATEST] if rebuilds.value else []
    template = "operations/now.html" if visit.fragment else "operations/page.html"
    return page(visit, template, later=False, services=services, models=models, rebuilds=rebuilds, latest=latest)
