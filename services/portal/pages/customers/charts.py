"""The charts of a customer: payments by month, and how far its contracts are."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from services.portal.pages.customers.seen import Month, Progress
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.titles import titled
from services.portal.pages.frame.words import N_

WAYS: Final = {"received": N_("Received"), "made": N_("Paid")}
STEPS: Final = ("ordered", "delivered", "accepted", "invoiced", "paid", "received")
MOST_CONTRACTS: Final = 12


def payments_by_month(months: Sequence[Month], say: Callable[[str], str]) -> dict[str, Any] | None:
    """Received and paid by month; None where nothing ever moved. `say` translates."""
    if not months:
        return None
    amounts = {(one.currency, one.kind, one.month): float(one.amount) for one in months}
    labels = sorted({one.month for one in months})
    ways = sorted({(one.currency, one.kind) for one in months}, key=lambda way: (way[0], [*WAYS].index(way[1])))
    series = [
        {
            "name": f"{say(WAYS[kind])} {currency}",
            "data": [amounts.get((currency, kind, month), 0.0) for month in labels],
        }
        for currency, kind in ways
    ]
    return {"labels": labels, "series": series}


def progress_of(contracts: Sequence[Progress]) -> list[dict[str, Any]]:
    """By contract the steps with their amount and their share of the contract's in percent, at most all of it; none
    where the contract has no amount.
    """
    found = []
    for one in contracts:
        booked = {step: one.progress[step] for step in STEPS if one.progress.get(step)} if one.currency else {}
        steps = [
            {"step": step, "amount": amount, "share": min(100, round(100 * amount / one.amount))}
            for step, amount in booked.items()
            if one.amount
        ]
        found.append({"contract": one, "steps": steps})
    return found


def progress_chart(contracts: Sequence[Progress], say: Callable[[str], str]) -> dict[str, Any] | None:
    """The latest contracts' steps side by side, in percent of each contract's amount; None where there are none."""
    known = progress_of([one for one in contracts if one.amount and one.currency])[:MOST_CONTRACTS]
    shares = [{step["step"]: step["share"] for step in each["steps"]} for each in known]
    steps = [step for step in STEPS if any(step in each for each in shares)]
    if not steps:
        return None
    return {
        "labels": [each["contract"].number or titled(each["contract"].title or "", say) for each in known],
        "series": [{"name": f"{say(TERMS[step])} %", "data": [each.get(step, 0) for each in shares]} for step in steps],
    }
