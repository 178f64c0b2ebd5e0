"""Operations: how each service does, how far read models are, and rebuilding them with progress."""

import asyncio
from datetime import datetime
from typing import Annotated, Final

from fastapi import Form, Response

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.status.queries import all_services
from shared.web.routing import allowed

routes = page_router()

SEES: Final = "scoring.model.read"
LATEST: Final = 5


class Model(Seen):
    model: str
    generation: int
    lag: int
    checksum: str | None
    swapped_at: datetime | None


class Models(Seen):
    models: list[Model]


class Rebuild(Seen):
    generation: int
    models: list[str]
    state: str
    read: int
    goal: int
    seconds_left: float | None
    started_at: datetime
    swapped_at: datetime | None
    failure: str | None

    @property
    def share(self) -> int:
        """In percent."""
        return min(100, round(100 * self.read / self.goal)) if self.goal else 100

    @property
    def runs(self) -> bool:
        return self.swapped_at is None and self.failure is None


class Rebuilds(Seen):
    rebuilds: list[Rebuild]


@routes.get("/operations", dependencies=[allowed(SEES)])
async def index(visit: Visiting) -> Response:
    return await _shown(visit, "operations/page.html")


@routes.get("/operations/now", dependencies=[allowed(SEES)])
async def now(visit: Visiting) -> Response:
    """The same figures again, for the page that stays open."""
    return await _shown(visit, "operations/now.html")


@routes.post("/operations/rebuilds", dependencies=[allowed("scoring.model.rebuild")])
async def rebuild(visit: Visiting, key: Annotated[str, Form(max_length=100)]) -> Response:
    told = await visit.asking.tell("scoring", "/v1/rebuilds", {}, key=key)
    return await _shown(visit, "operations/now.html", wrong="" if told.done else told.why)


async def _shown(visit: Visit, template: str, wrong: str = "") -> Response:
    services, models, rebuilds = await asyncio.gather(
        all_services(visit.running.settings),
        visit.asking.ask("scoring", "/v1/models", Models),
        visit.asking.ask("scoring", "/v1/rebuilds", Rebuilds, {"limit": LATEST}),
    )
    latest = rebuilds.value.rebuilds[:LATEST] if rebuilds.value else []
    return page(visit, template, services=services, models=models, rebuilds=rebuilds, latest=latest, wrong=wrong)
