"""What folding could not read lies parked like any consumer's poison: once, whichever generations met it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from services.scoring.folding.fold import LAST_VERSION, Unread
from shared.messaging.parking import RawRecord, park, storable

NAME: Final = "models"
"""The consumer that folding is, wherever consumers are told apart."""

SERVES: Final = "SELECT state = 'serving' FROM generations WHERE generation = $1"
NOT_PARKED: Final = """
SELECT topic, "partition", "offset" FROM fold_unread u WHERE generation = $1 AND "offset" >= 0 AND NOT EXISTS (
    SELECT FROM parked p WHERE p.consumer = $2 AND (p.topic, p."partition", p."offset")
                                                 = (u.topic, u."partition", u."offset"))
"""
SETTLE_READ: Final = """
UPDATE parked p SET state = 'retried', settled_at = clock_timestamp()
WHERE consumer = $1 AND state = 'parked' AND NOT EXISTS (
    SELECT FROM fold_unread u JOIN generations USING (generation) WHERE generations.state = 'serving'
    AND (p.topic, p."partition", p."offset") = (u.topic, u."partition", u."offset"))
"""
FREE_KEYS: Final = """
DELETE FROM parked_keys k WHERE k.consumer = $1 AND NOT EXISTS (
    SELECT FROM parked p WHERE p.consumer = k.consumer AND p.topic = k.topic AND p.key = k.key AND p.state = 'parked')
"""


async def serves(conn: Any, generation: int) -> bool:
    return bool(await conn.fetchval(SERVES, generation))


async def park_unread(conn: Any, unread: Iterable[Unread]) -> None:
    """Parks records, each once; one that was given up before stays given up."""
    for one in unread:
        read = one.record
        record = RawRecord(read.topic, read.partition, read.offset, read.key or b"", read.value, read.headers)
        known = {"stream": storable(one.stream), "event_type": one.event} if one.stream else {}
        version = one.version if one.version is not None and one.version <= LAST_VERSION else None
        await park(conn, NAME, record, one.failure, version=version, **known)


async def unparked(conn: Any, generation: int) -> list[tuple[str, int, int]]:
    """Where the records lie that only this generation could not read."""
    rows = await conn.fetch(NOT_PARKED, generation, NAME)
    return [(row["topic"], row["partition"], row["offset"]) for row in rows]


async def settle_read(conn: Any) -> None:
    """What every generation that serves has read after all is parked no more, in the caller's transaction."""
    await conn.execute(SETTLE_READ, NAME)
    await conn.execute(FREE_KEYS, NAME)
