"""A parked record folded after all, into every generation that is kept up to date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from services.scoring.folding.fold import fold
from services.scoring.generation.holes import fill, is_hole
from services.scoring.generation.landing import copy_rows, land, seen_of
from services.scoring.generation.live import STANDING_STILL
from services.scoring.generation.setting_aside import NAME
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.messaging.parking import RawRecord

KEPT_UP: Final = (
    "SELECT generation, tables FROM generations WHERE state IN ('following', 'serving') ORDER BY generation"
)
READ: Final = """
DELETE FROM fold_unread WHERE generation = $1 AND topic = $2 AND "partition" = $3 AND "offset" = $4
"""


class StillUnreadableError(Exception):
    """Today's code cannot fold the record either."""


@dataclass(frozen=True, slots=True)
class ParkedFacts:
    """Replays what folding parked; a version that was folded meanwhile from another record has no second effect."""

    name: str = NAME

    async def replay(self, work: Work, store: Store, record: RawRecord) -> None:  # noqa: ARG002 - what every replay is given
        """Folds the record. Raises `StillUnreadableError`."""
        conn: Any = work.conn
        await conn.execute(STANDING_STILL)
        told = fold([record], one_by_one=True)
        if told.unread:
            raise StillUnreadableError(told.unread[0].failure.error)
        ((stream, (version, _)),) = told.runs.items()
        for row in await conn.fetch(KEPT_UP):
            generation, tables = row["generation"], row["tables"]
            if await is_hole(conn, generation, stream, version):
                for table in tables:
                    await copy_rows(conn, generation, table, told.rows[table])
                await fill(conn, generation, stream, version)
            else:
                seen = await seen_of(conn, generation, [stream])
                await land(conn, generation, fold([record], seen, tables, one_by_one=True))
            await conn.execute(READ, generation, record.topic, record.partition, record.offset)
