"""Values that several concepts of the service share: how a book depreciates, and what a plan looks like in an event."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict

from services.asset.schedule.methods import Method
from services.asset.schedule.plan import Row
from services.asset.schedule.posting import Convention, later_by_months
from shared.values.clock import FIRST_DATE, LAST_DATE
from shared.values.decimals import DecimalString
from shared.values.money import Money

LEADING_BOOK: Final = "accounting"
FIRST_PERIOD: Final = f"{FIRST_DATE:%Y-%m}"
LAST_PERIOD: Final = f"{LAST_DATE:%Y-%m}"
"""The months that hold a business date."""


class Frozen(BaseModel):
    """A value inside events and commands."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BookTerms(Frozen):
    """How a book depreciates what belongs to a class; one book of a class leads."""

    book: str
    leading: bool = False
    method: Method = Method.STRAIGHT_LINE
    periods: int
    months_per_period: int = 1
    convention: Convention = Convention.MONTH_AFTER
    residual_rate: DecimalString = Decimal(0)
    rate: DecimalString | None = None
    straight_line_tail: bool = True


class Stretch(Frozen):
    """`count` planned rows of one charge, the first on `since`, `months` apart."""

    since: date
    months: int
    count: int
    charge: DecimalString

    def on(self, place: int) -> date:
        return later_by_months(self.since, place * self.months, keep_month_end=True)

    def first_after(self, day: date | None) -> int:
        """The place of the first row later than a day; `count` or more when none is."""
        if day is None or day < self.since:
            return 0
        place = ((day.year - self.since.year) * 12 + day.month - self.since.month) // self.months
        return place if self.on(place) > day else place + 1


class CostShare(Frozen):
    """What one asset gets of a project's cost."""

    asset_id: str
    cost: Money


def stretches_of(rows: Sequence[Row], months: int) -> tuple[Stretch, ...]:
    """The rows folded into as few stretches as say the same."""
    found: list[Stretch] = []
    start = 0
    for place in range(1, len(rows) + 1):
        first = rows[start]
        if place < len(rows) and rows[place].charge == first.charge:
            expected = later_by_months(first.date, (place - start) * months, keep_month_end=True)
            if rows[place].date == expected:
                continue
        found.append(Stretch(since=first.date, months=months, count=place - start, charge=first.charge))
        start = place
    return tuple(found)


def planned(stretches: Sequence[Stretch], after: date | None) -> Iterator[tuple[date, Decimal]]:
    """The planned rows later than a date (all of them without one), as date and charge."""
    for stretch in stretches:
        for place in range(stretch.first_after(after), stretch.count):
            yield stretch.on(place), stretch.charge
