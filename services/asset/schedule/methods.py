"""What one period is charged under each method, in whole minor units and before the last row's remainder."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

MONTHS_OF_A_YEAR: Final = 12
TAIL_MONTHS: Final = 24
_ROOTS: Final = Context(prec=60)
_RATE_STEP: Final = Decimal("1e-30")


class Method(StrEnum):
    """How the depreciable amount is spread."""

    STRAIGHT_LINE = "straight_line"
    DECLINING_BALANCE = "declining_balance"
    DOUBLE_DECLINING = "double_declining"
    SUM_OF_YEARS_DIGITS = "sum_of_years_digits"
    UNITS_OF_PRODUCTION = "units_of_production"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a schedule under one set of terms: from the beginning, or from a change onward.

    `cost` is the amount the stretch spreads down to `residual`, both in minor units; `periods` of `months` each are its
    life, of which `rows_before` were charged before its first row (an opening).
    """

    cost: int
    residual: int
    method: Method
    rate: Fraction | None
    periods: Fraction
    months: int
    rows_before: int = 0
    straight_line_tail: bool = True

    @property
    def depreciable(self) -> int:
        return self.cost - self.residual

    @property
    def years(self) -> Fraction:
        return self.periods * self.months / MONTHS_OF_A_YEAR


@dataclass(frozen=True, slots=True)
class Point:
    """Where a schedule stands before a row.

    `row` counts all rows of the segment, opening included; `passed` the periods of service behind it; `book` is the
    carrying amount now, `year_book` the one at the beginning of the asset's year, both in minor units.
    """

    row: int
    passed: Fraction
    book: int
    year_book: Fraction


def charge_of(segment: Segment, point: Point, weight: Fraction) -> Fraction:
    """The exact charge of a row that carries `weight` of a period."""
    return CHARGES[segment.method](segment, point, weight)


def straight_line(segment: Segment, _: Point, weight: Fraction) -> Fraction:
    """Depreciable amount over the number of periods."""
    return segment.depreciable * weight / segment.periods


def declining_balance(segment: Segment, point: Point, weight: Fraction) -> Fraction:
    """The carrying amount at the asset's year's beginning times the yearly rate, evenly over its periods."""
    return point.year_book * yearly_rate(segment) * segment.months * weight / MONTHS_OF_A_YEAR


def double_declining(segment: Segment, point: Point, weight: Fraction) -> Fraction:
    """Twice the straight line's rate; when chosen, what is left goes evenly over the last two years."""
    if segment.straight_line_tail and point.row >= segment.periods - Fraction(TAIL_MONTHS, segment.months):
        return (point.book - segment.residual) * weight / (segment.periods - point.passed)
    return declining_balance(segment, point, weight)


def sum_of_years_digits(segment: Segment, point: Point, weight: Fraction) -> Fraction:
    """Years left over the sum of the years' digits, evenly over the periods of each year.

    A life that ends inside a year weighs that year's months alone, so whole years give the textbook's figures.
    """
    whole = _digits_until(segment, segment.periods)
    return segment.depreciable * (
        (_digits_until(segment, point.passed + weight) - _digits_until(segment, point.passed)) / whole
    )


def _digits_until(segment: Segment, passed: Fraction) -> Fraction:
    years = min(passed, segment.periods) * segment.months / MONTHS_OF_A_YEAR
    life = -(-segment.years // 1)
    full = years // 1
    return full * life - full * (full - 1) // 2 + (years - full) * (life - full)


def yearly_rate(segment: Segment) -> Fraction:
    """The yearly fraction: the one given, else twice the straight line's, else 1 - (residual / cost)^(1 / years)."""
    if segment.rate is not None:
        return segment.rate
    if segment.method is Method.DOUBLE_DECLINING:
        return min(2 / segment.years, Fraction(1))
    if segment.cost <= segment.residual:
        return Fraction(0)
    ratio = _ROOTS.divide(Decimal(segment.residual), Decimal(segment.cost))
    years = _ROOTS.divide(Decimal(segment.years.denominator), Decimal(segment.years.numerator))
    rate = _ROOTS.subtract(Decimal(1), _ROOTS.power(ratio, years)) if ratio else Decimal(1)
    return Fraction(_ROOTS.quantize(rate, _RATE_STEP))


def year_book_before(segment: Segment, book: int) -> Fraction:
    """The carrying amount at the beginning of the asset's year when `rows_before` charges led to `book` now.

    Inside a year the declining methods charge evenly, so the year's beginning follows from what is left of it.
    """
    rows_in_year = Fraction(segment.rows_before) % Fraction(MONTHS_OF_A_YEAR, segment.months)
    if not rows_in_year or segment.method not in (Method.DECLINING_BALANCE, Method.DOUBLE_DECLINING):
        return Fraction(book)
    left = 1 - yearly_rate(segment) * rows_in_year * segment.months / MONTHS_OF_A_YEAR
    return book / left


CHARGES: Final[dict[Method, Callable[[Segment, Point, Fraction], Fraction]]] = {
    Method.STRAIGHT_LINE: straight_line,
    Method.DECLINING_BALANCE: declining_balance,
    Method.DOUBLE_DECLINING: double_declining,
    Method.SUM_OF_YEARS_DIGITS: sum_of_years_digits,
}
"""The methods whose charge follows from time; units of production and manual rows bring their own figures."""
