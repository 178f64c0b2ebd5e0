"""Calendars of units: published from a file, looked at day by day."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import Query as Parameter
from fastapi import Request
from pydantic import Field

from services.portal.calendar import handlers, queries
from services.portal.calendar.rows import Read
from services.portal.calendar.schemas import (
    CalendarAnswer,
    CalendarDays,
    CalendarRead,
    Calendars,
    CalendarWithdrawnAnswer,
    RefusalAnswer,
)
from shared.values.clock import BusinessDate
from shared.values.errors import InvalidFieldError
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, RequestKey, Transactions, allowed, router, upload

routes = router()

LARGEST: Final = 2**20
LONGEST: Final = timedelta(days=3 * 366)
Country = Annotated[str, Field(pattern="^[A-Z]{2}$"), Parameter(description="ISO 3166-1: whose rule counts otherwise")]


@routes.post(
    "/v1/units/{unit_id}/calendar-imports",
    dependencies=[allowed("portal.calendar.publish"), upload(LARGEST)],
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {}}}},
)
async def publish(
    unit_id: Id,
    request: Request,
    transactions: Transactions,
    key: RequestKey,
    country: Country = "CN",
    dry_run: bool = False,  # noqa: FBT001, FBT002 - a parameter of the address
) -> CalendarRead:
    """Takes a CSV or XLSX file with the columns date, kind (holiday or make-up day) and name: its days become those of
    their years, for the unit and those below that have no calendar of their own. `dry_run` only says what it holds.
    """
    async with transactions.begin_once(key) as work:
        data = await request.body()
        read, changed = await handlers.publish_calendar(work, unit_id, country, data, dry_run=dry_run)
    return _told(unit_id, read, changed=changed, dry_run=dry_run)


def _told(unit_id: str, read: Read, *, changed: bool, dry_run: bool) -> CalendarRead:
    return CalendarRead(
        unit_id=unit_id,
        dry_run=dry_run,
        rows=read.rows,
        holidays=sum(not one.working for one in read.days),
        make_up_days=sum(one.working for one in read.days),
        years=sorted({one.day.year for one in read.days}),
        refusals=[RefusalAnswer(row=one.row, column=one.column, reason=one.reason) for one in read.refusals],
        changed=changed,
    )


@routes.post(
    "/v1/units/{unit_id}/calendar/withdrawal", status_code=201, dependencies=[allowed("portal.calendar.publish")]
)
async def withdraw(unit_id: Id, work: Command) -> CalendarWithdrawnAnswer:
    """Lets a unit follow the calendar of the unit above again."""
    return CalendarWithdrawnAnswer(unit_id=unit_id, version=await handlers.withdraw_calendar(work, unit_id))


@routes.get("/v1/calendars", dependencies=[allowed("portal.unit.read")])
async def index(work: Query, page: Page) -> Calendars:
    """The calendars of units that the caller sees."""
    return Calendars(calendars=[CalendarAnswer(**row) for row in await queries.calendar_page(work, page)])


@routes.get("/v1/units/{unit_id}/calendar", dependencies=[allowed("portal.unit.read")])
async def show(
    unit_id: Id, work: Query, first: BusinessDate | None = None, last: BusinessDate | None = None
) -> CalendarDays:
    """Every day from `first` (today) to `last` (a month later) as it counts for a unit, provisional ones marked."""
    begins = first or work.context.today
    ends = last or begins + timedelta(days=30)
    if not timedelta() <= ends - begins <= LONGEST:
        raise InvalidFieldError("/query/last", "up to three years after the first day")
    return await queries.days_of(work, unit_id, begins, ends)
