"""The state of a long stream as of a version, so that loading it reads only what came after.

The state of a stream that has a key may hold what the key seals: its snapshot is sealed with it too (and bears the
negative of its aggregate's mark). Once the key is destroyed the snapshot can't be read, and the stream is folded whole
again, without what was erased; an erased stream gets no new one.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import asyncpg

from shared.eventstore.aggregate import AnyStream
from shared.eventstore.keys import Sealer

EVERY: Final = 200
"""Events of a stream between one snapshot and the next."""

EVENTS: Final = """
SELECT version, type, data, personal, meta::text FROM events
WHERE stream_id = $1
  AND version >= coalesce((SELECT version FROM snapshots WHERE stream_id = $1 AND abs(shape) = $2), 0)
ORDER BY version
"""
"""What came since the snapshot that bears this mark; the first row is the one it was taken at."""
ALL_EVENTS: Final = """
SELECT version, type, data, personal, meta::text FROM events WHERE stream_id = $1 ORDER BY version
"""

FIND: Final = """
SELECT s.version, s.state, s.shape < 0 AS sealed, k.wrapped
FROM snapshots s LEFT JOIN person_keys k USING (stream_id) WHERE s.stream_id = $1 AND abs(s.shape) = $2
"""
SEALED_BY: Final = """
SELECT (SELECT wrapped FROM person_keys WHERE stream_id = $1) AS wrapped,
       EXISTS (SELECT FROM erasures WHERE stream_id = $1) AS erased
"""
KEEP: Final = """
INSERT INTO snapshots (stream_id, version, shape, state) VALUES ($1, $2, $3, $4)
ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version, shape = excluded.shape, state = excluded.state
"""


class Snapshot(NamedTuple):
    """A stream's state as of a version; `opened` says whether a person's key was needed to read it."""

    version: int
    state: Any
    opened: bool


def is_due(stream: AnyStream) -> bool:
    """Whether so much has happened since the last snapshot that the next load should not fold it all."""
    return stream.version - stream.snapshot_version >= EVERY


async def find(conn: asyncpg.Connection[Any], sealer: Sealer, stream: AnyStream) -> Snapshot | None:
    """The snapshot there is now; None where there is none that today's code and today's keys read."""
    row = await conn.fetchrow(FIND, stream.name, stream.aggregate.mark)
    if row is None or (row["sealed"] and row["wrapped"] is None):
        return None
    state = row["state"]
    if row["sealed"]:
        state = sealer.unseal(sealer.unwrap(row["wrapped"]), state, stream.name.encode())
    return Snapshot(row["version"], stream.aggregate.read(state), row["sealed"])


async def keep(conn: asyncpg.Connection[Any], sealer: Sealer, stream: AnyStream) -> None:
    """Keeps the stream's state of now, unless it would not be read back as it is or something of it was erased."""
    state = stream.aggregate.kept(stream.state)
    if state is None:
        return
    by = await conn.fetchrow(SEALED_BY, stream.name)
    if by is None or by["erased"]:
        return
    mark = stream.aggregate.mark
    if by["wrapped"] is not None:
        state, mark = sealer.seal(sealer.unwrap(by["wrapped"]), state, stream.name.encode()), -mark
    await conn.execute(KEEP, stream.name, stream.version, mark, state)
    stream.snapshot_version = stream.version
