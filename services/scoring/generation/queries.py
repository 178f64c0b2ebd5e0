"""Reads the state of generations."""

from __future__ import annotations

from typing import Any, Final

from services.scoring.folding.fact_tables import MODELS, tables_of
from services.scoring.generation.comparison import checksum_of, sums_of

STATES: Final = """
SELECT g.generation, g.models, g.tables, g.swapped_at, g.verdict, p.positions FROM generations g LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(topic, offsets) AS positions FROM (
        SELECT topic, jsonb_agg(next_offset ORDER BY "partition") AS offsets FROM fold_positions f
        WHERE f.generation = g.generation GROUP BY topic) t
) p ON true WHERE g.state = 'serving'
"""
REBUILDS: Final = """
SELECT *, greatest(extract(epoch FROM clock_timestamp() - started_at), 0.001)::float AS seconds FROM generations
WHERE goal > 0 OR state IN ('reading', 'following', 'failed') ORDER BY generation DESC LIMIT 20
"""


async def model_states(conn: Any, lag: int, *, fresh_checksums: bool) -> list[dict[str, Any]]:
    """One row a model. Fresh checksums read every row of it."""
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
                "lag": lag,
                "checksum": checksums.get(model),
                "swapped_at": row["swapped_at"],
                "positions": row["positions"] or {},
            }
            for model in row["models"]
        ]
    return sorted(states, key=lambda state: list(MODELS).index(state["model"]))


async def rebuild_states(conn: Any) -> list[dict[str, Any]]:
    """The latest rebuilds, newest first, with rate and time left while one reads."""
    kept = (
        "generation", "models", "state", "indexed", "read", "goal", "repeats", "started_at", "swapped_at", "failure",
        "verdict",
    )  # fmt: skip
    states = []
    for row in await conn.fetch(REBUILDS):
        reading = row["state"] == "reading" and row["read"] > 0
        rate = row["read"] / row["seconds"] if reading else None
        left = max(0.0, (row["goal"] - row["read"]) / rate) if rate else None
        states.append({**{name: row[name] for name in kept}, "records_per_second": rate, "seconds_left": left})
    return states
