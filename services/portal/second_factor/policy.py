"""Who must have a second factor."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import or_, select

from services.portal.role.offices import offices_of
from services.portal.staff.tables import roles_held
from shared.eventstore.work import Work
from shared.settings import SecondFactorPolicy

EVERYBODY: Final = "everybody"
OFF: Final = "off"


def asks(policy: SecondFactorPolicy, roles: Iterable[str]) -> bool:
    """Whether the policy asks one of who holds these roles today: an administrator is who holds an office."""
    if policy in (EVERYBODY, OFF):
        return policy == EVERYBODY
    return any(offices_of(role) for role in roles)


async def is_required(work: Work, staff_id: str, policy: SecondFactorPolicy) -> bool:
    """Whether the policy asks one of this person."""
    held = roles_held.c
    rows = await work.rows(
        select(held.role).where(held.staff_id == staff_id, or_(held.until.is_(None), held.until >= work.context.today))
    )
    return asks(policy, [row["role"] for row in rows])
