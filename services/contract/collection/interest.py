"""Interest on late payment: simple, for the days that count, on what was open on each, at the rate of the day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from services.contract.ageing.scheme import Pause
from services.contract.arrears.events import InterestAgreed
from shared.values.money import Money

DAYS_IN_YEAR: Final = 365

LOAN_PRIME_RATES: Final[tuple[tuple[date, Decimal], ...]] = tuple(
    (date.fromisoformat(day), Decimal(rate))
    for day, rate in (
        ("2019-08-20", "0.0425"),
        ("2019-09-20", "0.0420"),
        ("2019-11-20", "0.0415"),
        ("2020-02-20", "0.0405"),
        ("2020-04-20", "0.0385"),
        ("2021-12-20", "0.0380"),
        ("2022-01-20", "0.0370"),
        ("2022-08-22", "0.0365"),
        ("2023-06-20", "0.0355"),
        ("2023-08-21", "0.0345"),
        ("2024-07-22", "0.0335"),
        ("2024-10-21", "0.0310"),
        ("2025-05-20", "0.0300"),
    )
)
"""The one-year loan prime rate by the day from which it was published (National Interbank Funding Centre): what holds
where a contract agrees on nothing.
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """From that day on so much more (or less) of the invoice was settled."""

    on: date
    settled: Decimal


@dataclass(frozen=True, slots=True)
class Interest:
    days: int
    amount: Money


def rate_on(agreed: Sequence[InterestAgreed], clause: str, on: date) -> Decimal:
    """A year's share that holds for a clause on a day: agreed for it, else for the contract, else the prime rate."""
    for wanted in (clause, None):
        said = [one for one in agreed if one.clause == wanted and one.from_on <= on]
        if said:
            latest = max(one.from_on for one in said)
            return [one for one in said if one.from_on == latest][-1].rate or Decimal(0)
    return max(((day, rate) for day, rate in LOAN_PRIME_RATES if day <= on), default=(on, Decimal(0)))[1]


def interest(
    gross: Money,
    moves: Iterable[Moved],
    *,
    clause: str,
    agreed: Sequence[InterestAgreed],
    pauses: Sequence[Pause],
    since: date,
    until: date,
) -> Interest:
    """For the days after `since` up to `until`; what is paid on a day bears none for it. Rounded once, at the end."""
    changes = sorted(moves, key=lambda move: move.on)
    total, counted = Decimal(0), 0
    for number in range(1, (until - since).days + 1):
        day = since + timedelta(days=number)
        open_ = gross.amount - sum((move.settled for move in changes if move.on <= day), Decimal(0))
        stands = any(pause.from_on <= day < (pause.until_on or date.max) for pause in pauses)
        if open_ > 0 and not stands:
            total += open_ * rate_on(agreed, clause, day)
            counted += 1
    return Interest(counted, Money.rounded(total / DAYS_IN_YEAR, gross.currency))
