"""What the pages of calendars need of the portal's answers."""

from datetime import date

from services.portal.pages.frame.asking import Seen


class Calendar(Seen):
    unit_id: str
    country: str
    years: list[int]


class Calendars(Seen):
    calendars: list[Calendar]


class Day(Seen):
    day: date
    working: bool
    name: str
    provisional: bool


class Days(Seen):
    of_unit_id: str | None
    country: str
    years: list[int]
    provisional_from: date
    days: list[Day]


class Refusal(Seen):
    row: int
    column: str
    reason: str


class Tried(Seen):
    rows: int
    holidays: int
    make_up_days: int
    years: list[int]
    refusals: list[Refusal]
