"""When an unanswered task climbs the reporting line."""

from datetime import UTC, date, datetime, time
from typing import Final

from shared.values.calendar import BusinessCalendar

OPENING: Final = time(9)
ESCALATE_AFTER: Final = 2
"""Working days past its date after which an unanswered task climbs."""


def escalation(due_on: date | None, now: datetime, calendar: BusinessCalendar) -> datetime:
    """Two working days after the date, or after now when that is later, at the opening hour."""
    today = now.astimezone(calendar.zone).date()
    return opening(calendar.add_working_days(max(due_on or today, today), ESCALATE_AFTER), calendar)


def opening(day: date, calendar: BusinessCalendar) -> datetime:
    """The opening hour of a day as an instant."""
    return datetime.combine(day, OPENING, calendar.zone).astimezone(UTC)
