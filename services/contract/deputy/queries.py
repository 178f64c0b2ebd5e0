"""Who holds a permission on a unit of their own, who holds it as somebody's deputy alone, and who of them is away."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select

from services.contract.deputy.tables import deputies, role_lenders
from shared.eventstore.work import Work
from shared.security.permissions import matches
from shared.security.principal import SERVICE_PREFIX
from shared.security.tables import grants, members, unit_closure


@dataclass(frozen=True, slots=True)
class Gone:
    """Who stopped working here, or (with `role`) lost a role on a unit; the tables of rights may not say so yet."""

    staff_id: str
    role: str = ""
    unit_id: str = ""

    def takes(self, row: Any) -> bool:
        """Whether the grant in the row counts no more."""
        lost = (self.staff_id, self.role, self.unit_id) == (row["subject"], row["role"], row["unit_id"])
        return bool(self.role) and lost


@dataclass(frozen=True, slots=True)
class Granted:
    """Somebody has a role on a unit from now on, with these permissions; the tables of rights may not say so yet.
    `lender` is whose role it is, where they have it as a deputy.
    """

    staff_id: str
    role: str
    unit_id: str
    permissions: tuple[str, ...] = ()
    lender: str | None = None

    def opens(self, permission: str) -> bool:
        return any(matches(pattern, permission) for pattern in self.permissions)

    @property
    def as_lost(self) -> Gone:
        """The role as it counts for what it does not hold."""
        return Gone(self.staff_id, self.role, self.unit_id)


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away to the end of a day, or for good, and `deputy_id` does their work until then."""

    staff_id: str
    deputy_id: str
    until: date


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds a permission on a unit of their own and is there, and who holds it and is not."""

    there: frozenset[str] = frozenset()
    away: tuple[Absence, ...] = ()


async def holding(work: Work, permission: str, unit: str, gone: Gone | None = None) -> Holding:
    """Who holds the permission on the unit or above it, not as somebody's deputy."""
    today = work.context.today
    rows = await work.rows(_holding(permission, unit, today).where(~grants.c.subject.startswith(SERVICE_PREFIX)))
    own = [row for row in rows if row["lender"] is None and not (gone and gone.takes(row))]
    stopped = _stopped(own, gone)
    absences = {
        row["subject"]: Absence(row["subject"], row["deputy_id"], row["away_until"]) for row in own if row["deputy_id"]
    }
    there = frozenset(row["subject"] for row in own) - stopped - absences.keys()
    return Holding(there, tuple(absences[one] for one in sorted(absences)))


def _stopped(rows: Iterable[Any], gone: Gone | None) -> frozenset[str]:
    stopped = {row["subject"] for row in rows if row["active"] is False}
    return frozenset(stopped | ({gone.staff_id} if gone and not gone.role else set()))


async def stands_for(work: Work, person: str, permission: str, unit: str) -> tuple[str, ...]:
    """In whose places a person holds the permission on the unit who holds it as a deputy alone; nobody's, if they hold
    it of their own.
    """
    rows = await work.rows(_holding(permission, unit, work.context.today).where(grants.c.subject == person))
    lenders = [row["lender"] for row in rows]
    return () if None in lenders else tuple(sorted(set(lenders)))


async def absences_of(work: Work, persons: Collection[str]) -> tuple[Absence, ...]:
    """Who of them is away, and who does their work."""
    chosen = select(deputies).where(deputies.c.staff_id.in_(sorted(persons)), deputies.c.until >= work.context.today)
    rows = await work.rows(chosen.order_by(deputies.c.staff_id))
    return tuple(Absence(row["staff_id"], row["deputy_id"], row["until"]) for row in rows)


async def stopped_among(work: Work, persons: Collection[str], gone: Gone | None = None) -> frozenset[str]:
    """Who of them works here no more, or not for the time being."""
    chosen = select(members.c.subject, members.c.active).where(members.c.subject.in_(sorted(persons)))
    return _stopped(await work.rows(chosen.where(~members.c.active)), gone)


def _holding(permission: str, unit: str, today: date) -> Select[Any]:
    """Grants of the permission that reach the unit, with whoever lent them and whoever does their holder's work.

    A grant from before the portal named the lender is known by its end: the role was handed over on its unit to the
    end of the absence, or of the role where that ends before.
    """
    own, of, away = grants.alias("own"), deputies.alias("of"), deputies.alias("away")
    lent = and_(
        role_lenders.c.subject == grants.c.subject,
        role_lenders.c.role == grants.c.role,
        role_lenders.c.unit_id == grants.c.unit_id,
    )
    handed = and_(
        of.c.deputy_id == grants.c.subject,
        of.c.until >= today,
        own.c.role == grants.c.role,
        own.c.unit_id == grants.c.unit_id,
        grants.c.until == func.least(of.c.until, own.c.until),
    )
    told = (
        grants.join(unit_closure, _reaches(unit))
        .join(members, members.c.subject == grants.c.subject, isouter=True)
        .join(away, and_(away.c.staff_id == grants.c.subject, away.c.until >= today), isouter=True)
        .join(role_lenders, lent, isouter=True)
        .join(of.join(own, own.c.subject == of.c.staff_id), handed, isouter=True)
    )
    lender = case((role_lenders.c.subject.is_not(None), role_lenders.c.lender), else_=of.c.staff_id)
    return (
        select(
            *(grants.c.subject, grants.c.role, grants.c.unit_id, members.c.active, lender.label("lender")),
            *(away.c.deputy_id, away.c.until.label("away_until")),
        )
        .select_from(told)
        .where(or_(grants.c.until.is_(None), grants.c.until >= today), _opens(permission))
    )


def _reaches(unit: str) -> Any:
    return and_(unit_closure.c.ancestor == grants.c.unit_id, unit_closure.c.descendant == unit)


def _opens(permission: str) -> ColumnElement[bool]:
    """Whether a pattern of the grant holds the permission, as `permissions.matches` says."""
    pattern = func.unnest(grants.c.permissions).column_valued("pattern")
    plain = func.replace(func.replace(pattern, "_", "\\_"), "*", "%")
    return exists(select(1).where(literal(permission).like(plain)))
