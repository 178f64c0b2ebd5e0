"""What a published calendar does to a service's own copy: statements, the same everywhere."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Executable, delete, extract
from sqlalchemy.dialects.postgresql import insert

from shared.calendars.tables import calendar_days, calendars

DayRow = tuple[date, bool, str]
"""A day, whether it is worked, and what it is called."""


def calendar_published(
    unit_id: str, country: str, years: Sequence[int], replaced: Sequence[int], days: Sequence[DayRow]
) -> Iterable[Executable]:
    """The unit has a calendar with these `years` published; the days of the years `replaced` are these now."""
    row = {"country": country, "years": list(years)}
    yield (
        insert(calendars)
        .values(unit_id=unit_id, **row)
        .on_conflict_do_update(index_elements=[calendars.c.unit_id], set_=row)
    )
    yield delete(calendar_days).where(
        calendar_days.c.unit_id == unit_id, extract("year", calendar_days.c.day).in_(list(replaced))
    )
    if days:
        yield insert(calendar_days).values(
            [{"unit_id": unit_id, "day": day, "working": working, "name": name} for day, working, name in days]
        )


def calendar_withdrawn(unit_id: str) -> Iterable[Executable]:
    """The unit follows the calendar of the unit above again."""
    yield delete(calendar_days).where(calendar_days.c.unit_id == unit_id)
    yield delete(calendars).where(calendars.c.unit_id == unit_id)
