"""Puts what was folded into a generation's tables, with the position it was read up to, in one transaction."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.scoring.folding.fact_tables import FACT_TABLES, Row, copy_text
from services.scoring.folding.fold import Folded, Unread
from services.scoring.generation.holes import note_gaps
from services.scoring.generation.layout import RUNS, SEEN, schema_of
from services.scoring.generation.setting_aside import park_unread, serves
from shared.messaging.parking import storable

Place = tuple[str, int]
"""A topic and a partition of it."""

UPSERT_SEEN = (
    "INSERT INTO {schema}.{seen} AS s (stream, version) SELECT * FROM unnest($1::text[], $2::integer[])"
    " ON CONFLICT (stream) DO UPDATE SET version = excluded.version WHERE s.version < excluded.version"
)


async def copy_rows(conn: Any, generation: int, table: str, rows: Sequence[Row]) -> None:
    """Rows into a fact table by COPY."""
    if rows:
        content = io.BytesIO(copy_text(FACT_TABLES[table], rows))
        await conn.copy_to_table(table, schema_name=schema_of(generation), source=content, format="text")


async def copy_runs(conn: Any, generation: int, runs: Iterable[tuple[str, int, int]]) -> None:
    """Runs of versions into a bare generation."""
    content = "".join([f"{stream}\t{first}\t{last}\n" for stream, first, last in runs])
    if "\\" in content:
        content = content.replace("\\", "\\\\")
    await conn.copy_to_table(
        RUNS, schema_name=schema_of(generation), source=io.BytesIO(content.encode()), format="text"
    )


async def seen_of(conn: Any, generation: int, streams: Sequence[str]) -> dict[str, int]:
    """The highest version folded of each stream that has one."""
    rows = await conn.fetch(
        f"SELECT stream, version FROM {schema_of(generation)}.{SEEN} WHERE stream = ANY ($1)",  # nosec B608  # names made by the code
        streams,
    )
    return {row["stream"]: row["version"] for row in rows}


async def land(conn: Any, generation: int, folded: Folded) -> None:
    """A live batch: facts, versions seen, gaps and what could not be read."""
    for table, rows in folded.rows.items():
        await copy_rows(conn, generation, table, rows)
    went = {stream: last for stream, (first, last) in folded.runs.items() if last >= first}
    if went:
        statement = UPSERT_SEEN.format(schema=schema_of(generation), seen=SEEN)
        await conn.execute(statement, list(went), list(went.values()))
    await note_trouble(conn, generation, folded)


async def note_trouble(conn: Any, generation: int, folded: Folded) -> None:
    """Gaps and unread records, once each."""
    if folded.gaps:
        await note_gaps(conn, generation, folded.gaps)
    if folded.unread:
        await conn.executemany(
            'INSERT INTO fold_unread (generation, topic, "partition", "offset", stream, error)'
            " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            [_unread(generation, one) for one in folded.unread],
        )
        if await serves(conn, generation):
            await park_unread(conn, folded.unread)


def _unread(generation: int, one: Unread) -> tuple[int, str, int, int, str, str]:
    record = one.record
    return generation, record.topic, record.partition, record.offset, storable(one.stream), one.failure.error[:500]


async def positions_of(conn: Any, generation: int) -> dict[Place, int]:
    """Where each partition goes on."""
    rows = await conn.fetch(
        'SELECT topic, "partition", next_offset FROM fold_positions WHERE generation = $1', generation
    )
    return {(row["topic"], row["partition"]): row["next_offset"] for row in rows}


async def move_positions(conn: Any, generation: int, to: Mapping[Place, int]) -> None:
    """Writes where partitions go on from here."""
    await conn.executemany(
        'INSERT INTO fold_positions (generation, topic, "partition", next_offset) VALUES ($1, $2, $3, $4)'
        ' ON CONFLICT (generation, topic, "partition") DO UPDATE SET next_offset = excluded.next_offset',
        [(generation, topic, partition, offset) for (topic, partition), offset in to.items()],
    )
