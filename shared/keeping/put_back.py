"""Consumers put back to what the stores hold: a stranger's record was taken for a stream's next version, and the true
event of that version would be passed by as a repeat.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import asyncpg

from shared.eventstore.store import Store
from shared.messaging.audit.ahead import Ahead, ahead_of_stores
from shared.messaging.audit.reader import InboxReader, Reader, inbox_readers

GAPS_BEYOND: Final = """
DELETE FROM inbox_gaps g USING unnest($3::text[], $4::integer[]) AS r(stream, held)
WHERE g.consumer = $1 AND g.source = $2 AND g.stream = r.stream AND g.got > r.held RETURNING g.stream, g.seen
"""
PUT_BACK: Final = """
UPDATE inbox i SET version = r.version FROM unnest($3::text[], $4::integer[]) AS r(stream, version)
WHERE i.consumer = $1 AND i.source = $2 AND i.stream = r.stream
"""


class PutBack(NamedTuple):
    """A reader had seen a stream up to `seen`; from `to` on it takes the true events. None where only making its
    models anew mends it.
    """

    service: str
    consumer: str
    stream: str
    seen: int
    to: int | None


async def put_back(stores: Mapping[str, Store], sources: Iterable[str], others: Iterable[Reader] = ()) -> list[PutBack]:
    """Lowers what consumers have seen of these services' streams to what `stores`, by service, hold; names `others`.

    Where a consumer went over a gap to the strange version, it is put back before the gap: what lay in it had no effect
    either. What it did for the strange record stays. Nobody may read meanwhile.
    """
    wanted = set(sources)
    found: list[PutBack] = []
    for store in stores.values():
        for reader in await inbox_readers(store):
            if reader.source in wanted:
                found += await _lowered(reader, [one async for one in ahead_of_stores(reader, stores)])
    for other in others:
        found += [
            PutBack(other.service, other.consumer, one.stream, one.seen, None)
            async for one in ahead_of_stores(other, stores)
        ]
    return found


async def _lowered(reader: InboxReader, ahead: list[Ahead]) -> list[PutBack]:
    if not ahead:
        return []
    to = {one.stream: one.held for one in ahead}
    place = reader.consumer, reader.source
    async with reader.store.database.pool("system").acquire() as pooled, pooled.transaction():
        conn: asyncpg.Connection[Any] = pooled  # type: ignore[assignment] # a pool's proxy is one
        for row in await conn.fetch(GAPS_BEYOND, *place, list(to), list(to.values())):
            to[row["stream"]] = min(to[row["stream"]], row["seen"])
        await conn.execute(PUT_BACK, *place, list(to), list(to.values()))
    return [PutBack(reader.service, reader.consumer, one.stream, one.seen, to[one.stream]) for one in ahead]
