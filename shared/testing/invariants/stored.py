"""A store by itself: answered commands are there, versions have no gap, no effect is recorded twice."""

from collections.abc import Iterable, Iterator

from shared.eventstore.rebuild import rebuild
from shared.eventstore.store import Store
from shared.testing.invariants.findings import Finding

GAPS = """
SELECT stream_id, count(*) AS events, min(version) AS lowest, max(version) AS highest FROM events
GROUP BY stream_id HAVING min(version) <> 1 OR max(version) <> count(*) ORDER BY stream_id
"""
HELD = """
SELECT r.stream, r.version FROM unnest($1::text[], $2::integer[]) AS r(stream, version)
LEFT JOIN events e ON e.stream_id = r.stream AND e.version = r.version WHERE e.position IS NULL
"""
DOUBLED = """
SELECT stream_id, type, meta->>'causation' AS cause, array_agg(version ORDER BY version) AS versions FROM events
WHERE meta->>'causation' LIKE '%@%' GROUP BY stream_id, type, cause, data
HAVING count(DISTINCT xmin::text) > 1 ORDER BY stream_id
"""
"""The same fact about the same stream from the same cause, in more than one transaction."""


def positions_in(answers: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Streams and versions of what callers were told: `stream@version`, several parted by commas."""
    for answer in answers:
        for part in filter(None, answer.split(",")):
            stream, _, version = part.rpartition("@")
            yield stream, int(version)


async def answered(store: Store, answers: Iterable[str]) -> list[Finding]:
    """What callers were told is there and is not."""
    told = sorted(set(positions_in(answers)))
    rows = await store.database.pool("system").fetch(HELD, [one[0] for one in told], [one[1] for one in told])
    return [
        Finding("answered", store.service, f"{row['stream']}@{row['version']} was answered and is not in the store")
        for row in rows
    ]


async def gapless(store: Store) -> list[Finding]:
    """Streams whose versions are not 1 to n."""
    return [
        Finding(
            "gapless",
            store.service,
            f"{row['stream_id']} has {row['events']} events of versions {row['lowest']} to {row['highest']}",
        )
        for row in await store.database.pool("system").fetch(GAPS)
    ]


async def recorded_once(store: Store) -> list[Finding]:
    """Effects of another's event that were recorded in more than one transaction."""
    return [
        Finding(
            "once",
            store.service,
            f"{row['cause']} had {row['type']} as its effect on {row['stream_id']} at versions {row['versions']}",
        )
        for row in await store.database.pool("system").fetch(DOUBLED)
    ]


async def rebuilt(store: Store) -> list[Finding]:
    """Tables that differ from what the store's events alone give."""
    if not store.projections.all:
        return []
    return [
        Finding(
            "rebuilt",
            store.service,
            f"table {check.table} has {check.live_rows} rows live and {check.rebuilt_rows} rebuilt, with other content",
        )
        for check in await rebuild(store)
        if not check.same
    ]
