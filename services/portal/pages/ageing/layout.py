"""What is open laid out by age: a line for each customer, unit, contract or phase, a column for each bucket."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from services.portal.pages.ageing.seen import AgedLine, AgedSum
from services.portal.pages.frame.words import N_

MOST_BARS: Final = 15
NOT_DUE: Final = "not-due"
DAYS_IN_YEAR: Final = 365
NAMES: Final = {
    NOT_DUE: N_("not due yet"),
    "366-730": N_("1-2 years"),
    "731-1095": N_("2-3 years"),
    "1096-1825": N_("3-5 years"),
    "1826-": N_("over 5 years"),
}
"""Buckets that go by years have the names that people use; others are told in days."""


@dataclass(frozen=True, slots=True)
class Line:
    """`cells` by bucket, in the currency asked for; `overdue` is all of it but what is not due."""

    key: str
    cells: dict[str, Decimal]
    number: int
    written_off: Decimal

    @property
    def whole(self) -> Decimal:
        return sum(self.cells.values(), Decimal(0))

    @property
    def overdue(self) -> Decimal:
        return self.whole - self.cells.get(NOT_DUE, Decimal(0))


def lines(rows: Sequence[AgedLine]) -> list[Line]:
    """In the order in which they were told: whoever owes most that is overdue comes first."""
    return [
        Line(
            one.key,
            {cell.bucket: Decimal(cell.amount.amount) for cell in one.cells},
            one.number,
            Decimal(one.written_off.amount),
        )
        for one in rows
    ]


def together(rows: Sequence[AgedSum], currency: str) -> Line:
    """All that is open in a currency, whether it is on this page or not."""
    cells: dict[str, Decimal] = {}
    number, off = 0, Decimal(0)
    for one in rows:
        if one.amount.currency == currency:
            cells[one.bucket] = cells.get(one.bucket, Decimal(0)) + Decimal(one.amount.amount)
            number, off = number + one.number, off + Decimal(one.written_off.amount)
    return Line("", cells, number, off)


def chart(
    all_lines: Sequence[Line],
    buckets: Sequence[str],
    name: Callable[[str], str],
    bucket_name: Callable[[str], str],
    behind: Callable[[str, str], str],
) -> dict[str, Any] | None:
    """The largest debtors as bars, their buckets on top of each other, the older the redder."""
    shown = all_lines[:MOST_BARS]
    used = [bucket for bucket in buckets if any(one.cells.get(bucket) for one in shown)]
    if not used:
        return None
    oldest = max(len(buckets) - 1, 1)
    series = [
        {
            "name": bucket_name(bucket),
            "stack": "all",
            "age": round(buckets.index(bucket) / oldest, 3),
            "data": [float(one.cells.get(bucket, 0)) for one in shown],
            "links": [behind(one.key, bucket) for one in shown],
        }
        for bucket in used
    ]
    return {"labels": [name(one.key) for one in shown], "series": series}


def bucket_name(bucket: str, say: Callable[[str], str]) -> str:
    """A bucket as people say it: `31-60` is 31-60 days."""
    if bucket in NAMES:
        return say(NAMES[bucket])
    first, _, last = bucket.partition("-")
    if not last:
        return say(N_("over %(days)s days")) % {"days": int(first) - 1}
    return say(N_("%(days)s days")) % {"days": f"{first}-{last}"}


def buckets_of(ends: Sequence[int]) -> list[str]:
    """The buckets that end after so many days past due, what is not due first."""
    firsts = [1, *(end + 1 for end in ends)]
    return [NOT_DUE, *(f"{first}-{end}" for first, end in zip(firsts, [*map(str, ends), ""], strict=True))]


def currencies(rows: Sequence[AgedSum]) -> dict[str, Decimal]:
    """What is open in each currency, that of most items first."""
    numbers: dict[str, int] = defaultdict(int)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in rows:
        numbers[one.amount.currency] += one.number
        sums[one.amount.currency] += Decimal(one.amount.amount)
    return {currency: sums[currency] for currency in sorted(sums, key=lambda one: (-numbers[one], one))}
