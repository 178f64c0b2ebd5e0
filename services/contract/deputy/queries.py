"""Who holds a permission on a unit of their own, who holds it as somebody's deputy alone, and who of them is away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from services.contract.deputy.tables import deputies
from shared.eventstore.work import Work
from shared.security.permissions import matches
from shared.security.principal import SERVICE_PREFIX
from shared.security.tables import grants, members, unit_closure


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away to the end of a day, and `deputy_id` does their work."""

    staff_id: str
    deputy_id: str
    until: date


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds a permission on a unit, and who of them is away."""

    holders: frozenset[str] = frozenset()
    away: tuple[Absence, ...] = ()

    def lent(self, spent: Collection[str]) -> tuple[Absence, ...]:
        """The absences, if everybody is away who could decide; who is `spent` counts neither as there nor as away."""
        away = {one.staff_id for one in self.away}
        if self.holders - away - set(spent):
            return ()
        return tuple(one for one in self.away if one.staff_id not in spent)


async def holding(work: Work, permission: str, unit: str) -> Holding:
    """Who holds the permission on the unit of their own; told in full only where somebody is away."""
    today = work.context.today
    away = select(deputies, grants.c.permissions).select_from(_reaching(unit))
    away = away.join(deputies, deputies.c.staff_id == grants.c.subject)
    found = {
        row["staff_id"]: Absence(row["staff_id"], row["deputy_id"], row["until"])
        for row in await work.rows(away.where(deputies.c.until >= today, _lasting(today)))
        if _opens(row["permissions"], permission)
    }
    if not found:
        return Holding()
    holders = frozenset(await _holders(work, permission, unit))
    return Holding(holders, tuple(found[one] for one in sorted(holders & found.keys())))


async def _holders(work: Work, permission: str, unit: str) -> set[str]:
    """Who works here and holds the permission on the unit or above it, not as somebody's deputy."""
    chosen = _beside_lenders(unit, work.context.today).join(members, members.c.subject == grants.c.subject)
    rows = await work.rows(
        _rights_in(chosen, work.context.today).where(members.c.active, ~grants.c.subject.startswith(SERVICE_PREFIX))
    )
    return {row["subject"] for row in rows if row["lender"] is None and _opens(row["permissions"], permission)}


async def stands_for(work: Work, person: str, permission: str, unit: str) -> tuple[str, ...]:
    """In whose places a person holds the permission on the unit who holds it as a deputy alone; nobody's, if they hold
    it of their own.
    """
    today = work.context.today
    rows = await work.rows(_rights_in(_beside_lenders(unit, today), today).where(grants.c.subject == person))
    lenders = [row["lender"] for row in rows if _opens(row["permissions"], permission)]
    return () if None in lenders else tuple(sorted(set(lenders)))


def _reaching(unit: str) -> Any:
    on = and_(unit_closure.c.ancestor == grants.c.unit_id, unit_closure.c.descendant == unit)
    return grants.join(unit_closure, on)


def _beside_lenders(unit: str, today: date) -> Any:
    """Grants that reach the unit, beside each the absence it comes from: the portal hands a role over on its unit to
    the end of the absence, or of the role where that ends before.
    """
    lender = grants.alias("lender")
    own = deputies.join(lender, lender.c.subject == deputies.c.staff_id)
    handed = and_(
        deputies.c.deputy_id == grants.c.subject,
        deputies.c.until >= today,
        lender.c.role == grants.c.role,
        lender.c.unit_id == grants.c.unit_id,
        grants.c.until == func.least(deputies.c.until, lender.c.until),
    )
    return _reaching(unit).join(own, handed, isouter=True)


def _rights_in(chosen: Any, today: date) -> Select[Any]:
    columns = (grants.c.subject, grants.c.permissions, deputies.c.staff_id.label("lender"))
    return select(*columns).select_from(chosen).where(_lasting(today))


def _lasting(today: date) -> Any:
    return or_(grants.c.until.is_(None), grants.c.until >= today)


def _opens(patterns: Collection[str], permission: str) -> bool:
    return any(matches(pattern, permission) for pattern in patterns)
