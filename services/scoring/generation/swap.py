"""The swap: readers go over to a new generation in one transaction, which also tells of it; the old tables go after."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from services.scoring.folding.fold import Unread
from services.scoring.generation import layout
from services.scoring.generation.comparison import Verdict
from services.scoring.generation.live import STANDING_STILL, Target
from services.scoring.generation.setting_aside import park_unread, settle_read
from services.scoring.readmodel.aggregate import READ_MODEL, TellRebuilt, decide
from shared.eventstore.store import Store
from shared.eventstore.work import Work

ATTEMPTS: Final = 40
"""A swap gives way to readers who are under way rather than making later ones queue behind it."""


@dataclass(frozen=True, slots=True)
class Swap:
    """What a rebuild came to."""

    generation: int
    events: int
    repeats: int
    verdict: Verdict


async def swap(
    store: Store, target: Target, models: Sequence[str], verdict: Verdict, unread: Sequence[Unread] = ()
) -> Swap:
    """Readers see the old generation before the commit and the new one after it, never some of both. What only the
    new one could not read is parked then, and what it could read is parked no more.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with store.begin() as work:
                done = await _swap(work, target, models, verdict)
                await park_unread(work.conn, unread)
                await settle_read(work.conn)
            break
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(0.25)
    await clear(store)
    return done


async def _swap(work: Work, target: Target, models: Sequence[str], verdict: Verdict) -> Swap:
    conn: Any = work.conn
    await conn.execute("SET LOCAL lock_timeout = '500ms'")
    await conn.execute(STANDING_STILL)
    await layout.serve(conn, target.generation, target.tables)
    await conn.execute(
        "UPDATE generations SET tables = ARRAY(SELECT unnest(tables) EXCEPT SELECT unnest($2::text[])),"
        " models = ARRAY(SELECT unnest(models) EXCEPT SELECT unnest($3::text[])) WHERE state = 'serving'"
        " AND generation <> $1",
        target.generation,
        list(target.tables),
        list(models),
    )
    await conn.execute("UPDATE generations SET state = 'retired' WHERE state = 'serving' AND tables = '{}'")
    row = await conn.fetchrow(
        "UPDATE generations SET state = 'serving', verdict = $2, swapped_at = clock_timestamp() WHERE generation = $1"
        ' RETURNING "read", repeats',
        target.generation,
        verdict.document(),
    )
    events = await conn.fetchval("SELECT sum(next_offset) FROM fold_positions WHERE generation = $1", target.generation)
    for model in models:
        stream = await work.load(READ_MODEL, model)
        told = TellRebuilt(model, target.generation, int(events or 0), verdict.checksums[model])
        work.record(stream, decide(stream.state, told))
    await work.flush()
    return Swap(target.generation, int(events or 0), row["repeats"], verdict)


async def clear(store: Store) -> None:
    """Drops what no reader can reach any more: schemas of retired and failed generations, tables handed over."""
    pool = store.database.pool("system")
    rows = await pool.fetch(
        "SELECT g.generation, g.state, n.nspname, c.relname FROM generations g"
        " JOIN pg_namespace n ON n.nspname = 'generation_' || g.generation"
        " JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'"
        " WHERE g.state IN ('retired', 'failed') OR (g.state = 'serving' AND c.relname <> $1"
        " AND NOT c.relname = ANY (g.tables))",
        layout.SEEN,
    )
    for row in rows:
        if row["state"] == "serving":
            await pool.execute(f"DROP TABLE IF EXISTS {row['nspname']}.{row['relname']}")
    for generation in {row["generation"] for row in rows if row["state"] != "serving"}:
        await pool.execute(f"DROP SCHEMA IF EXISTS {layout.schema_of(generation)} CASCADE")
