"""Ageing as arithmetic: days past due less grace and paused days, buckets, levels, expected losses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from services.contract.ageing.events import AgeingLaidDown
from shared.values.money import Money

NOT_DUE: Final = "not-due"

SHIPPED: Final = AgeingLaidDown(
    from_on=date(1949, 10, 1),
    buckets=(30, 60, 90, 180, 365, 730, 1095, 1825),
    levels=(1, 31, 61, 91),
    losses=tuple(map(Decimal, ("0", "0.01", "0.05", "0.10", "0.20", "0.30", "0.50", "0.80", "1", "1"))),
    grace_days=0,
    # Civil Code of the People's Republic of China, article 188.
    limitation_years=3,
)
"""What holds until something else is laid down."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands from `from_on` on, until the day `until_on` on which it goes on; for one invoice, or for all."""

    from_on: date
    until_on: date | None = None
    invoice_id: str | None = None

    def covers(self, invoice_id: str) -> bool:
        return self.invoice_id in (None, invoice_id)

    def overlaps(self, other: "Pause") -> bool:
        """Whether both would stop the same day of the same thing."""
        same = None in (self.invoice_id, other.invoice_id) or self.invoice_id == other.invoice_id
        return same and self.from_on < (other.until_on or date.max) and other.from_on < (self.until_on or date.max)


def in_force(laid_down: Iterable[AgeingLaidDown], on: date) -> AgeingLaidDown:
    """What holds on a day: the latest that has begun, of one day what was said last; what came with the program before
    all.
    """
    begun = [one for one in laid_down if one.from_on <= on]
    latest = max((one.from_on for one in begun), default=None)
    return next((one for one in reversed(begun) if one.from_on == latest), SHIPPED)


def thresholds(buckets: Sequence[int]) -> list[int]:
    """The days past due with which each bucket begins."""
    return [1, *(last + 1 for last in buckets)]


def names(buckets: Sequence[int]) -> list[str]:
    """The buckets in their order, what is not past due first."""
    ends = [*map(str, buckets), ""]
    return [NOT_DUE, *(f"{first}-{end}" for first, end in zip(thresholds(buckets), ends, strict=True))]


def place_of(days: int, buckets: Sequence[int]) -> int:
    """Which bucket so many days past due lie in."""
    return sum(days >= first for first in thresholds(buckets))


def level_of(days: int, levels: Sequence[int]) -> int:
    """How many levels have begun; 0 is none."""
    return sum(days >= first for first in levels)


def paused_days(due_on: date, on: date, pauses: Iterable[Pause]) -> int:
    """How many of the days after the due date up to this one did not count. Pauses do not overlap."""
    first, end = due_on + timedelta(days=1), on + timedelta(days=1)
    stood = ((min(one.until_on or end, end) - max(one.from_on, first)).days for one in pauses)
    return sum(max(0, days) for days in stood)


def days_past_due(due_on: date, on: date, grace_days: int, pauses: Iterable[Pause] = ()) -> int:
    """Due today is 0; not above 0 while the grace lasts."""
    return (on - due_on).days - grace_days - paused_days(due_on, on, pauses)


def expected_loss(parts: Iterable[tuple[Money, int]], scheme: AgeingLaidDown, currency: str) -> Money:
    """What of amounts, each so many days past due, is expected never to be paid."""
    shares = [amount.times(scheme.losses[place_of(days, scheme.buckets)]) for amount, days in parts]
    return Money.total(shares, currency)
