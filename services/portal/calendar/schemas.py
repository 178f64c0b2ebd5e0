"""Calendars over HTTP."""

from datetime import date

from shared.web.schemas import Answer


class RefusalAnswer(Answer):
    """Why a row can't be taken; row 1 is the first below the headings, 0 the headings themselves."""

    row: int
    column: str
    reason: str


class CalendarRead(Answer):
    """What a file says, and what came of it: `changed` is false when all of it was published before, or only tried."""

    unit_id: str
    dry_run: bool
    rows: int
    holidays: int
    make_up_days: int
    years: list[int]
    refusals: list[RefusalAnswer]
    changed: bool


class CalendarAnswer(Answer):
    unit_id: str
    country: str
    years: list[int]


class Calendars(Answer):
    calendars: list[CalendarAnswer]


class DayAnswer(Answer):
    """A day; `provisional` says that nobody has published its year."""

    day: date
    working: bool
    name: str
    provisional: bool


class CalendarDays(Answer):
    """The days that count for a unit, by the calendar of `of_unit_id` (itself or a unit above; null: the law alone)."""

    unit_id: str
    of_unit_id: str | None
    country: str
    years: list[int]
    provisional_from: date
    days: list[DayAnswer]


class CalendarWithdrawnAnswer(Answer):
    unit_id: str
    version: int
