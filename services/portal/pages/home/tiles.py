"""A unit's figures as tiles and charts: each currency by itself, the one with most business first; nothing is added
across currencies, since no rate is stated.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from services.portal.pages.frame.words import N_
from services.portal.pages.home.seen import Figures, Month

MONTHS: Final = 12
PAYMENTS: Final = {"received": N_("Received"), "made": N_("Paid")}


@dataclass(frozen=True, slots=True)
class Amount:
    """Money of one currency in a tile, and a remark with its number; `figure` and what tells it apart name what
    explains it.
    """

    amount: Decimal
    currency: str
    figure: str
    remark: str = ""
    number: int = 0
    kind: str = ""
    book: str = ""

    @property
    def apart(self) -> dict[str, str]:
        """What tells it from others of its name."""
        told = {"currency": self.currency, "kind": self.kind, "book": self.book}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure by its name (a message of the catalogues), an amount a currency."""

    name: str
    amounts: list[Amount]


@dataclass(frozen=True, slots=True)
class Chart:
    """Purchases by month in one currency."""

    currency: str
    months: list[Month]

    @property
    def told(self) -> dict[str, Any]:
        """As the page draws it."""
        series = {"name": self.currency, "data": [float(one.amount) for one in self.months]}
        return {"labels": [one.month for one in self.months], "series": [series]}


def currencies_of(figures: Figures) -> list[str]:
    """Those that anything is in, the one with most payments first."""
    weight: Counter[str] = Counter()
    for payments in figures.payments:
        weight[payments.currency] += payments.number
    weight.update(one.currency for one in figures.arrears)
    weight.update(one.currency for one in figures.assets)
    weight.update(one.currency for one in figures.purchases)
    return sorted(weight, key=lambda currency: (-weight[currency], currency))


def tiles_of(figures: Figures) -> list[Tile]:
    """Received, paid, outstanding and the assets' book value; only what there is."""
    order = currencies_of(figures)
    named: dict[str, list[Amount]] = {}
    for name, amount in _amounts(figures):
        named.setdefault(name, []).append(amount)
    return [Tile(name, sorted(found, key=lambda one: order.index(one.currency))) for name, found in named.items()]


def _amounts(figures: Figures) -> Iterator[tuple[str, Amount]]:
    for kind, name in PAYMENTS.items():
        for paid in figures.payments:
            if paid.kind == kind:
                yield name, Amount(paid.amount, paid.currency, "payments", "late", paid.late, kind)
    for owed in figures.arrears:
        yield (
            N_("Outstanding"),
            Amount(owed.outstanding, owed.currency, "outstanding", "overdue" if owed.overdue else ""),
        )
    for currency in dict.fromkeys(one.currency for one in figures.assets):
        held = [one for one in figures.assets if one.currency == currency]
        book = sum((one.cost - one.accumulated for one in held), Decimal(0))
        number = sum(one.number for one in held)
        yield (
            N_("Assets at book value"),
            Amount(book, currency, "assets-book-value", "assets", number, book=figures.book or ""),
        )


def charts_of(figures: Figures) -> list[Chart]:
    """Purchases by month of the last year with any, a chart a currency."""
    order = currencies_of(figures)
    by_currency: dict[str, list[Month]] = {}
    for month in sorted(figures.purchases, key=lambda one: (order.index(one.currency), one.month)):
        by_currency.setdefault(month.currency, []).append(month)
    return [Chart(currency, months[-MONTHS:]) for currency, months in by_currency.items()]


def leading_of(figures: Figures) -> Sequence[str]:
    """The names of the books that lead."""
    return [one.book for one in figures.books if one.leading]
