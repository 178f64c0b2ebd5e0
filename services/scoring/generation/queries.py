"""Reads the state of generations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import asyncpg
from sqlalchemy import Float, Select, cast, extract, func, or_, select

from services.scoring.folding.fact_tables import MODELS, tables_of
from services.scoring.generation.comparison import checksum_of, sums_of
from services.scoring.tables import generations
from shared.eventstore import sql

STATES: Final = """
SELECT g.generation, g.models, g.tables, g.swapped_at, g.verdict, p.positions FROM generations g LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(topic, offsets) AS positions FROM (
        SELECT topic, jsonb_agg(next_offset ORDER BY "partition") AS offsets FROM fold_positions f
        WHERE f.generation = g.generation GROUP BY topic) t
) p ON true WHERE g.state = 'serving'
"""
KEPT: Final = (
    "generation", "models", "state", "indexed", "read", "goal", "repeats", "started_at", "swapped_at", "failure",
    "verdict",
)  # fmt: skip


async def model_states(conn: Any, lag: Mapping[str, int], *, fresh_checksums: bool) -> list[dict[str, Any]]:
    """One row a model with its `lag` as far as it is known. Fresh checksums read every row of it."""
    states = []
    for row in await conn.fetch(STATES):
        checksums = dict((row["verdict"] or {}).get("checksums", {}))
        if fresh_checksums:
            sums = await sums_of(conn, row["generation"], tables_of(tuple(row["models"])))
            checksums = {model: checksum_of(model, sums) for model in row["models"]}
        states += [
            {
                "model": model,
                "generation": row["generation"],
                "lag": lag.get(model),
                "checksum": checksums.get(model),
                "swapped_at": row["swapped_at"],
                "positions": row["positions"] or {},
            }
            for model in row["models"]
        ]
    return sorted(states, key=lambda state: list(MODELS).index(state["model"]))


def rebuilds() -> Select[Any]:
    """Every rebuild, and how long ago it began, or went on after it was cut off."""
    since = func.coalesce(generations.c.resumed_at, generations.c.started_at)
    ran = extract("epoch", func.clock_timestamp() - since)
    return select(generations, cast(func.greatest(ran, 0.001), Float).label("seconds")).where(
        or_(generations.c.goal > 0, generations.c.state.in_(("reading", "following", "failed")))
    )


def rebuild_state(row: asyncpg.Record | Mapping[str, Any]) -> dict[str, Any]:
    """A row of `rebuilds` with rate and time left while it reads, since it began or went on."""
    done = row["read"] - row["resumed_from"]
    rate = done / row["seconds"] if row["state"] == "reading" and done > 0 else None
    left = max(0.0, (row["goal"] - row["read"]) / rate) if rate else None
    return {**{name: row[name] for name in KEPT}, "records_per_second": rate, "seconds_left": left}


async def latest_rebuild(conn: Any) -> dict[str, Any] | None:
    """The rebuild that began last."""
    rows = await sql.fetch(conn, rebuilds().order_by(generations.c.generation.desc()).limit(1))
    return rebuild_state(rows[0]) if rows else None
