"""What the design page shows its elements with: every state once, and the colours and distances by their names."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from services.portal.pages.frame.asking import Part, Seen
from services.portal.pages.frame.money import Money
from services.portal.pages.frame.words import N_

GROUNDS: Final = ("ground", "surface", "raised", "sunken", "line", "line-strong")
INKS: Final = ("ink", "ink-soft", "ink-faint", "accent", "accent-strong")
TONES: Final = {"": N_("plain"), "good": N_("good"), "news": N_("new"), "warn": N_("take care"), "bad": N_("wrong")}
DISTANCES: Final = {"s1": 4, "s2": 8, "s3": 12, "s4": 16, "s5": 24, "s6": 32, "s7": 48}
"""In pixels at the usual size of type."""

MISSING: Final[dict[str, Part[Seen]]] = {
    N_("The service is away"): Part(None, "away", "scoring"),
    N_("Not for this reader"): Part(None, "refused", "scoring"),
    N_("There is nothing of that name"): Part(None, "none", "scoring"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table that shows how tables look."""

    name: str
    state: str
    on: date
    amount: Money
    share: int


LINES: Final = (
    Line("CG-001-2026-00001", "effective", date(2026, 8, 5), Money(amount="113000.00", currency="CNY"), 65),
    Line("CG-001-2026-00002", "in_review", date(2026, 11, 22), Money(amount="100000.00", currency="CNY"), 0),
    Line("XS-001-2026-00001", "suspended", date(2026, 9, 10), Money(amount="56500.00", currency="CNY"), 100),
    Line("XS-001-2026-00002", "terminated", date(2026, 3, 2), Money(amount="8200.00", currency="CNY"), 30),
)
MONTHS: Final = ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11")
RECEIVED: Final = (Decimal(42_000), Decimal(38_500), Decimal(56_500), Decimal(47_250), Decimal(61_000), Decimal(58_400))
PAID: Final = (Decimal(33_900), Decimal(12_000), Decimal(20_800), Decimal(73_450), Decimal(18_000), Decimal(26_300))


def bars(received: str, paid: str) -> dict[str, Any]:
    """Two series beside each other, under these names."""
    return _chart("bar", {received: RECEIVED, paid: PAID})


def line(name: str) -> dict[str, Any]:
    """One series as a line."""
    return _chart("line", {name: RECEIVED})


def _chart(kind: str, series: dict[str, tuple[Decimal, ...]]) -> dict[str, Any]:
    found = [
        {"name": name, "type": kind, "data": [float(value) for value in values]} for name, values in series.items()
    ]
    return {"labels": list(MONTHS), "series": found}
