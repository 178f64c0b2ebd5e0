"""What lies ahead and what it hangs on: due and expiring soon, the largest counterparties, progress, time in review."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import Depends, Response

from services.portal.pages.customers.naming import customers_named
from services.portal.pages.figures.pivot import Cell
from services.portal.pages.figures.question import BEHIND, OUTLOOK, ROUNDS, STEPS, Question, question
from services.portal.pages.figures.seen import Due, Expiring, Outlook
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.words import N_
from shared.web.routing import allowed

routes = page_router()

OVERDUE: Final = -1
PERIODS: Final = (30, 60, 90)
SIDES: Final = {"us": N_("We owe"), "counterparty": N_("Owed to us")}


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is due in one currency: `overdue`, and within each period all that is due by its end."""

    debtor: str
    currency: str
    overdue: tuple[int, Decimal]
    within: tuple[tuple[int, Decimal], ...]


def ahead(rows: Sequence[Due]) -> list[Ahead]:
    """The service tells each period without the shorter ones; here each holds those before it."""
    found: dict[tuple[str, str], dict[int, tuple[int, Decimal]]] = defaultdict(dict)
    for one in rows:
        found[one.debtor, one.amount.currency][one.within] = one.number, Decimal(one.amount.amount)
    return [
        Ahead(debtor, currency, told.get(OVERDUE, (0, Decimal(0))), tuple(_until(told, days) for days in PERIODS))
        for (debtor, currency), told in sorted(found.items())
    ]


def _until(told: dict[int, tuple[int, Decimal]], days: int) -> tuple[int, Decimal]:
    within = [told[one] for one in PERIODS if one <= days and one in told]
    return sum(number for number, _ in within), sum((amount for _, amount in within), Decimal(0))


def ending(rows: Sequence[Expiring]) -> dict[str, tuple[Cell, ...]]:
    """By currency the contracts whose term ends within each period, the shorter ones in it."""
    found: dict[str, list[Cell]] = defaultdict(lambda: [Cell()] * len(PERIODS))
    for one in rows:
        told = Cell(one.number, Decimal(one.amount.amount), one.without_amount)
        cells = found[one.amount.currency]
        cells[:] = [cell.plus(told) if one.within <= days else cell for cell, days in zip(cells, PERIODS, strict=True)]
    return {currency: tuple(found[currency]) for currency in sorted(found)}


def due_chart(rows: Sequence[Due], say: Callable[[str], str]) -> dict[str, Any] | None:
    """What each side owes by when it is due, one series a side and currency; None of nothing."""
    sides = sorted({(one.debtor, one.amount.currency) for one in rows})
    if not sides:
        return None
    amounts = {(one.debtor, one.amount.currency, one.within): float(one.amount.amount) for one in rows}
    places = (OVERDUE, *PERIODS)
    labels = [say(TERMS["overdue"]), *(f"{first}-{last}" for first, last in zip((0, 31, 61), PERIODS, strict=True))]
    series = [
        {
            "name": f"{say(SIDES.get(debtor, debtor))} {currency}",
            "data": [amounts.get((debtor, currency, place), 0.0) for place in places],
        }
        for debtor, currency in sides
    ]
    return {"labels": labels, "series": series}


@routes.get(OUTLOOK, dependencies=[allowed("contract.contract.read")])
async def outlook(visit: Visiting, asked: Annotated[Question, Depends(question)]) -> Response:
    said = {name: value for name, value in asked.said(shown=False).items() if name in ("unit_id", "direction")}
    found = await visit.asking.ask("contract", "/v1/contract-figures/outlook", Outlook, said)
    told = found.value
    parties = await customers_named(visit, [one.counterparty for one in told.concentration] if told else [])
    units = await units_of(visit, [one.unit_id for one in (*told.reviews_by_unit, *told.steps_by_unit)] if told else [])
    return page(
        visit,
        "figures/outlook.html",
        found=found,
        due=ahead(told.due) if told else [],
        expiring=ending(told.expiring) if told else {},
        chart=due_chart(told.due, visit.say) if told else None,
        parties=parties,
        units=units,
        periods=PERIODS,
        sides=SIDES,
        asked=asked,
        behind=BEHIND,
        rounds=ROUNDS,
        steps=STEPS,
    )
