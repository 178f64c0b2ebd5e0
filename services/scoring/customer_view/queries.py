"""Reads the customer 360."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from services.scoring.customer_view.statement import CUSTOMER_360
from shared.eventstore.telling import fetch_told
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError

ALWAYS: Final = datetime(9999, 12, 31, tzinfo=UTC)


async def customer_360(work: Work, customer_id: str, as_of: date | None, known_at: datetime | None) -> str:
    """The view as JSON, as of a day (today unless given) as it was known at a moment (now unless given).

    NotFoundError for a customer who had no archive then that the caller may see.
    """
    day = as_of or work.context.today
    (row,) = await fetch_told(work, CUSTOMER_360, customer_id, day, known_at or ALWAYS)
    if not row["found"]:
        raise NotFoundError
    return str(row["view"])
