"""The charts of a customer: payments by month, and how far its contracts are."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from services.portal.pages.customers.seen import Payment, Progress
from services.portal.pages.frame.words import N_

MONTHS: Final = 24
WAYS: Final = {"in": N_("Received"), "out": N_("Paid")}
STEPS: Final = ("ordered", "delivered", "accepted", "invoiced", "paid", "received")


def payments_by_month(payments: Sequence[Payment], say: Callable[[str], str]) -> dict[str, Any] | None:
    """Received and paid by month, the last two years with any; blocked ones never moved money. `say` translates."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for one in payments:
        if one.state != "blocked":
            sums[one.amount.currency, one.way, one.effective_on.strftime("%Y-%m")] += Decimal(one.amount.amount)
    months = sorted({month for _, _, month in sums})[-MONTHS:]
    if not months:
        return None
    series = [
        {
            "name": f"{say(WAYS.get(way, way))} {currency}",
            "data": [float(sums.get((currency, way, month), 0)) for month in months],
        }
        for currency, way in sorted({(currency, way) for currency, way, _ in sums})
    ]
    return {"labels": months, "series": series}


def progress_of(contracts: Sequence[Progress]) -> list[dict[str, Any]]:
    """By contract the steps with their share of the contract's amount in percent, at most all of it."""
    found = []
    for one in contracts:
        if not one.amount or one.currency is None:
            continue
        steps = [
            {"step": step, "share": min(100, round(100 * one.progress[step] / one.amount))}
            for step in STEPS
            if one.progress.get(step)
        ]
        found.append({"contract": one, "steps": steps})
    return found
