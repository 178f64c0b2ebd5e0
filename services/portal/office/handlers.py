"""Giving the three offices of administration to three persons."""

from sqlalchemy import select

from services.portal.role.offices import OF_ROLES
from services.portal.role.shipped import permissions_of
from services.portal.separation.aggregate import OFFICES, SEPARATION, SeparateOffices, decide
from services.portal.staff.aggregate import STAFF, GrantRole, RevokeRole
from services.portal.staff.aggregate import decide as decide_staff
from services.portal.staff.state import Staff
from services.portal.staff.tables import roles_held
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.known import require_people
from shared.security.tables import units
from shared.values.errors import ForbiddenError

WHOLE = "administrator"
"""The role that holds all offices."""


async def separate_offices(work: Work, command: SeparateOffices) -> tuple[list[str], int]:
    """Three persons get an office each on the whole organisation, and whoever held all of them gives that up in the
    same transaction; gives their ids and the version.
    """
    top = str(await work.value(select(units.c.unit_id).where(units.c.parent_id.is_(None)).limit(1)) or "")
    if not top or not work.context.covers(top):
        raise ForbiddenError("Who looks after everything alone may separate the offices.")
    people = {"/system": command.system, "/security": command.security, "/audit": command.audit}
    separation = await work.load(SEPARATION, OFFICES, unit=top)
    work.record(separation, decide(separation.state, command))
    await require_people(work, people)
    lost = await _give_up(work)
    for role, person in command.holders.items():
        holder = await work.load(STAFF, person, must_exist=True)
        for held, unit in _offices_held(holder, but=role):
            work.record(holder, decide_staff(holder.state, RevokeRole(person, held, unit)))
        grant = GrantRole(person, role, permissions_of(role), top, work.context.today, agreed=True)
        work.record(holder, decide_staff(holder.state, grant))
    return lost, separation.version


async def _give_up(work: Work) -> list[str]:
    rows = await work.rows(select(roles_held.c.staff_id).where(roles_held.c.role == WHOLE).distinct())
    people = sorted(row["staff_id"] for row in rows)
    for person in people:
        holder = await work.load(STAFF, person, must_exist=True)
        for role, unit in [place for place in holder.state.roles if place[0] == WHOLE]:
            work.record(holder, decide_staff(holder.state, RevokeRole(person, role, unit)))
    return people


def _offices_held(holder: Stream[Staff], but: str) -> list[tuple[str, str]]:
    return [place for place in holder.state.roles if place[0] in OF_ROLES and place[0] != but]
