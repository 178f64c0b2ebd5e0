"""The business calendar that counts for a unit, from the service's own copy of the portal's calendars."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import func, select

from shared.calendars.tables import calendar_days, calendars
from shared.eventstore.work import Work
from shared.security.tables import unit_closure
from shared.values.calendar import BusinessCalendar, CalendarRow
from shared.values.holiday import published_rule

OF_THE_LAW: Final = "CN"
"""Whose working days count where no unit above has a calendar."""


@dataclass(frozen=True, slots=True)
class Counting:
    """A calendar with the unit that has it; empty where the country's law alone counts."""

    unit_id: str = ""
    country: str = OF_THE_LAW
    years: tuple[int, ...] = ()
    rows: tuple[CalendarRow, ...] = field(default=())

    @property
    def calendar(self) -> BusinessCalendar:
        """Working days by the imported rows; in years that nobody published by the country's rule, provisionally."""
        return BusinessCalendar(rule=published_rule(self.country, self.years)).with_rows(self.rows)


async def counting_for(work: Work, unit_id: str) -> Counting:
    """What counts for a unit: its own calendar, or that of the nearest unit above that has one."""
    above = unit_closure.alias("above")
    depth = select(func.count()).where(above.c.descendant == calendars.c.unit_id).scalar_subquery()
    nearest = (
        select(calendars)
        .join(unit_closure, unit_closure.c.ancestor == calendars.c.unit_id)
        .where(unit_closure.c.descendant == unit_id)
        .order_by(depth.desc())
        .limit(1)
        .subquery("nearest")
    )
    rows = await work.rows(
        select(nearest, calendar_days.c.day, calendar_days.c.working, calendar_days.c.name).select_from(
            nearest.outerjoin(calendar_days, calendar_days.c.unit_id == nearest.c.unit_id)
        )
    )
    if not rows:
        return Counting()
    days = tuple(CalendarRow(row["day"], row["working"], row["name"]) for row in rows if row["day"] is not None)
    return Counting(rows[0]["unit_id"], rows[0]["country"], tuple(rows[0]["years"]), days)


async def calendar_for(work: Work, unit_id: str) -> BusinessCalendar:
    """The business calendar that counts for a unit."""
    return (await counting_for(work, unit_id)).calendar


def provisional_from(counting: Counting, today: date) -> date:
    """The first day from `today` on that is provisional."""
    day = today
    while not counting.calendar.day(day).provisional:
        day = date(day.year + 1, 1, 1)
    return day
