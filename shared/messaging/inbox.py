"""The highest version seen per stream: repeats are skipped, gaps noticed, and whoever holds the rows owns the batch."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import asyncpg

from shared.journal.noting import note
from shared.journal.schema import Kind

UPSERT: Final = """
INSERT INTO inbox AS i (consumer, stream, source, version)
SELECT $1, s, f, v FROM unnest($2::text[], $3::text[], $4::integer[]) AS r(s, f, v)
ON CONFLICT (consumer, stream, source) DO UPDATE SET version = greatest(i.version, excluded.version)
RETURNING stream, source, coalesce(old.version, 0) AS before
"""

SEEN: Final = """
SELECT i.stream, i.version FROM unnest($3::text[]) AS s(stream)
JOIN inbox i ON i.consumer = $1 AND i.source = $2 AND i.stream = s.stream
"""

GAP: Final = """
INSERT INTO inbox_gaps (consumer, source, stream, seen, got, topic, "partition", "offset")
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

SUBSCRIBE: Final = """
WITH ended AS (DELETE FROM subscriptions WHERE consumer = $1 AND source <> ALL($2::text[]))
INSERT INTO subscriptions (consumer, source) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING
"""

Connection: TypeAlias = "asyncpg.Connection[Any]"


class Gap(NamedTuple):
    """A stream went from version `seen` to `got` without those between."""

    source: str
    stream: str
    seen: int
    got: int
    topic: str
    partition: int
    offset: int


async def advance(
    conn: Connection, consumer: str, events: Iterable[tuple[str, str, int]]
) -> dict[tuple[str, str], int]:
    """Raises the versions seen to those of the events (stream, source, version) and locks their rows.

    Gives the version each (stream, source) stood at before. Rows are taken in one order, so two instances that both
    believe to own a partition wait for each other, and the second then finds repeats: that is the fence.
    """
    highest: dict[tuple[str, str], int] = {}
    for stream, source, version in events:
        place = stream, source
        if version > highest.get(place, 0):
            highest[place] = version
    if not highest:
        return {}
    places = sorted(highest)
    rows = await conn.fetch(
        UPSERT, consumer, [one[0] for one in places], [one[1] for one in places], [highest[one] for one in places]
    )
    return {(row["stream"], row["source"]): row["before"] for row in rows}


async def note_gaps(conn: Connection, consumer: str, gaps: Sequence[Gap]) -> None:
    """Keeps what was missed, in the same transaction as what was seen after it."""
    if gaps:
        await conn.executemany(GAP, [(consumer, *gap) for gap in gaps])
    for gap in gaps:
        missing = f"{gap.seen + 1} to {gap.got - 1}"
        await note(conn, Kind.ALARM, "versions_missing", subject=f"{consumer} {gap.stream}", detail=missing)


async def seen(conn: Connection, consumer: str, source: str, streams: Sequence[str]) -> dict[str, int]:
    """The highest version of each stream that the consumer has seen; streams it never saw are absent."""
    return {row["stream"]: row["version"] for row in await conn.fetch(SEEN, consumer, source, list(streams))}


async def subscribe(conn: Connection, consumer: str, sources: Sequence[str]) -> None:
    """Keeps which services' events a consumer reads, so that the audit knows what to ask of it."""
    await conn.execute(SUBSCRIBE, consumer, list(sources))
