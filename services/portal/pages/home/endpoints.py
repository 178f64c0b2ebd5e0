"""The home page: what waits for me and what is new; how my unit stands comes once the page is there, since the figures
of headquarters are those of everybody.
"""

import asyncio
from typing import Annotated, Final

from fastapi import Form, Query, Response

from services.portal.pages.approval.seen import Lines
from services.portal.pages.approval.subjects import subject_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.home.begins import begins_for
from services.portal.pages.home.seen import Figures, Inbox, Tasks
from services.portal.pages.home.tiles import charts_of, leading_of, tiles_of
from shared.values.ids import Id

routes = page_router()

MOST_LINES: Final = 8
MOST_NEWS: Final = 5
"""Of the inbox, which has a page of its own."""
WAITING: Final = {"mine": "true", "state": "open", "limit": MOST_LINES}
DECIDES: Final = "contract.approval.decide"
"""Whom a decision or an opinion may wait for: the others see no card for it."""
COUNTED_FOR: Final = "scoring.unit.read"
"""Who has it on no unit is not shown where figures would come."""

Book = Annotated[
    str, Query(max_length=30, description="The book that assets are shown in; the leading one unless given")
]


@routes.get("/")
async def home(visit: Visiting, book: Book = "") -> Response:
    ask = visit.asking.ask
    locale = {"locale": visit.language}
    tasks, inbox = await asyncio.gather(
        ask("notify", "/v1/tasks", Tasks, {**locale, "limit": MOST_LINES}),
        ask("notify", "/v1/inbox", Inbox, {**locale, "limit": MOST_NEWS, "moot": "false"}),
    )
    return page(
        visit,
        "home/page.html",
        begins=begins_for(visit.may),
        decides=visit.may(DECIDES),
        tasks=tasks,
        inbox=inbox,
        counted=visit.may(COUNTED_FOR),
        book=book,
    )


@routes.get("/home/figures")
async def figures(visit: Visiting, book: Book = "") -> Response:
    """Beside the home page, or as a page of its own."""
    found = await visit.asking.ask("scoring", f"/v1/units/{visit.unit_id}/figures", Figures, {"book": book})
    return page(
        visit,
        "home/figures.html" if visit.fragment else "home/figures_page.html",
        figures=found,
        tiles=tiles_of(found.value) if found.value else [],
        leading=leading_of(found.value) if found.value else [],
        charts=charts_of(found.value) if found.value else [],
    )


@routes.get("/home/approvals")
async def approvals(visit: Visiting) -> Response:
    """What waits for the visitor, and what it is about: once the page is there, and again when one was decided."""
    found = await visit.asking.ask("contract", "/v1/approvals", Lines, WAITING)
    lines = found.value.items if found.value else []
    about = await asyncio.gather(*(subject_of(visit, one) for one in lines))
    template = "home/approvals.html" if visit.fragment else "home/approvals_page.html"
    return page(visit, template, approvals=found, waiting=[*zip(lines, about, strict=True)])


@routes.post("/tasks/{task_id}/done")
async def done(task_id: Id, visit: Visiting, key: Annotated[str, Form(max_length=100)]) -> Response:
    told = await visit.asking.tell("notify", f"/v1/tasks/{task_id}/done", {}, key=key)
    return page(visit, "home/done.html", told=told)
