"""The units that routes name by their place."""

from sqlalchemy import select

from services.contract.type.route import RELATIVE_UNITS
from shared.eventstore.work import Work
from shared.security.tables import unit_closure, units


async def places_of(work: Work, unit: str) -> dict[str, str]:
    """Seen from a unit: own, parent, headquarters."""
    parent = await work.value(select(units.c.parent_id).where(units.c.unit_id == unit))
    above = select(unit_closure.c.ancestor).where(unit_closure.c.descendant == unit)
    top = await work.value(
        select(units.c.unit_id).where(units.c.unit_id.in_(above), units.c.parent_id.is_(None)).limit(1)
    )
    return dict(zip(RELATIVE_UNITS, (unit, parent or unit, top or unit), strict=True))
