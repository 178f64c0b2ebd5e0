"""When something is due that has so many hours: hours count on working days alone, all 24 of each."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from shared.values.calendar import BusinessCalendar, Span

WHOLE_DAY: Final = (Span(time(0), time(0)),)
OF_THE_LAW: Final = BusinessCalendar(hours=WHOLE_DAY)
"""What counts where no unit has a calendar."""


def whole_days(calendar: BusinessCalendar) -> BusinessCalendar:
    """The calendar's working days, whatever its hours."""
    return replace(calendar, hours=WHOLE_DAY)


def due_after(start: datetime, hours: int | None, calendar: BusinessCalendar) -> datetime | None:
    """The moment at which the hours of working days after `start` have passed; None where there is no limit."""
    return None if hours is None else calendar.add_working_time(start, timedelta(hours=hours))
