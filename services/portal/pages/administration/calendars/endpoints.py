"""Calendars of working days: which units have one, a year of one, and publishing it from a file."""

import asyncio
from datetime import date
from typing import Annotated, Any, Final

from fastapi import File, Form, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.calendar.rows import written
from services.portal.pages.administration.calendars.months import months
from services.portal.pages.administration.calendars.seen import Calendars, Days, Tried
from services.portal.pages.administration.legal_entities.endpoints import countries
from services.portal.pages.administration.places import room
from services.portal.pages.administration.seen import Unit
from services.portal.pages.administration.units.endpoints import unit_choices
from services.portal.pages.frame.own import seen, sent, told, whole
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.sheets.reading import read_sheet
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed, upload

routes = page_router()

SEES: Final = "portal.unit.read"
PUBLISHES: Final = "portal.calendar.publish"
AT: Final = "/administration/calendars"
LARGEST: Final = 2**20 + 2**16
LARGEST_TEXT: Final = 200_000
Key = Annotated[str, Form(max_length=100)]
Country = Annotated[str, Form(pattern="^[A-Z]{2}$")]
Year = Annotated[int | None, Query(ge=1900, le=2199)]


@routes.get(AT, dependencies=[allowed(SEES)])
async def index(visit: Visiting, unit_id: Annotated[str, Query(max_length=36)] = "") -> Response:
    """Every calendar there is; with a unit named, its page."""
    if unit_id:
        return RedirectResponse(f"{AT}/{unit_id}", status_code=303)
    found, choices = await asyncio.gather(whole(visit, "/v1/calendars", Calendars, "calendars"), unit_choices(visit))
    known = [one.unit_id for one in found.value.calendars] if found.value else []
    return room(
        visit,
        "calendars/page.html",
        found=found,
        units=await units_of(visit, known),
        choices=choices,
        names=dict(countries(visit)),
    )


@routes.get(f"{AT}/{{unit_id}}", dependencies=[allowed(SEES)])
async def show(unit_id: Id, visit: Visiting, year: Year = None) -> Response:
    return await _one(visit, unit_id, year)


async def _one(visit: Visit, unit_id: str, year: int | None = None, status: int = 200, **more: Any) -> Response:
    store = visit.running.store
    shown = year or store.clock.today(store.zone).year
    asked = {"first": date(shown, 1, 1).isoformat(), "last": date(shown, 12, 31).isoformat()}
    one, days = await asyncio.gather(
        seen(visit, f"/v1/units/{unit_id}", Unit), seen(visit, f"/v1/units/{unit_id}/calendar", Days, **asked)
    )
    if one.state == "none":
        raise NotFoundError
    of = days.value.of_unit_id if days.value else None
    known = {"tried": None, "text": "", "country": days.value.country if days.value else "CN"}
    return room(
        visit,
        "calendars/one.html",
        status,
        one=one,
        days=days,
        year=shown,
        months=months(days.value.days) if days.value else [],
        units=await units_of(visit, [of] if of else []),
        countries=countries(visit),
        **{**known, **more},
    )


@routes.post(f"{AT}/{{unit_id}}/import", dependencies=[allowed(PUBLISHES), upload(LARGEST)])
async def try_file(
    unit_id: Id, visit: Visiting, key: Key, country: Country, file: Annotated[UploadFile, File()]
) -> Response:
    """Says what a file holds, and changes nothing; what it says is carried on to be published."""
    data = await file.read()
    answer = await sent(visit, f"/v1/units/{unit_id}/calendar-imports", data, key, country=country, dry_run="true")
    if not answer.done:
        return await _one(visit, unit_id, status=answer.status, wrong=answer.why, country=country)
    tried = Tried.model_validate(answer.body)
    text = "" if tried.refusals else written(read_sheet(data))
    return await _one(visit, unit_id, tried.years[0] if tried.years else None, tried=tried, text=text, country=country)


@routes.post(f"{AT}/{{unit_id}}/publish", dependencies=[allowed(PUBLISHES)])
async def publish(
    unit_id: Id, visit: Visiting, key: Key, country: Country, text: Annotated[str, Form(max_length=LARGEST_TEXT)]
) -> Response:
    """Publishes what was tried."""
    path = f"/v1/units/{unit_id}/calendar-imports"
    answer = await sent(visit, path, text.encode(), key, country=country)
    if not answer.done:
        return await _one(visit, unit_id, status=answer.status, wrong=answer.why, country=country)
    return RedirectResponse(f"{AT}/{unit_id}?year={(answer.body['years'] or [''])[0]}", status_code=303)


@routes.post(f"{AT}/{{unit_id}}/withdraw", dependencies=[allowed(PUBLISHES)])
async def withdraw(unit_id: Id, visit: Visiting, key: Key) -> Response:
    """Lets the unit follow the calendar above again."""
    answer = await told(visit, f"/v1/units/{unit_id}/calendar/withdrawal", {}, key)
    if not answer.done:
        return await _one(visit, unit_id, status=answer.status, wrong=answer.why)
    return RedirectResponse(f"{AT}/{unit_id}", status_code=303)
