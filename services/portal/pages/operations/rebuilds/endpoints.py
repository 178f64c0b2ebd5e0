"""Rebuilds of read models: one is started, its progress is live, its result stays with the checksums compared."""

import asyncio
from typing import Annotated, Any, Final

from fastapi import Form, Response

from services.portal.pages.frame.live import lively
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.operations.rebuilds.seen import Models, Rebuilds
from shared.web.routing import allowed

routes = page_router()

SEES, STARTS = "scoring.model.read", "scoring.model.rebuild"
LATEST: Final = 10

Key = Annotated[str, Form(max_length=100)]


@routes.get("/operations/rebuilds", dependencies=[allowed(SEES)])
async def index(visit: Visiting) -> Response:
    return await _page(visit)


@routes.get("/operations/rebuilds/live", dependencies=[allowed(SEES)])
async def live(visit: Visiting) -> Response:
    """What runs and what ran, again whenever it changed."""

    async def shown() -> tuple[str, bool]:
        text = bytes(page(visit, "operations/rebuilds/now.html", **await _now(visit)).body).decode()
        return text, False

    return lively(visit, shown)


@routes.post("/operations/rebuilds", dependencies=[allowed(STARTS)])
async def start(
    visit: Visiting,
    key: Key,
    model: Annotated[list[str] | None, Form(max_length=20)] = None,
    accept: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Starts it in the scoring service, which goes on with it whoever looks."""
    body = {"models": model or [], "accept_differences": accept == "yes"}
    told = await visit.asking.tell("scoring", "/v1/rebuilds", body, key=key)
    return await _page(visit, "" if told.done else told.why)


async def _page(visit: Visit, wrong: str = "") -> Response:
    return page(visit, "operations/rebuilds/page.html", wrong=wrong, starts=visit.may(STARTS), **await _now(visit))


async def _now(visit: Visit) -> dict[str, Any]:
    models, rebuilds = await asyncio.gather(
        visit.asking.ask("scoring", "/v1/models", Models),
        visit.asking.ask("scoring", "/v1/rebuilds", Rebuilds, {"limit": LATEST}),
    )
    serving = {one.model: one.checksum or "" for one in models.value.models} if models.value else {}
    return {"models": models, "rebuilds": rebuilds, "serving": serving}
