"""Topics that were made anew are folded from their first record: versions tell what was folded before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from services.scoring.generation.live import STANDING_STILL
from shared.eventstore.store import Store

FROM_THE_FIRST: Final = "UPDATE fold_positions SET next_offset = 0 WHERE topic = ANY ($1)"
FREE_OFFSETS: Final = """
UPDATE fold_unread SET "offset" = "offset" - 1 - (SELECT max("offset") FROM fold_unread)
                                + (SELECT least(min("offset"), 0) FROM fold_unread)
WHERE topic = ANY ($1) AND "offset" >= 0
"""


async def reread(store: Store, topics: Sequence[str]) -> None:
    """Every generation goes on at the beginning of these topics; what was set aside stays known by another number."""
    async with store.database.pool("system").acquire() as conn, conn.transaction():
        where: Any = list(topics)
        await conn.execute(STANDING_STILL)
        await conn.execute(FROM_THE_FIRST, where)
        await conn.execute(FREE_OFFSETS, where)
