"""What is done with calendars, each in the transaction of whoever asks."""

import asyncio

from services.portal.calendar.aggregate import CALENDAR, PublishCalendar, WithdrawCalendar, decide
from services.portal.calendar.rows import Read, read_rows
from services.portal.unit import queries as units
from shared.eventstore.work import Work
from shared.security.known import require_covered
from shared.sheets.reading import read_sheet
from shared.values.errors import DomainError


class CalendarRefusedError(DomainError):
    """Rows of the file can't be taken, so none was."""

    status = 422


async def publish_calendar(work: Work, unit_id: str, country: str, data: bytes, *, dry_run: bool) -> tuple[Read, bool]:
    """Reads the file and, unless it is only tried, makes its days those of their years in a unit that the caller
    covers; tells what was read, and whether anything changed. Raises `CalendarRefusedError` with every row that can't
    be taken.
    """
    calendar = await work.load(CALENDAR, unit_id, unit=unit_id)
    if not calendar.exists:
        await units.unit(work, unit_id)
        require_covered(work, unit_id, "/path/unit_id")
    read = read_rows(await asyncio.to_thread(read_sheet, data))
    if dry_run:
        return read, False
    if read.refusals:
        errors = [{"pointer": f"/rows/{one.row}/{one.column}", "detail": one.reason} for one in read.refusals]
        raise CalendarRefusedError(errors=errors)
    happened = decide(calendar.state, PublishCalendar(unit_id, country, read.days))
    work.record(calendar, happened)
    return read, bool(happened)


async def withdraw_calendar(work: Work, unit_id: str) -> int:
    """The unit follows the calendar above again; gives the version."""
    calendar = await work.load(CALENDAR, unit_id, must_exist=True)
    work.record(calendar, decide(calendar.state, WithdrawCalendar(unit_id)))
    return calendar.version
