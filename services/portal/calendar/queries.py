"""What is asked about calendars."""

from datetime import date, timedelta

from asyncpg import Record
from sqlalchemy import select

from services.portal.calendar.schemas import CalendarDays, DayAnswer
from services.portal.unit import queries as units
from shared.calendars.queries import counting_for, provisional_from
from shared.calendars.tables import calendars
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.web.routing import PageWanted, page_of


async def calendar_page(work: Work, page: PageWanted) -> list[Record]:
    """The calendars of units that the caller sees."""
    return await page_of(work, select(calendars).where(visible(calendars.c.unit_id)), [calendars.c.unit_id], page)


async def days_of(work: Work, unit_id: str, first: date, last: date) -> CalendarDays:
    """Every day from the first to the last as it counts for a unit that the caller sees."""
    await units.unit(work, unit_id)
    counting = await counting_for(work, unit_id)
    calendar = counting.calendar
    known = [calendar.day(first + timedelta(days=place)) for place in range((last - first).days + 1)]
    return CalendarDays(
        unit_id=unit_id,
        of_unit_id=counting.unit_id or None,
        country=counting.country,
        years=list(counting.years),
        provisional_from=provisional_from(counting, work.context.today),
        days=[DayAnswer(day=one.day, working=one.working, name=one.name, provisional=one.provisional) for one in known],
    )
