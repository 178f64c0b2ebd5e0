"""Who has to agree to a transfer: both units, and headquarters above a value between provinces."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from shared.eventstore.work import Work
from shared.security.known import require_units
from shared.security.tables import unit_closure, units
from shared.values.money import Money

HEADQUARTERS_AGREES_ABOVE: Final[Mapping[str, Decimal]] = {"CNY": Decimal(500_000)}
"""Original value of an asset that moves between provinces, by currency; without an entry headquarters always agrees."""


async def approvers(work: Work, giver: str, receiver: str, cost: Money) -> frozenset[str]:
    """The units whose agreement a transfer needs. Raises `InvalidFieldError` when the receiver is no active unit."""
    await require_units(work, {"/receiver": receiver})
    both = frozenset({giver, receiver})
    above_giver, above_receiver = await _above(work, giver), await _above(work, receiver)
    if above_giver.get("province") == above_receiver.get("province"):
        return both
    headquarters = above_giver.get("headquarters") or above_receiver.get("headquarters")
    if headquarters is None or cost.amount <= HEADQUARTERS_AGREES_ABOVE.get(cost.currency, Decimal(0)):
        return both
    return both | {headquarters}


async def _above(work: Work, unit: str) -> dict[str, str]:
    """Province and headquarters a unit belongs to (or is)."""
    rows = await work.rows(
        select(units.c.kind, units.c.unit_id)
        .join(unit_closure, unit_closure.c.ancestor == units.c.unit_id)
        .where(unit_closure.c.descendant == unit, units.c.kind.in_(["province", "headquarters"]))
    )
    return {row["kind"]: row["unit_id"] for row in rows}
