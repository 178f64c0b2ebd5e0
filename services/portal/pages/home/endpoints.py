"""The home page: what waits for me, what is new, and how my unit stands. Each part comes by itself."""

import asyncio
from typing import Annotated

from fastapi import Form, Query, Response

from services.portal.pages.approval.seen import Lines
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.home.seen import Figures, Inbox, Tasks
from services.portal.pages.home.tiles import charts_of, leading_of, tiles_of
from shared.values.ids import Id

routes = page_router()

MOST_LINES = 8


@routes.get("/")
async def home(visit: Visiting, book: Annotated[str, Query(max_length=30)] = "") -> Response:
    """`book`: the book that the unit's assets are shown in; each one's leading book unless chosen."""
    ask = visit.asking.ask
    locale = {"locale": visit.language, "limit": MOST_LINES}
    approvals, tasks, inbox, figures = await asyncio.gather(
        ask("contract", "/v1/approvals", Lines, {"mine": "true", "state": "open", "limit": MOST_LINES}),
        ask("notify", "/v1/tasks", Tasks, locale),
        ask("notify", "/v1/inbox", Inbox, locale),
        ask("scoring", f"/v1/units/{visit.unit_id}/figures", Figures, {"book": book}),
    )
    return page(
        visit,
        "home/page.html",
        approvals=approvals,
        tasks=tasks,
        inbox=inbox,
        figures=figures,
        tiles=tiles_of(figures.value) if figures.value else [],
        leading=leading_of(figures.value) if figures.value else [],
        charts=charts_of(figures.value) if figures.value else [],
    )


@routes.get("/home/approvals")
async def approvals(visit: Visiting) -> Response:
    """The approvals again, after one was decided here or elsewhere."""
    asked = {"mine": "true", "state": "open", "limit": MOST_LINES}
    found = await visit.asking.ask("contract", "/v1/approvals", Lines, asked)
    return page(visit, "home/approvals.html", approvals=found)


@routes.post("/tasks/{task_id}/done")
async def done(task_id: Id, visit: Visiting, key: Annotated[str, Form(max_length=100)]) -> Response:
    told = await visit.asking.tell("notify", f"/v1/tasks/{task_id}/done", {}, key=key)
    return page(visit, "home/done.html", told=told)
