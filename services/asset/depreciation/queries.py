"""Runs read from their table, what a run would charge, and what the next months will."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from services.asset.card.charging import charge_of
from services.asset.card.commands import Charge
from services.asset.depreciation.aggregate import ClassTotal, period_bounds
from services.asset.depreciation.due import DUE_BOOKS, chargeables
from services.asset.terms import planned
from shared.eventstore.work import Work
from shared.values.errors import ForbiddenError
from shared.values.money import Money


async def preview(work: Work, unit: str, book: str, period: str, currency: str) -> Sequence[ClassTotal]:
    """What posting the period now would charge, by unit and class; nothing is recorded."""
    _check_covered(work, unit)
    until = period_bounds(period)[1]
    totals: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for bearer, one in chargeables(await work.conn.fetch(DUE_BOOKS, book, until, currency, unit)):
        charged = charge_of(one, Charge("", bearer, book, period, until))
        if charged is not None:
            totals[bearer, one.class_code].append(charged.charge.amount)
    return [
        ClassTotal(bearer, class_code, Money(sum(amounts, Decimal(0)), currency), len(amounts))
        for (bearer, class_code), amounts in sorted(totals.items())
    ]


async def forecast(work: Work, unit: str, book: str, until: date, currency: str) -> dict[str, Decimal]:
    """The planned charges of a unit and all below it by month until a date, as cards and plans stand now."""
    _check_covered(work, unit)
    months: dict[str, Decimal] = defaultdict(Decimal)
    for _, one in chargeables(await work.conn.fetch(DUE_BOOKS, book, until, currency, unit)):
        for on, charge in planned(one.stretches, one.charged_until):
            if on > until:
                break
            months[f"{on:%Y-%m}"] += charge
    return dict(sorted(months.items()))


def _check_covered(work: Work, unit: str) -> None:
    if not work.context.covers(unit):
        raise ForbiddenError("The unit is outside the caller's permission.")
