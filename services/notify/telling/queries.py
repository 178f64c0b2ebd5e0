"""What an event ends."""

from sqlalchemy import select

from services.notify.tables import ending_shapes, endings
from shared.eventstore.work import Work


async def ending_fields(work: Work, event: str) -> list[list[str]]:
    """The field lists by which something may end with this event."""
    rows = await work.rows(select(ending_shapes.c.fields).where(ending_shapes.c.event == event))
    return [row["fields"] for row in rows]


async def ended_by(work: Work, event: str, fields: list[str], values: list[str]) -> list[str]:
    """The streams of tasks and messages that end when an event has these values."""
    named = select(endings.c.target).where(
        endings.c.event == event, endings.c.fields == fields, endings.c["values"] == values
    )
    return [row["target"] for row in await work.rows(named.order_by(endings.c.target))]
