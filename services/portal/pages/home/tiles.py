"""A unit's figures as tiles and a chart, in the currency that most of its money is in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from services.portal.pages.frame.words import N_
from services.portal.pages.home.seen import Figures, Month

MONTHS: Final = 12
PAYMENTS: Final = {"received": N_("Received"), "made": N_("Paid")}


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: its name (a message of the catalogues), its money or number, and a remark with its number; `figure`
    and what tells it apart name what explains it.
    """

    name: str
    amount: Decimal
    currency: str
    figure: str
    remark: str = ""
    number: int = 0
    kind: str = ""

    @property
    def apart(self) -> dict[str, str]:
        """What tells it from others of its name."""
        return {"currency": self.currency, **({"kind": self.kind} if self.kind else {})}


def currency_of(figures: Figures) -> str:
    """Where most payments are."""
    weight: Counter[str] = Counter()
    for one in figures.payments:
        weight[one.currency] += one.number
    for each in figures.arrears:
        weight[each.currency] += 1
    return weight.most_common(1)[0][0] if weight else "CNY"


def tiles_of(figures: Figures) -> list[Tile]:
    """Received, paid, outstanding and the assets' book value; only what there is."""
    currency = currency_of(figures)
    tiles = [
        Tile(PAYMENTS[one.kind], one.amount, one.currency, "payments", "late", one.late, one.kind)
        for one in figures.payments
        if one.currency == currency and one.kind in PAYMENTS
    ]
    tiles += [
        Tile(N_("Outstanding"), one.outstanding, one.currency, "outstanding", "overdue" if one.overdue else "")
        for one in figures.arrears
        if one.currency == currency
    ]
    held = [one for one in figures.assets if one.currency == currency]
    if held:
        book = sum((one.cost - one.accumulated for one in held), Decimal(0))
        number = sum(one.number for one in held)
        tiles.append(Tile(N_("Assets at book value"), book, currency, "assets-book-value", "assets", number))
    return tiles


def months_of(figures: Figures) -> list[Month]:
    """Purchases by month of the last year with any."""
    return [one for one in figures.purchases if one.currency == _currency_of_purchases(figures)][-MONTHS:]


def chart_of(months: Sequence[Month]) -> dict[str, Any] | None:
    """Purchases by month for the chart; None where there are none."""
    if not months:
        return None
    return {
        "labels": [one.month for one in months],
        "series": [{"name": months[0].currency, "data": [float(one.amount) for one in months]}],
    }


def _currency_of_purchases(figures: Figures) -> str:
    weight = Counter(one.currency for one in figures.purchases)
    return weight.most_common(1)[0][0] if weight else ""
