"""Folds what arrives into every generation that is kept up to date: a batch is one transaction with its positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from services.scoring.folding.fold import Folded, fold, streams_in
from services.scoring.generation.landing import Place, land, move_positions, seen_of

FOLDING: Final = "SELECT pg_advisory_xact_lock_shared(hashtext('scoring folding'))"
UNHURRIED: Final = "SET LOCAL synchronous_commit = off"
"""A batch that a crash of the server takes back takes its positions with it, and is folded again."""
STANDING_STILL: Final = "SELECT pg_advisory_xact_lock(hashtext('scoring folding'))"
"""Held while generations are brought level and swapped: folding waits for the few milliseconds that takes."""

TARGETS: Final = """
SELECT g.generation, g.tables, p.topic, p."partition", p.next_offset,
       (SELECT count(*) FROM generations WHERE state IN ('following', 'serving')) AS live
FROM generations g JOIN fold_positions p USING (generation)
WHERE g.state IN ('following', 'serving') AND (p.topic, p."partition") IN (SELECT * FROM unnest($1::text[], $2::int[]))
ORDER BY 1, 3, 4 FOR UPDATE OF p
"""


class OutOfStepError(Exception):
    """Folding stands elsewhere than these records begin, or nowhere yet: read on from `ensure_positions`."""


@dataclass(frozen=True, slots=True)
class Target:
    """A generation to fold into, and where each partition goes on there."""

    generation: int
    tables: tuple[str, ...]
    positions: dict[Place, int]


async def fold_live(pool: Any, read: Mapping[Place, Sequence[Any]]) -> int:
    """Fold records (per partition, in order) into all live generations; the number of events that were new.

    Positions are locked and compared first, so that two owners of a partition have each effect once.
    """
    async with pool.acquire() as conn:
        try:
            return await _fold_live(conn, read, one_by_one=False)
        except asyncpg.DataError:
            return await _fold_live(conn, read, one_by_one=True)


async def _fold_live(conn: Any, read: Mapping[Place, Sequence[Any]], *, one_by_one: bool) -> int:
    events = 0
    async with conn.transaction():
        await conn.execute(f"{UNHURRIED}; {FOLDING}")
        targets = await _targets(conn, list(read))
        for target in targets:
            events = max(events, (await fold_into(conn, target, read, one_by_one=one_by_one)).events)
    return events


async def _targets(conn: Any, places: Sequence[Place]) -> list[Target]:
    rows = await conn.fetch(TARGETS, [topic for topic, _ in places], [partition for _, partition in places])
    if not rows or len(rows) < rows[0]["live"] * len(places):
        # A generation without a position would be passed over, and one that nothing locks folded twice.
        raise OutOfStepError
    targets: dict[int, Target] = {}
    for row in rows:
        target = targets.setdefault(row["generation"], Target(row["generation"], tuple(row["tables"]), {}))
        target.positions[row["topic"], row["partition"]] = row["next_offset"]
    return list(targets.values())


async def fold_into(
    conn: Any, target: Target, read: Mapping[Place, Sequence[Any]], *, one_by_one: bool = False
) -> Folded:
    """Fold records into one generation, in the caller's transaction."""
    new: list[Any] = []
    moved: dict[Place, int] = {}
    for place, records in read.items():
        stands = target.positions.get(place, 0)
        if records[0].offset > stands:
            raise OutOfStepError
        fresh = [record for record in records if record.offset >= stands]
        if fresh:
            new.extend(fresh)
            moved[place] = fresh[-1].offset + 1
    seen = await seen_of(conn, target.generation, streams_in(new)) if new else {}
    folded = fold(new, seen, target.tables, one_by_one=one_by_one)
    if moved:
        await land(conn, target.generation, folded)
        await move_positions(conn, target.generation, moved)
    return folded


async def ensure_positions(conn: Any, places: Sequence[Place]) -> dict[Place, int]:
    """Every live generation has a position for these partitions; the lowest of each is where reading begins."""
    topics, partitions = [topic for topic, _ in places], [partition for _, partition in places]
    await conn.execute(
        'INSERT INTO fold_positions (generation, topic, "partition", next_offset)'
        " SELECT generation, t, p, 0 FROM generations, unnest($1::text[], $2::int[]) AS places (t, p)"
        " WHERE state IN ('following', 'serving') ON CONFLICT DO NOTHING",
        topics,
        partitions,
    )
    rows = await conn.fetch(
        'SELECT topic, "partition", min(next_offset) AS lowest FROM fold_positions JOIN generations USING (generation)'
        " WHERE state IN ('following', 'serving')"
        ' AND (topic, "partition") IN (SELECT * FROM unnest($1::text[], $2::int[])) GROUP BY 1, 2',
        topics,
        partitions,
    )
    return {(row["topic"], row["partition"]): row["lowest"] for row in rows}
