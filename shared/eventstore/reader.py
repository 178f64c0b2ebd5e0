"""Reading the events of a store in an order that never passes by a position that is still to commit.

Every append first reads the sequence's last value L and holds a shared advisory lock keyed by L; a reader takes the
last value V, then the smallest L among such locks, then the positions up to the smaller of both. A writer that is not
seen among the locks draws its positions after V was read, so nothing at or below the bound can appear later.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import asyncpg

PAGE: Final = """
SELECT position, stream_id, version, type, data, personal, meta, recorded_at FROM events
WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3
"""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row as it lies in the store: `data` are the bytes that go on the wire, `meta` the envelope's part."""

    position: int
    stream: str
    version: int
    type: str
    data: bytes
    personal: bytes | None
    meta: dict[str, str]
    recorded_at: datetime


async def page(conn: "asyncpg.Connection[Any]", after: int, limit: int) -> list[StoredEvent]:
    """Up to `limit` events behind position `after`, in order; those that may still be overtaken are left for later.

    The caller's next `after` is the position of the last event it got, never the bound.
    """
    bound = await conn.fetchval("SELECT readable_position()")
    if bound <= after:
        return []
    return [StoredEvent(*row) for row in await conn.fetch(PAGE, after, bound, limit)]
