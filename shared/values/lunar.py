"""Dates of the Chinese lunar calendar: birthdays and festivals that move against the solar year."""

from dataclasses import dataclass
from datetime import date
from typing import Final

FIRST_LUNAR_YEAR: Final = 1900
LAST_LUNAR_YEAR: Final = 2099
LONGEST_MONTH: Final = 30
MONTHS: Final = 12


class LunarDateError(ValueError):
    """No such lunar day, or a year outside 1900 to 2099."""


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar year, such as a birthday: month 1 to 12, day 1 to 30, in a leap month or not."""

    month: int
    day: int
    leap: bool = False

    def __post_init__(self) -> None:
        if not (1 <= self.month <= MONTHS and 1 <= self.day <= LONGEST_MONTH):
            raise LunarDateError("a lunar day has a month from 1 to 12 and a day from 1 to 30")


def lunar_day(day: date) -> LunarDay:
    """The lunar day of a solar date; raises `LunarDateError` outside the lunar years 1900 to 2099."""
    from lunardate import LunarDate

    try:
        found = LunarDate.from_solar_date(day.year, day.month, day.day)
    except ValueError as error:
        raise LunarDateError("the date lies outside the lunar years 1900 to 2099") from error
    return LunarDay(found.month, found.day, bool(found.is_leap_month))


def solar_date(year: int, lunar: LunarDay) -> date:
    """When `lunar` is kept in a lunar year.

    By custom: in a year without that leap month it is kept in the ordinary month of the same number, and the 30th of a
    month of 29 days on the 29th.
    """
    from lunardate import LunarDate

    if not FIRST_LUNAR_YEAR <= year <= LAST_LUNAR_YEAR:
        raise LunarDateError("the year lies outside 1900 to 2099")
    leap = lunar.leap and LunarDate.leap_month_for_year(year) == lunar.month
    try:
        kept: date = LunarDate(year, lunar.month, lunar.day, leap).to_solar_date()
    except ValueError:
        kept = LunarDate(year, lunar.month, lunar.day - 1, leap).to_solar_date()
    return kept


def next_lunar_anniversary(lunar: LunarDay, after: date) -> date:
    """The first solar date later than `after` on which `lunar` is kept."""
    for year in range(max(after.year - 1, FIRST_LUNAR_YEAR), LAST_LUNAR_YEAR + 1):
        kept = solar_date(year, lunar)
        if kept > after:
            return kept
    raise LunarDateError("the years after 2099 are not known")
