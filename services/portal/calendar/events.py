"""What happens to a unit's calendar of working days."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from shared.eventstore.event import Event


class Day(BaseModel):
    """A day that differs from the week: a holiday on a weekday, or a weekend worked to make up for one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: date
    working: bool
    name: str


class CalendarPublished(Event, name="portal.calendar_published.v1"):
    """Working days of a unit and those below that have no calendar of their own: `days` are all that differ from the
    week in the years `replaced`; `years` are all that are published now. Of other years the country's rule is taken,
    provisionally.
    """

    unit_id: str
    country: str
    years: list[int]
    replaced: list[int]
    days: list[Day]


class CalendarWithdrawn(Event, name="portal.calendar_withdrawn.v1"):
    """The unit follows the calendar of the unit above again."""

    unit_id: str
