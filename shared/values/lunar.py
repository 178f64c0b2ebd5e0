"""Dates of the Chinese lunar calendar: birthdays and festivals that move against the solar year.

Three new moons within minutes of midnight (28 September 2057, 4 September 2089, 7 August 2097) leave the first day of
their month open by a day, as the Hong Kong Observatory notes beside its own table.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

FIRST_LUNAR_YEAR: Final = 1900
LAST_LUNAR_YEAR: Final = 2100
LONGEST_MONTH: Final = 30
MONTHS: Final = 12


class LunarDateError(ValueError):
    """No such lunar day, or a year outside 1900 to 2100."""


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar year, such as a birthday: month 1 to 12, day 1 to 30, in a leap month or not."""

    month: int
    day: int
    leap: bool = False

    def __post_init__(self) -> None:
        if not (1 <= self.month <= MONTHS and 1 <= self.day <= LONGEST_MONTH):
            raise LunarDateError("a lunar day has a month from 1 to 12 and a day from 1 to 30")


@dataclass(frozen=True, slots=True)
class _Month:
    number: int
    leap: bool
    first: date
    days: int


@lru_cache(maxsize=LAST_LUNAR_YEAR - FIRST_LUNAR_YEAR + 1)
def _months(year: int) -> tuple[_Month, ...]:
    from borax.calendars.lunardate import LCalendars, LunarDate

    first: date = LunarDate(year, 1, 1).to_solar_date()
    found = []
    for number, days, leap in LCalendars.iter_year_month(year):
        found.append(_Month(number, bool(leap), first, days))
        first += timedelta(days=days)
    return tuple(found)


def lunar_day(day: date) -> LunarDay:
    """The lunar day of a solar date; raises `LunarDateError` outside the lunar years 1900 to 2100."""
    for year in (day.year, day.year - 1):
        if FIRST_LUNAR_YEAR <= year <= LAST_LUNAR_YEAR:
            for month in _months(year):
                if month.first <= day < month.first + timedelta(days=month.days):
                    return LunarDay(month.number, (day - month.first).days + 1, month.leap)
    raise LunarDateError("the date lies outside the lunar years 1900 to 2100")


def solar_date(year: int, lunar: LunarDay) -> date:
    """When `lunar` is kept in a lunar year.

    By custom: in a year without that leap month it is kept in the ordinary month of the same number, and the 30th of a
    month of 29 days on the 29th.
    """
    if not FIRST_LUNAR_YEAR <= year <= LAST_LUNAR_YEAR:
        raise LunarDateError("the year lies outside 1900 to 2100")
    named = [month for month in _months(year) if month.number == lunar.month]
    month = next((one for one in named if one.leap == lunar.leap), named[0])
    return month.first + timedelta(days=min(lunar.day, month.days) - 1)


def next_lunar_anniversary(lunar: LunarDay, after: date) -> date:
    """The first solar date later than `after` on which `lunar` is kept."""
    for year in range(max(after.year - 1, FIRST_LUNAR_YEAR), LAST_LUNAR_YEAR + 1):
        kept = solar_date(year, lunar)
        if kept > after:
            return kept
    raise LunarDateError("the years after 2100 are not known")
