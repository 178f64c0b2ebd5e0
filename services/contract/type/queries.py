"""What is asked about the tree of types."""

from typing import Any

from sqlalchemy import Select, select

from services.contract.type.tables import types
from shared.eventstore.work import Work


def with_above(type_id: str) -> Select[Any]:
    """The type and those above it, as ids. A tree deeper than any that people make ends the climb."""
    found = select(types.c.type_id, types.c.parent_id).where(types.c.type_id == type_id).cte("above", recursive=True)
    higher = select(types.c.type_id, types.c.parent_id).where(types.c.type_id == found.c.parent_id)
    climbed = found.union(higher)
    return select(climbed.c.type_id)


async def above(work: Work, type_id: str) -> frozenset[str]:
    """The type and those above it."""
    return frozenset(row["type_id"] for row in await work.rows(with_above(type_id)))
