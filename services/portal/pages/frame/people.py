"""The names of those who work here and of their units, at the moment of use."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import func, select

from services.portal.pages.frame.visit import Visit
from services.portal.staff.finding import asked as asked_pieces
from services.portal.staff.finding import tokens_of
from services.portal.staff.queries import names, people_named
from services.portal.staff.schemas import Person
from services.portal.staff.tables import staff, staff_found
from shared.security.permissions import matches
from shared.security.principal import SERVICE_PREFIX
from shared.security.tables import grants, members, unit_closure, units

MOST_FOUND: Final = 8


async def names_of(visit: Visit, ids: Iterable[str]) -> dict[str, str]:
    """Names by id, of those who are known; somebody erased has none."""
    wanted = sorted({one for one in ids if one})
    if not wanted:
        return {}
    async with visit.running.begin(lookups=True) as work:
        return await names(work, wanted)


async def units_of(visit: Visit, ids: Iterable[str]) -> dict[str, str]:
    """Names of units by id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    async with visit.running.begin(lookups=True) as work:
        rows = await work.rows(select(units.c.unit_id, units.c.name).where(units.c.unit_id.in_(wanted)))
    return {row["unit_id"]: row["name"] for row in rows}


async def colleagues(visit: Visit, query: str) -> list[Person]:
    """Some of those who work here and whose name or login has all words of the query: to be named, across units."""
    wanted = tokens_of(asked_pieces(query))
    if not wanted:
        return []
    fits = (
        select(staff_found.c.staff_id)
        .where(staff_found.c.token.in_(wanted))
        .group_by(staff_found.c.staff_id)
        .having(func.count() == len(wanted))
    )
    chosen = select(staff.c.staff_id).where(staff.c.staff_id.in_(fits), staff.c.stage == "active")
    async with visit.running.begin(read_only=True) as work:
        rows = await work.rows(chosen.order_by(staff.c.staff_id).limit(MOST_FOUND))
        return await people_named(work, [row["staff_id"] for row in rows])


async def holders_of(visit: Visit, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """By permission and unit: who works here and holds the permission on the unit or above it, the nearest first."""
    wanted = sorted(set(asked))
    if not wanted:
        return {}
    depth = _depth()
    reaching = (
        select(unit_closure.c.descendant, grants.c.subject, grants.c.permissions)
        .join(unit_closure, unit_closure.c.ancestor == grants.c.unit_id)
        .join(members, members.c.subject == grants.c.subject)
        .where(unit_closure.c.descendant.in_([unit for _, unit in wanted]), members.c.active)
        .where(~grants.c.subject.startswith(SERVICE_PREFIX))
        .order_by(depth.desc(), grants.c.subject)
    )
    async with visit.running.begin(read_only=True) as work:
        until = grants.c.until
        rows = await work.rows(reaching.where(until.is_(None) | (until >= work.context.today)))
    return {
        (permission, unit): list(
            dict.fromkeys(
                row["subject"]
                for row in rows
                if row["descendant"] == unit and any(matches(pattern, permission) for pattern in row["permissions"])
            )
        )
        for permission, unit in wanted
    }


def _depth() -> Any:
    above = unit_closure.alias("above")
    return select(func.count()).where(above.c.descendant == grants.c.unit_id).correlate(grants).scalar_subquery()
