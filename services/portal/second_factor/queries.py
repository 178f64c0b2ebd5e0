"""What is asked about somebody's second factor."""

from dataclasses import dataclass

from sqlalchemy import func, select

from services.portal.account.tables import recovery_codes, second_factors
from shared.eventstore.work import Work


@dataclass(frozen=True, slots=True)
class Factor:
    """A secret, whether it was confirmed by a code, and the last step that was used."""

    secret: str
    confirmed: bool
    last_step: int


async def factor_of(work: Work, staff_id: str) -> Factor | None:
    """Somebody's second factor, or the one that is being set up."""
    row = await work.row(select(second_factors).where(second_factors.c.staff_id == staff_id))
    if row is None:
        return None
    opened = await work.unseal(f"staff-{staff_id}", row["sealed"])
    return Factor(str(opened["secret"]), row["confirmed_at"] is not None, row["last_step"])


async def has_factor(work: Work, staff_id: str) -> bool:
    """Whether somebody is asked for a code."""
    confirmed = second_factors.c.confirmed_at.is_not(None)
    return bool(await work.value(select(confirmed).where(second_factors.c.staff_id == staff_id)))


async def codes_left(work: Work, staff_id: str) -> int:
    """How many recovery codes were not used yet."""
    mine = recovery_codes.c.staff_id == staff_id
    return int(await work.value(select(func.count()).where(mine, recovery_codes.c.used_at.is_(None))))
