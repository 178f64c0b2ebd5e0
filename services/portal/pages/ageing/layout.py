"""What is open laid out by age: a line for each customer, unit, contract or phase, a column for each bucket."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from services.portal.pages.ageing.question import FIELD_OF, By
from services.portal.pages.ageing.seen import AgedSum
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


def lines(rows: Sequence[AgedSum], by: By, currency: str) -> list[Line]:
    """Whoever owes most that is overdue comes first."""
    cells: dict[str, dict[str, Decimal]] = defaultdict(dict)
    numbers: dict[str, int] = defaultdict(int)
    off: dict[str, Decimal] = defaultdict(Decimal)
    for one in rows:
        if one.amount.currency == currency:
            key = str(getattr(one, FIELD_OF[by]) or "")
            cells[key][one.bucket] = cells[key].get(one.bucket, Decimal(0)) + Decimal(one.amount.amount)
            numbers[key] += one.number
            off[key] += Decimal(one.written_off.amount)
    found = [Line(key, told, numbers[key], off[key]) for key, told in cells.items()]
    return sorted(found, key=lambda one: (-one.overdue, -one.whole, one.key))


def together(all_lines: Sequence[Line]) -> Line:
    """All of them as one."""
    cells: dict[str, Decimal] = {}
    for one in all_lines:
        for bucket, amount in one.cells.items():
            cells[bucket] = cells.get(bucket, Decimal(0)) + amount
    off = sum((one.written_off for one in all_lines), Decimal(0))
    return Line("", cells, sum(one.number for one in all_lines), off)


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
