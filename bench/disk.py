"""What events take on disk: in a store, in a topic, in scoring's read models."""

from typing import Any, Final

import asyncpg

from bench.measure import Given, Stored

ALL_TABLES: Final = """
SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
"""


async def of_table(pool: "asyncpg.Pool[asyncpg.Record]", table: str, place: str, events: int) -> Stored:
    """A table with its indexes."""
    return Stored(place, events, await pool.fetchval("SELECT pg_total_relation_size($1::text::regclass)", table))


async def of_all_tables(conn: "asyncpg.Connection[Any]", place: str, events: int) -> Stored:
    """Every table of the connection's database with its indexes and large values; the catalogue is not counted."""
    return Stored(place, events, await conn.fetchval(ALL_TABLES))


async def of_database(pool: "asyncpg.Pool[asyncpg.Record]", place: str, events: int) -> Stored:
    """The whole database of the pool."""
    return Stored(place, events, await pool.fetchval("SELECT pg_database_size(current_database())"))


def of_topics(given: Given, prefix: str, place: str, events: int) -> list[Stored]:
    """The segments of all topics whose name begins so; nothing where the broker keeps its files elsewhere.

    Indexes of a segment are made at full size and mostly empty: they are not counted.
    """
    if given.kafka_logs is None:
        return []
    segments = (each for folder in given.kafka_logs.glob(f"{prefix}*") for each in folder.glob("*.log"))
    return [Stored(place, events, sum(each.stat().st_size for each in segments))]
