"""Operations: how each service does, how far read models are."""

import asyncio
from typing import Final

from fastapi import Response

from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.operations.rebuilds.seen import Models, Rebuilds
from services.portal.status.queries import all_services
from shared.web.routing import allowed

routes = page_router()

SEES: Final = "scoring.model.read"
LATEST: Final = 5


@routes.get("/operations", dependencies=[allowed(SEES)])
async def index(visit: Visiting) -> Response:
    return await _shown(visit, "operations/page.html")


@routes.get("/operations/now", dependencies=[allowed(SEES)])
async def now(visit: Visiting) -> Response:
    """The same figures again, for the page that stays open."""
    return await _shown(visit, "operations/now.html")


async def _shown(visit: Visit, template: str) -> Response:
    services, models, rebuilds = await asyncio.gather(
        all_services(visit.running.settings),
        visit.asking.ask("scoring", "/v1/models", Models),
        visit.asking.ask("scoring", "/v1/rebuilds", Rebuilds, {"limit": LATEST}),
    )
    latest = rebuilds.value.rebuilds[:LATEST] if rebuilds.value else []
    return page(visit, template, services=services, models=models, rebuilds=rebuilds, latest=latest)
