"""Interest on late payment: simple, for the days that count, on what was open on each, at the rate of the day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from services.contract.ageing.scheme import Pause
from services.contract.arrears.events import InterestAgreed
from shared.values.money import Money

DAYS_IN_YEAR: Final = 365


@dataclass(frozen=True, slots=True)
class Moved:
    """From that day on so much more (or less) of the invoice was settled."""

    on: date
    settled: Decimal


@dataclass(frozen=True, slots=True)
class Interest:
    days: int
    amount: Money


def agreed_on(agreed: Sequence[InterestAgreed], clause: str, on: date) -> InterestAgreed | None:
    """What was agreed on and holds for a clause on a day: for the clause itself, else for the contract."""
    for wanted in (clause, None):
        said = [one for one in agreed if one.clause == wanted and one.from_on <= on]
        if said:
            latest = max(one.from_on for one in said)
            return [one for one in said if one.from_on == latest][-1]
    return None


def rate_on(agreed: Sequence[InterestAgreed], clause: str, on: date, prime: Decimal | None) -> Decimal:
    """A year's share that holds for a clause on a day: what was agreed on, else the prime rate of that day."""
    said = agreed_on(agreed, clause, on)
    return (prime if said is None else said.rate) or Decimal(0)


def interest(
    gross: Money,
    moves: Iterable[Moved],
    *,
    rate: Callable[[date], Decimal],
    pauses: Sequence[Pause],
    since: date,
    until: date,
) -> Interest:
    """For the days after `since` up to `until`, at a year's share by day; what is paid on a day bears none for it.
    Rounded once, at the end.
    """
    changes = sorted(moves, key=lambda move: move.on)
    total, counted = Decimal(0), 0
    for number in range(1, (until - since).days + 1):
        day = since + timedelta(days=number)
        open_ = gross.amount - sum((move.settled for move in changes if move.on <= day), Decimal(0))
        stands = any(pause.from_on <= day < (pause.until_on or date.max) for pause in pauses)
        if open_ > 0 and not stands:
            total += open_ * rate(day)
            counted += 1
    return Interest(counted, Money.rounded(total / DAYS_IN_YEAR, gross.currency))
