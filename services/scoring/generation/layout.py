"""The tables of one generation: a schema of their own, made bare for reading in bulk, indexed before they serve."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import asyncpg

from services.scoring.folding.fact_tables import FACT_TABLES
from services.scoring.generation.holes import NOTE
from services.scoring.generation.spent import Spent
from shared.eventstore.database import role_name
from shared.security.schema import protect

Connection: TypeAlias = "asyncpg.Connection[Any]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

SEEN: Final = "seen_streams"
RUNS: Final = "seen_runs"
APP: Final = role_name("scoring", "app")
SYSTEM: Final = role_name("scoring", "system")

MEMORY: Final = "64MB"
"""What PostgreSQL may take for one sort or hash of a generation that is being finished; two tables are at a time."""

SEEN_COLUMNS: Final = '(stream text COLLATE "C" PRIMARY KEY, version integer NOT NULL) WITH (fillfactor = 80)'
RUN_COLUMNS: Final = '(stream text COLLATE "C" NOT NULL, first integer NOT NULL, last integer NOT NULL)'


def schema_of(generation: int) -> str:
    return f"generation_{generation}"


async def create(conn: Connection, generation: int, tables: Sequence[str], *, bare: bool) -> None:
    """The schema with its fact tables; `bare` ones take rows at full speed and are finished later."""
    schema = schema_of(generation)
    await conn.execute(f"CREATE SCHEMA {schema}; GRANT USAGE ON SCHEMA {schema} TO {APP}")
    for name in tables:
        columns = ", ".join(f"{column} {declared}" for column, declared in FACT_TABLES[name].columns)
        await conn.execute(f"CREATE TABLE {schema}.{name} ({columns}); GRANT SELECT ON {schema}.{name} TO {APP}")
        for statement in protect(f"{schema}.{name}", app=APP, unrestricted=[SYSTEM]):
            await conn.execute(statement)
    if bare:
        await conn.execute(f"CREATE TABLE {schema}.{RUNS} {RUN_COLUMNS}")
        return
    await conn.execute(f"CREATE TABLE {schema}.{SEEN} {SEEN_COLUMNS}; GRANT SELECT ON {schema}.{SEEN} TO {APP}")
    for statement in indexes(generation, tables):
        await conn.execute(statement)


async def drop(conn: Connection, generation: int) -> None:
    await conn.execute(f"DROP SCHEMA IF EXISTS {schema_of(generation)} CASCADE")


def indexes(generation: int, tables: Sequence[str]) -> list[str]:
    schema = schema_of(generation)
    return [
        f"CREATE INDEX IF NOT EXISTS {name}_{column} ON {schema}.{name} ({column}) WHERE {column} IS NOT NULL"
        for name in tables
        for column in FACT_TABLES[name].found_by
    ]


async def finish(pool: Pool, generation: int, tables: Sequence[str], spent: Spent) -> None:
    """Makes bare tables ready to be folded live and read: joins the runs, drops repeats, indexes. May be repeated."""
    schema = schema_of(generation)
    async with pool.acquire() as conn:
        if await conn.fetchval("SELECT to_regclass($1)", f"{schema}.{RUNS}") is not None:
            with spent.on("join"):
                async with conn.transaction():
                    await _join_runs(conn, generation, tables)
    # The largest first: two at a time end together.
    sizes = {name: await pool.fetchval("SELECT pg_table_size($1::regclass)", f"{schema}.{name}") for name in tables}
    ordered = sorted(tables, key=lambda name: -sizes[name])
    waiting = [[*indexes(generation, [name]), f"ANALYZE {schema}.{name}"] for name in ordered]

    async def work() -> None:
        async with pool.acquire() as conn:
            await conn.execute(f"SET maintenance_work_mem = '{MEMORY}'")
            while waiting:
                for statement in waiting.pop(0):
                    await conn.execute(statement, timeout=3600)
            await conn.execute("RESET maintenance_work_mem")

    with spent.on("index"):
        await asyncio.gather(work(), work())


async def _join_runs(conn: Any, generation: int, tables: Sequence[str]) -> None:
    """One highest version a stream; runs that overlap betray repeats, runs apart from each other betray gaps.

    A stream of one run from 1 on has neither, nor one of two runs where the one that begins later begins just after the
    one that ends earlier; only the others' runs are put in order.
    """
    schema = schema_of(generation)
    await conn.execute(f"SET LOCAL work_mem = '{MEMORY}'; SET LOCAL maintenance_work_mem = '{MEMORY}'")
    await conn.execute(
        f"CREATE TABLE {schema}.{SEEN} {SEEN_COLUMNS}; GRANT SELECT ON {schema}.{SEEN} TO {APP};"
        f"CREATE TEMPORARY TABLE joined ON COMMIT DROP AS"
        f"  SELECT stream, max(last) AS version, count(*) AS runs, min(first) AS first,"
        f"         max(first) = min(last) + 1 AS meet FROM {schema}.{RUNS} GROUP BY stream;"
        f"ALTER TABLE {schema}.{SEEN} DROP CONSTRAINT {SEEN}_pkey;"
        f"INSERT INTO {schema}.{SEEN} SELECT stream, version FROM joined;"
        f"ALTER TABLE {schema}.{SEEN} ADD PRIMARY KEY (stream);"
        f"CREATE TEMPORARY TABLE odd ON COMMIT DROP AS SELECT stream, first, before FROM ("
        f"  SELECT stream, first, coalesce(max(last) OVER (PARTITION BY stream ORDER BY first, last"
        f"    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before FROM {schema}.{RUNS}"
        f"  WHERE stream IN (SELECT stream FROM joined WHERE first > 1 OR runs > 2 OR (runs = 2 AND NOT meet))"
        f") steps WHERE first <> before + 1",  # nosec B608  # names made by the code
        timeout=3600,
    )
    gaps = "SELECT stream, max(before) AS seen, first AS got FROM odd WHERE first > before + 1 GROUP BY 1, 3"
    await conn.execute(NOTE.format(gaps), generation, timeout=3600)
    await conn.execute(
        "CREATE TEMPORARY TABLE repeated ON COMMIT DROP AS SELECT DISTINCT stream FROM odd WHERE first <= before",
        timeout=3600,
    )
    if await conn.fetchval("SELECT EXISTS (SELECT FROM repeated)"):
        for name in tables:
            await conn.execute(
                f"DELETE FROM {schema}.{name} WHERE ctid IN (SELECT ctid FROM (SELECT ctid,"
                f" row_number() OVER (PARTITION BY stream, version, line ORDER BY ctid) AS nth FROM {schema}.{name}"
                f" WHERE stream IN (SELECT stream FROM repeated)) n WHERE nth > 1)",  # nosec B608  # names made by the code
                timeout=3600,
            )
    await conn.execute(f"DROP TABLE {schema}.{RUNS}")


async def serve(conn: Any, generation: int, tables: Sequence[str]) -> None:
    """Points the views that readers use at this generation, in the caller's transaction."""
    schema = schema_of(generation)
    for name in (*tables, SEEN):
        await conn.execute(
            f"CREATE OR REPLACE VIEW public.{name} WITH (security_invoker = true) AS SELECT * FROM {schema}.{name};"
            f"GRANT SELECT ON public.{name} TO {APP}"  # nosec B608  # names made by the code
        )
