"""What an event ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import cast, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB

from services.notify.tables import ending_shapes, endings, rules
from shared.eventstore.work import Work


@dataclass(frozen=True, slots=True)
class Standing:
    """What an event may meet: rules that units laid down, and the field lists by which something may end with it."""

    own_rules: bool
    ends_by: Sequence[Sequence[str]]


async def standing(work: Work, event: str) -> Standing:
    """Asked of every event that is heard, most of which concern nobody: one round trip."""
    shapes = select(func.array_to_json(func.array_agg(ending_shapes.c.fields))).where(ending_shapes.c.event == event)
    row = await work.row(select(exists(select(rules.c.rule_id)), cast(shapes.scalar_subquery(), JSONB)))
    return Standing(row[0], row[1] or ()) if row else Standing(own_rules=True, ends_by=())


async def ended_by(work: Work, event: str, fields: list[str], values: list[str]) -> list[str]:
    """The streams of tasks and messages that end when an event has these values."""
    named = select(endings.c.target).where(
        endings.c.event == event, endings.c.fields == fields, endings.c["values"] == values
    )
    return [row["target"] for row in await work.rows(named.order_by(endings.c.target))]
