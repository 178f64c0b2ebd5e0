"""Defining groups of roles: for the whole organisation, by who looks after all of it."""

from sqlalchemy import select

from services.portal.role_group.aggregate import ROLE_GROUP, DefineRoleGroup, decide
from shared.eventstore.work import Work
from shared.security.tables import units
from shared.values.errors import ForbiddenError


async def define_role_group(work: Work, command: DefineRoleGroup, if_match: int | None = None) -> int:
    """Makes a group or changes it; gives its version. It belongs to the top of the organisation."""
    top = await work.value(select(units.c.unit_id).where(units.c.parent_id.is_(None)).limit(1))
    if if_match is None and not work.context.covers(top or ""):
        raise ForbiddenError("Who looks after everything alone may define groups.")
    group = await work.load(
        ROLE_GROUP, command.code, unit=top or "", if_match=if_match, must_exist=if_match is not None
    )
    work.record(group, decide(group.state, command))
    return group.version
