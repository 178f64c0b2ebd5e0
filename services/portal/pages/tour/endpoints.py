"""The tour: a small card on every page until it is ended or skipped; remembered of the person, not of the browser."""

from typing import Annotated, Final

from fastapi import Form, Response

from services.portal.pages.frame.cookies import like
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.tour.steps import Found, place_of, steps_for
from services.portal.tour.queries import Progress, keep_progress, progress_of

routes = page_router()

SHOWN_AT_FIRST: Final = "portal.unit.change"
"""Whoever sets up the organisation is shown around without asking."""
OVER: Final = "pactline_tour"
"""Only spares a question: the store knows whether the tour is over."""

StepNumber = Annotated[int, Form(ge=0, le=20)]


@routes.get("/tour")
async def card(visit: Visiting) -> Response:
    """The card of the step that is now; nothing for who has seen it, or where there is nothing to be shown."""
    async with visit.running.begin(read_only=True) as work:
        known = await progress_of(work, visit.staff_id)
    if known is None and not (visit.may(SHOWN_AT_FIRST) and await _populated(visit)):
        return Response()
    now = known or Progress(0, over=False)
    steps = steps_for(visit)
    if now.over or now.step >= len(steps):
        gone = Response()
        like(gone, visit.request, OVER, "over")
        return gone
    step = steps[now.step]
    place = await place_of(visit, step)
    here = visit.request.headers.get("hx-current-url", "")
    return page(
        visit, "tour/card.html", step=step, number=now.step, steps=len(steps), place=place, there=here.endswith(place)
    )


@routes.post("/tour/next")
async def go_on(visit: Visiting, step: StepNumber) -> Response:
    """To the place of the step after this one; behind the last the tour is over."""
    steps = steps_for(visit)
    over = step + 1 >= len(steps)
    await _keep(visit, step + 1, over=over)
    return _to("/" if over else await place_of(visit, steps[step + 1]))


@routes.post("/tour/skip")
async def skip(visit: Visiting, step: StepNumber = 0) -> Response:
    await _keep(visit, step, over=True)
    gone = Response()
    like(gone, visit.request, OVER, "over")
    return gone


@routes.post("/tour/again")
async def again(visit: Visiting) -> Response:
    """From the menu: from the first step."""
    await _keep(visit, 0, over=False)
    back = _to("/")
    back.delete_cookie(OVER, path="/")
    return back


async def _keep(visit: Visit, step: int, *, over: bool) -> None:
    async with visit.running.begin() as work:
        await keep_progress(work, visit.staff_id, step, over=over)


async def _populated(visit: Visit) -> bool:
    found = await visit.asking.ask("customer", "/v1/customers", Found, {"limit": 1})
    return bool(found.value and (found.value.model_extra or {}).get("customers"))


def _to(place: str) -> Response:
    """For htmx and for a plain form alike."""
    return Response(status_code=303, headers={"Location": place, "HX-Redirect": place})
