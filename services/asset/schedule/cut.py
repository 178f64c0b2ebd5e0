"""A schedule ended early by disposal, and a schedule parted when an asset is split."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from services.asset.schedule.plan import Plan, Row, half_up
from services.asset.schedule.posting import DAY, Convention, later_by_months, month_end


def until_disposal(plan: Plan, rows: Sequence[Row], on: date) -> list[Row]:
    """The rows of an asset disposed of on a day; what was not charged by then stays uncharged.

    `daily` charges the days until then, the day itself included; every other convention the whole month.
    """
    cut = _by_days if plan.calendar.convention is Convention.DAILY else _by_months
    kept: list[Row] = []
    start = _start_of_first(plan)
    for row in rows:
        share = cut(plan, start, row, on)
        if share <= 0:
            break
        kept.append(row if share >= 1 else _part(row, share, on, plan))
        start = row.date
    return kept


def _start_of_first(plan: Plan) -> date:
    calendar = plan.calendar
    if calendar.convention is Convention.DAILY and not calendar.opening_count:
        return calendar.in_use - DAY
    return later_by_months(calendar.first_posting, -calendar.months, keep_month_end=True)


def _by_days(_: Plan, start: date, row: Row, on: date) -> Fraction:
    return Fraction((on - start).days, (row.date - start).days)


def _by_months(plan: Plan, _: date, row: Row, on: date) -> Fraction:
    months = plan.calendar.months
    beyond = (row.date.year - on.year) * 12 + row.date.month - on.month
    return Fraction(months - beyond, months)


def _part(row: Row, share: Fraction, on: date, plan: Plan) -> Row:
    unit = 10**plan.digits
    charge = Decimal(half_up(Fraction(row.charge) * unit * share)).scaleb(-plan.digits)
    less = row.charge - charge
    day = on if plan.calendar.convention is Convention.DAILY else month_end(on)
    return Row(day, charge, row.accumulated - less, row.book_value + less)


def split(rows: Sequence[Row], cost: Decimal, share: Fraction, digits: int = 2) -> tuple[list[Row], list[Row]]:
    """The rows of the part split off and of what stays: row by row they add up to the whole, to the minor unit.

    The part's accumulated amount is the share of the whole's, rounded half up, and its charges are the differences; so
    an opening, posted rows and planned rows all part by the same rule.
    """
    opening = rows[0].accumulated - rows[0].charge if rows else Decimal(0)
    part = list(_share_of(rows, opening, portion(cost, share, digits), share, digits))
    stays = [
        replace(
            whole,
            charge=whole.charge - taken.charge,
            accumulated=whole.accumulated - taken.accumulated,
            book_value=whole.book_value - taken.book_value,
        )
        for whole, taken in zip(rows, part, strict=True)
    ]
    return part, stays


def _share_of(rows: Sequence[Row], opening: Decimal, cost: Decimal, share: Fraction, digits: int) -> Iterator[Row]:
    before = portion(opening, share, digits)
    for row in rows:
        accumulated = portion(row.accumulated, share, digits)
        yield Row(row.date, accumulated - before, accumulated, cost - accumulated)
        before = accumulated


def portion(amount: Decimal, share: Fraction, digits: int = 2) -> Decimal:
    """The share of an amount, half up to the minor unit."""
    return Decimal(half_up(Fraction(amount) * 10**digits * share)).scaleb(-digits)
