"""The names of those who work here and of their units, at the moment of use."""

from collections.abc import Iterable

from sqlalchemy import select

from services.portal.pages.frame.visit import Visit
from services.portal.staff.queries import names
from shared.security.tables import units


async def names_of(visit: Visit, ids: Iterable[str]) -> dict[str, str]:
    """Names by id, of those who are known; somebody erased has none."""
    wanted = sorted({one for one in ids if one})
    if not wanted:
        return {}
    async with visit.running.begin(read_only=True) as work:
        return await names(work, wanted)


async def units_of(visit: Visit, ids: Iterable[str]) -> dict[str, str]:
    """Names of units by id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    async with visit.running.begin(read_only=True) as work:
        rows = await work.rows(select(units.c.unit_id, units.c.name).where(units.c.unit_id.in_(wanted)))
    return {row["unit_id"]: row["name"] for row in rows}
