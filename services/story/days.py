"""The days of the story: the contract's life lies in the last months, so that a whole month can be depreciated."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Days:
    """`accepted` lies two months before this one; the first charge, a month later, is of the last whole month."""

    today: date

    @property
    def registered(self) -> date:
        return _first(self.today, -3)

    @property
    def signed(self) -> date:
        return _first(self.today, -3).replace(day=5)

    @property
    def ordered(self) -> date:
        return _first(self.today, -3).replace(day=12)

    @property
    def delivered(self) -> date:
        return _first(self.today, -2).replace(day=8)

    @property
    def accepted(self) -> date:
        return _first(self.today, -2).replace(day=10)

    @property
    def invoiced(self) -> date:
        return _first(self.today, -2).replace(day=11)

    @property
    def charged(self) -> str:
        """The first month of depreciation, as `YYYY-MM`."""
        return f"{_first(self.today, -1):%Y-%m}"

    @property
    def charged_last(self) -> date:
        """The last day of that month."""
        return _first(self.today, 0) - timedelta(days=1)


def _first(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)
