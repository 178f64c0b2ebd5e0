"""Depreciation month by month: what posting a month would charge, posting it, what came of it, taking it back."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.administration.units.endpoints import unit_choices
from services.portal.pages.assets.classes import class_names
from services.portal.pages.depreciation.seen import Forecast, Line, Preview, Run, Runs
from services.portal.pages.doing.answering import PATIENCE, Place, asked, carried_out
from services.portal.pages.doing.doing import Begun, Doing, Field
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

SEES: Final = "asset.depreciation.read"
POSTS: Final = "asset.depreciation.post"
AT: Final = "/assets/depreciation"
ROOM: Final = (AT, N_("Depreciation"))
CHANGED: Final = "run-changed"
LINES: Final = 24
BOOKS: Final = ("accounting", "tax")
CHARGE: Final = N_("Charge")
REVERSAL: Final = Doing(
    N_("Take the run back"),
    "asset.depreciation.reverse",
    "asset",
    "/v1/depreciation-runs/{run_id}/reversal",
    (Field("reason", N_("Reason"), required=True),),
    N_("Taken back: the month can be posted anew."),
    hint=N_("Every charge of the run is taken back. Later months have to be taken back before."),
    harm=True,
)
STAGES: Final = {
    "started": (N_("being posted"), "news"),
    "posted": (N_("posted"), "good"),
    "reversed": (N_("taken back"), "warn"),
}
ACCOUNTS: Final = {
    "debit": N_("Depreciation expense"),
    "credit": N_("Accumulated depreciation"),
}
"""What each side of an entry is, whatever account it goes to."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which month of which unit and book; empty: the running one, the visitor's own, the leading one."""

    period: Annotated[str, Query(pattern="^([0-9]{4}-(0[1-9]|1[0-2]))?$")] = ""
    unit_id: Annotated[str, Query(pattern="^[0-9a-zA-Z_-]{0,80}$")] = ""
    book: Annotated[str, Query(pattern="^([a-z][a-z_]{0,29})?$")] = ""


@routes.get(AT, dependencies=[allowed(SEES)])
async def index(visit: Visiting, wanted: Annotated[Asked, Depends()]) -> Response:
    """The month that is next, what it would charge, the months to come, and the runs there were."""
    return await _month(visit, wanted)


@routes.post(AT, dependencies=[allowed(POSTS)])
async def post(
    visit: Visiting,
    key: Annotated[str, Form(max_length=100)],
    period: Annotated[str, Form(max_length=7)],
    unit_id: Annotated[str, Form(max_length=80)],
    book: Annotated[str, Form(max_length=30)],
) -> Response:
    """Posts a month; a large unit's goes on by itself, and its page says how far it is."""
    body = {"period": period, "unit_id": unit_id, "book": book}
    told = await visit.asking.tell("asset", "/v1/depreciation-runs", body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}/{told.body['run_id']}", status_code=303)
    return await _month(visit, Asked(period, unit_id, book), told.why, told.status)


@routes.get(f"{AT}/{{run_id}}", dependencies=[allowed(SEES)])
async def show(run_id: Id, visit: Visiting) -> Response:
    """One run with its journal; while it is being posted the page looks again by itself."""
    run = await _run(visit, run_id)
    template = "depreciation/run.html" if visit.fragment else "depreciation/one.html"
    return page(visit, template, run=run, **await _words(visit, run.journal, [run.unit_id]))


@routes.get(f"{AT}/{{run_id}}/reversal", dependencies=[allowed(REVERSAL.permission)])
async def ask_back(run_id: Id, visit: Visiting) -> Response:
    return asked(visit, REVERSAL, Begun(), _place(await _run(visit, run_id)))


@routes.post(f"{AT}/{{run_id}}/reversal", dependencies=[allowed(REVERSAL.permission)])
async def take_back(run_id: Id, visit: Visiting) -> Response:
    place = _place(await _run(visit, run_id))
    return await carried_out(visit, REVERSAL, Begun(), place, REVERSAL.path.format(run_id=run_id))


async def _month(visit: Visit, wanted: Asked, wrong: str = "", status: int = 200) -> Response:
    units = [(unit, name) for unit, name in await unit_choices(visit) if visit.may_on(SEES, unit)]
    theirs = [unit for unit, _ in units]
    own = visit.unit_id if visit.unit_id in theirs else next(iter(theirs), "")
    unit, book = wanted.unit_id or own, wanted.book or BOOKS[0]
    today = visit.running.store.clock.today(visit.running.store.zone)
    period = wanted.period or f"{today:%Y-%m}"
    ask, about = visit.asking.ask, {"unit_id": unit, "book": book}
    preview, runs, forecast = await asyncio.gather(
        ask("asset", "/v1/depreciation-preview", Preview, {**about, "period": period}),
        ask("asset", "/v1/depreciation-runs", Runs, {"limit": LINES}),
        ask("asset", "/v1/depreciation-forecast", Forecast, about),
    )
    lines = preview.value.journal if preview.value else []
    return page(
        visit,
        "depreciation/page.html",
        status,
        units=units,
        unit=unit,
        book=book,
        books=BOOKS,
        period=period,
        preview=preview,
        runs=runs,
        forecast=forecast,
        chart=_ahead(forecast.value, visit.say(CHARGE)) if forecast.value else None,
        posts=visit.may_on(POSTS, unit),
        wrong=wrong,
        **await _words(visit, lines, [one.unit_id for one in runs.value.runs] if runs.value else []),
    )


def _ahead(forecast: Forecast, name: str) -> dict[str, Any] | None:
    """What the coming months are charged."""
    if not any(float(one.charge.amount) for one in forecast.months):
        return None
    values = [float(one.charge.amount) for one in forecast.months]
    series = [{"name": f"{name} {forecast.months[0].charge.currency}", "type": "bar", "data": values}]
    return {"labels": [one.period for one in forecast.months], "series": series}


async def _words(visit: Visit, journal: list[Line], units: list[str]) -> dict[str, Any]:
    names, classes = await asyncio.gather(
        units_of(visit, [*units, *(one.unit_id for one in journal)]), class_names(visit)
    )
    return {"names": names, "classes": classes, "stages": STAGES, "accounts": ACCOUNTS}


async def _run(visit: Visit, run_id: str) -> Run:
    found = await visit.asking.ask("asset", f"/v1/depreciation-runs/{run_id}", Run)
    if found.value is None:
        raise NotFoundError
    return found.value


def _place(run: Run) -> Place:
    back = f"{AT}/{run.run_id}"
    return Place(f"{back}/reversal", back, run.period, ROOM, CHANGED)
