"""Versions that a stream has passed over: lost, or parked and perhaps folded later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from services.scoring.generation.setting_aside import NAME

LOST: Final = f"""
SELECT f.number, f.stream, f.seen, f.got, aside.versions FROM fold_gaps f JOIN generations USING (generation)
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(DISTINCT p.version ORDER BY p.version), '{{}}') AS versions FROM parked p
    WHERE p.consumer = '{NAME}' AND p.stream = f.stream AND p.version > f.seen AND p.version < f.got) aside
WHERE generations.state = 'serving' AND f.got - f.seen - 1 > cardinality(aside.versions)
"""  # nosec B608  # names made by the code
"""Gaps of what serves that are not all parked, or given up; and the versions in them that are."""

SEEN_AT: Final = f"""
SELECT EXISTS (SELECT FROM generations WHERE state = 'serving')
   AND coalesce((SELECT version FROM seen_streams WHERE stream = $1), 0) >= $2
   AND NOT EXISTS (
       SELECT FROM fold_gaps f JOIN generations USING (generation) JOIN parked p ON p.stream = f.stream
       WHERE generations.state = 'serving' AND f.stream = $1 AND p.consumer = '{NAME}' AND p.state = 'parked'
       AND p.version > f.seen AND p.version < f.got AND p.version <= $2)
"""  # nosec B608  # names made by the code
"""Whether a position is reached: not over an event that waits parked."""

NOTE: Final = """
INSERT INTO fold_gaps (generation, stream, seen, got, number)
SELECT $1, stream, seen, got, coalesce(
    (SELECT min(k.number) FROM fold_gaps k WHERE (k.stream, k.got) = (found.stream, found.got)),
    nextval('fold_gaps_number_seq'))
FROM ({}) AS found ON CONFLICT DO NOTHING
"""
"""Keeps gaps of a generation, once each; one that another generation has met keeps its number."""
GIVEN: Final = "SELECT * FROM unnest($2::text[], $3::integer[], $4::integer[]) AS given (stream, seen, got)"

PASSED_OVER: Final = (
    "SELECT EXISTS (SELECT FROM fold_gaps WHERE generation = $1 AND stream = $2 AND seen < $3 AND got > $3)"
)
SPLIT: Final = """
INSERT INTO fold_gaps (generation, stream, got, seen, number)
SELECT generation, stream, $3, seen, number FROM fold_gaps
WHERE generation = $1 AND stream = $2 AND seen < $3 AND got > $3 ON CONFLICT DO NOTHING
"""
SHRINK: Final = "UPDATE fold_gaps SET seen = $3 WHERE generation = $1 AND stream = $2 AND seen < $3 AND got > $3"
CLOSE: Final = "DELETE FROM fold_gaps WHERE generation = $1 AND stream = $2 AND seen + 1 >= got"


async def note_gaps(conn: Any, generation: int, gaps: Sequence[tuple[str, int, int]]) -> None:
    """Keeps gaps (stream, seen, got) of a generation."""
    streams, seen, got = ([gap[place] for gap in gaps] for place in range(3))
    await conn.execute(NOTE.format(GIVEN), generation, streams, seen, got)


def lost_runs(seen: int, got: int, aside: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of versions between `seen` and `got` without those `aside`, which come in order."""
    before = seen
    for version in (*aside, got):
        if version > before + 1:
            yield before + 1, version - 1
        before = version


async def is_hole(conn: Any, generation: int, stream: str, version: int) -> bool:
    """Whether later versions of the stream were folded without this one."""
    return bool(await conn.fetchval(PASSED_OVER, generation, stream, version))


async def fill(conn: Any, generation: int, stream: str, version: int) -> None:
    """The version is there now: its gap shrinks, falls in two or goes."""
    for statement in (SPLIT, SHRINK):
        await conn.execute(statement, generation, stream, version)
    await conn.execute(CLOSE, generation, stream)
