"""Which days are worked in China: published holidays and make-up days, and the rule for years not yet published."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

SATURDAY: Final = 5
CHINA: Final = "CN"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What is known of one day.

    `provisional` marks an answer that the State Council's notice for the year, not published yet, may overturn.
    """

    day: date
    working: bool
    name: str = ""
    provisional: bool = False


DayRule = Callable[[date], CalendarDay]
"""Says of any date whether it is worked."""


def weekend_rule(day: date) -> CalendarDay:
    """Monday to Friday are worked, nothing else is known."""
    return CalendarDay(day, working=day.weekday() < SATURDAY)


@lru_cache(maxsize=4096)
def chinese_public_day(day: date) -> CalendarDay:
    """The day by the General Office's yearly notices: holidays, days in lieu, and weekends worked to make up for them.

    Years outside the published ones take weekends and the statutory holidays alone, marked provisional: which
    weekends are worked in exchange is decided each November for the year after.
    """
    if day.year not in published_years():
        name = _statutory_holidays(day.year).get(day, "")
        return CalendarDay(day, day.weekday() < SATURDAY and not name, name, provisional=True)
    import chinese_calendar

    working = bool(chinese_calendar.is_workday(day))
    _, named = chinese_calendar.get_holiday_detail(day)
    return CalendarDay(day, working, str(named or ""))


@lru_cache(maxsize=1)
def published_years() -> range:
    """The years whose notices the calendar package holds."""
    from chinese_calendar import constants

    return range(min(constants.holidays).year, max(constants.holidays).year + 1)


@lru_cache(maxsize=4096)
def _public_day(country: str, day: date) -> CalendarDay:
    """Weekends and public holidays as a library knows them, provisional: nobody published them here."""
    name = _public_holidays(country, day.year).get(day, "")
    return CalendarDay(day, day.weekday() < SATURDAY and not name, name, provisional=True)


def published_rule(country: str, years: Collection[int]) -> DayRule:
    """The rule of a calendar whose `years` were published, day by day that differs from the week, as rows.

    In another year China's notices count as far as they are known; beyond them, and in other countries, weekends and
    public holidays, provisionally.
    """
    known = frozenset(years)

    def rule(day: date) -> CalendarDay:
        if day.year in known:
            return weekend_rule(day)
        return chinese_public_day(day) if country == CHINA else _public_day(country, day)

    return rule


@lru_cache(maxsize=256)
def _public_holidays(country: str, year: int) -> dict[date, str]:
    import holidays

    if country not in _countries():
        return {}
    return dict(holidays.country_holidays(country, years=year, observed=True))


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """Countries of which the library knows the public holidays; the others have weekends alone."""
    import holidays

    return frozenset(holidays.list_supported_countries())


@lru_cache(maxsize=64)
def _statutory_holidays(year: int) -> dict[date, str]:
    import holidays

    return dict(holidays.country_holidays("CN", years=year, language="en_US", observed=False))
