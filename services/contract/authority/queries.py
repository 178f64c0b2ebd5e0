"""What is asked about letters of authority; lists carry the predicate of visibility."""

from datetime import date
from typing import Any

import asyncpg
from sqlalchemy import Select, literal, or_, select

from services.contract.authority.tables import authorities
from shared.eventstore.work import Work
from shared.security.tables import unit_closure
from shared.security.visibility import visible
from shared.values.errors import NotFoundError


def listed(person: str | None = None, on: date | None = None) -> Select[Any]:
    """Letters of visible units, of one person, or in force on a day."""
    seen = visible(authorities.c.unit_id, literal("authority-").concat(authorities.c.authority_id))
    chosen = select(authorities).where(seen)
    if person is not None:
        chosen = chosen.where(authorities.c.person == person)
    if on is not None:
        chosen = chosen.where(authorities.c.valid_from <= on, authorities.c.valid_to >= on, not_revoked(on))
    return chosen


def not_revoked(on: date) -> Any:
    return or_(authorities.c.revoked_on.is_(None), authorities.c.revoked_on > on)


async def one(work: Work, authority_id: str) -> asyncpg.Record:
    row = await work.row(listed().where(authorities.c.authority_id == authority_id))
    if row is None:
        raise NotFoundError
    return row


async def units_above(work: Work, unit: str) -> frozenset[str]:
    """The unit and all those above it."""
    rows = await work.rows(select(unit_closure.c.ancestor).where(unit_closure.c.descendant == unit))
    return frozenset({unit, *(row["ancestor"] for row in rows)})
