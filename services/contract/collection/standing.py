"""How a contract stands on a day: what is open of it, how late that is, until when it can be demanded at law."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.contract.ageing.events import AgeingLaidDown
from services.contract.ageing.scheme import Pause, days_past_due, level_of
from services.contract.ledger.state import Ledger
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice that is not settled, or a due payment of the plan for which no invoice was issued."""

    item_id: str
    kind: Literal["invoice", "plan"]
    clause: str
    phase: str
    due_on: date
    open: Money
    off: Money


@dataclass(frozen=True, slots=True)
class Planned:
    """A payment of the plan that is due and not met."""

    obligation_id: str
    clause: str
    phase: str
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """`days` past due of the oldest item on the books, `overdue` what of them is past due."""

    items: tuple[tuple[Owed, int], ...]
    days: int
    level: int
    open: Money
    overdue: Money
    oldest_due_on: date | None
    limitation_on: date | None


def owed(ledger: Ledger, planned: Iterable[Planned], off: Mapping[str, Money]) -> list[Owed]:
    """The open items of a contract, the oldest due date first."""
    nothing = Money.zero(ledger.currency)
    items = [
        Owed(invoice_id, "invoice", one.clause, one.phase, one.due_on, one.open, off.get(invoice_id, nothing))
        for invoice_id, one in ledger.invoices.items()
        if one.open.is_positive and one.due_on is not None
    ]
    for line in planned:
        left = not_invoiced(ledger, line)
        if left.is_positive:
            items.append(Owed(line.obligation_id, "plan", line.clause, line.phase, line.due_on, left, nothing))
    return sorted(items, key=lambda one: (one.due_on, one.item_id))


def not_invoiced(ledger: Ledger, line: Planned) -> Money:
    """What of a planned payment is neither asked for by an invoice nor paid before one; retention money was asked for
    by the invoice of which it is kept back.
    """
    place = (line.clause, line.phase)
    asked = ledger.sum("invoiced", *place) - ledger.sum("credited", *place) + ledger.sum("received", *place)
    limit = ledger.limit(*place)
    if limit is not None and limit.instrument == "retention":
        asked += ledger.sum("retained", *place)
    return line.amount - asked


def standing(
    items: Sequence[Owed],
    pauses: Sequence[Pause],
    scheme: AgeingLaidDown,
    currency: str,
    on: date,
    acknowledged_on: date | None = None,
) -> Standing:
    """As of a day. What is off the books is owed but no longer dunned."""
    aged = [(item, days_past_due(item.due_on, on, scheme.grace_days, _of(pauses, item))) for item in items]
    kept = [(item, days) for item, days in aged if item.open > item.off]
    late = [(item, days) for item, days in kept if days > 0]
    oldest = min((item.due_on for item, _ in late), default=None)
    days = max((days for _, days in kept), default=0)
    return Standing(
        items=tuple(aged),
        days=days,
        level=level_of(days, scheme.levels),
        open=Money.total([item.open for item in items], currency),
        overdue=Money.total([item.open - item.off for item, _ in late], currency),
        oldest_due_on=oldest,
        limitation_on=limitation(oldest, acknowledged_on, scheme.limitation_years),
    )


def _of(pauses: Iterable[Pause], item: Owed) -> list[Pause]:
    return [pause for pause in pauses if pause.covers(item.item_id)]


def limitation(oldest_due_on: date | None, acknowledged_on: date | None, years: int) -> date | None:
    """The last day on which it can be demanded at law: so many years after the due date, or after the last provable
    demand, promise, part payment or agreed balance.
    """
    if oldest_due_on is None:
        return None
    begun = max(oldest_due_on, acknowledged_on or oldest_due_on)
    try:
        return begun.replace(year=begun.year + years)
    except ValueError:  # 29 February
        return begun.replace(year=begun.year + years, day=28)
