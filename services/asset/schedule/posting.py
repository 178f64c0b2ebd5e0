"""The dates on which a schedule posts, and how much of a full charge each of them carries."""

from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

MONTHS_OF_A_PERIOD: Final = (1, 3, 6, 12)
DAY: Final = timedelta(days=1)
WHOLE: Final = Fraction(1)
DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Convention(StrEnum):
    """When the charges begin."""

    MONTH_AFTER = "month_after"
    SAME_MONTH = "same_month"
    HALF_YEAR = "half_year"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Slot:
    """A posting date and the share of a full period's charge that falls on it."""

    on: date
    weight: Fraction


@dataclass(frozen=True, slots=True)
class PostingCalendar:
    """Where the rows of one asset fall: periods of `months` (1, 3, 6 or 12) counted from `first_posting`.

    `opening_count` charges were booked before the calendar begins; after an opening every row is a whole period, since
    the part of the first one lies behind.
    """

    in_use: date
    first_posting: date
    months: int
    convention: Convention
    opening_count: int = 0

    def slots(self, periods: int) -> list[Slot]:
        """The slots of a life of `periods`; their weights sum up to `periods` less the opening."""
        if self.convention is Convention.DAILY:
            return list(self._daily_slots(periods))
        return list(self._whole_slots(Fraction(periods - self.opening_count)))

    def posting_date(self, place: int) -> date:
        """The date of the row at `place`, counted from nought; month's end stays month's end."""
        return later_by_months(self.first_posting, place * self.months, keep_month_end=True)

    def _whole_slots(self, left: Fraction) -> Iterator[Slot]:
        place, weight = 0, self._first_weight()
        while left > 0:
            weight = min(weight, left)
            yield Slot(self.posting_date(place), weight)
            left -= weight
            place, weight = place + 1, WHOLE

    def _daily_slots(self, periods: int) -> Iterator[Slot]:
        anniversary = later_by_months(self.in_use, periods * self.months)
        left = Fraction(periods - self.opening_count)
        place, weight = 0, self._first_weight()
        on = self.first_posting
        while on < anniversary - DAY:
            yield Slot(on, weight)
            left -= weight
            place, weight = place + 1, WHOLE
            on = self.posting_date(place)
        # A regular posting on the eve of the anniversary ends the last whole period, so no part of one is left.
        last = on if on == anniversary - DAY else anniversary
        yield Slot(max(last, self.first_posting), max(left, Fraction(0)))

    def _first_weight(self) -> Fraction:
        if self.opening_count:
            return WHOLE
        if self.convention is Convention.DAILY:
            return Fraction((self.first_posting - self.in_use).days + 1, self.days_of_period(0))
        if self.convention is Convention.HALF_YEAR:
            return self._half_year_weight()
        return WHOLE

    def days_of_period(self, place: int) -> int:
        """The days of the period that ends on the row at `place`."""
        return (self.posting_date(place) - self.posting_date(place - 1)).days

    def _half_year_weight(self) -> Fraction:
        """Half a year's charge in the first year: an asset counts as put to use at mid-year.

        With periods of a year that is half a charge; with shorter ones the charges since mid-year fall on the first
        posting, at most those of half a year.
        """
        if self.months == 12:
            return Fraction(1, 2)
        passed = (self.first_posting.year - self.in_use.year) * 12 + self.first_posting.month - 6
        return min(max(Fraction(passed, self.months), WHOLE), Fraction(6, self.months))


def first_posting_by(convention: Convention, in_use: date, months: int) -> date:
    """The first posting that the convention gives by itself.

    `month_after` and `same_month` count whole periods from the first of the month; `daily` posts at the end of the
    calendar period of use; `half_year` at the year's end, or with shorter periods at the first period's end after use
    in the second half of the year.
    """
    if convention is Convention.MONTH_AFTER:
        return later_by_months(month_end(in_use), months, keep_month_end=True)
    if convention is Convention.SAME_MONTH:
        return later_by_months(month_end(in_use), months - 1, keep_month_end=True)
    calendar_end = month_end(date(in_use.year, -(-in_use.month // months) * months, 1))
    if convention is Convention.HALF_YEAR and months < 12:
        return max(calendar_end, month_end(date(in_use.year, 6 + months, 1)))
    return calendar_end


def later_by_months(day: date, months: int, *, keep_month_end: bool = False) -> date:
    """The same day of a month `months` later (or earlier), its last day when it has no such day.

    With `keep_month_end` the last day of a month goes to the last day of the other, leap years included.
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = last_day(year, month + 1)
    at_end = keep_month_end and day.day == last_day(day.year, day.month)
    return date(year, month + 1, last if at_end else min(day.day, last))


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=last_day(day.year, day.month))


def last_day(year: int, month: int) -> int:
    """How many days the month has."""
    return 29 if month == 2 and isleap(year) else DAYS[month - 1]
