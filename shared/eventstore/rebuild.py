"""A service's own tables made again from its own store, beside the live ones, and held against them by hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
from sqlalchemy import Table

from shared.eventstore import deadlines, keys, reader, sql
from shared.eventstore.event import Recorded
from shared.eventstore.store import Store
from shared.eventstore.stored import read_event
from shared.values.progress import UNSEEN, Progress

SCHEMA: Final = "rebuilt"
PAGE_EVENTS: Final = 2000

WANTED: Final = f"SELECT kind, subject, due_at, data::text FROM {SCHEMA}.deadlines WHERE due_at > now()"  # nosec B608  # constants
STRANGE: Final = f"""
due_at > now() AND kind IN (SELECT kind FROM {SCHEMA}.deadlines)
AND NOT EXISTS (SELECT FROM {SCHEMA}.deadlines r WHERE (r.kind, r.subject) = (l.kind, l.subject))
"""  # nosec B608  # assembled from constants of the code only
"""Deadlines of kinds that follow from events, without an event that they follow from."""
KEPT: Final = f"""
SELECT kind, subject, due_at, data::text FROM public.deadlines l
WHERE {STRANGE} OR EXISTS (
    SELECT FROM {SCHEMA}.deadlines r WHERE (r.kind, r.subject) = (l.kind, l.subject) AND r.due_at > now())
"""  # nosec B608  # assembled from constants of the code only
SET_ANEW: Final = f"""
INSERT INTO public.deadlines SELECT * FROM {SCHEMA}.deadlines ON CONFLICT (kind, subject) DO UPDATE
SET due_at = excluded.due_at, data = excluded.data, attempts = excluded.attempts WHERE excluded.due_at > now()
"""  # nosec B608  # assembled from constants of the code only
"""What has come already is tried again where it is missing: a deadline whose work is done means nothing."""


@dataclass(frozen=True, slots=True)
class TableCheck:
    """How a rebuilt table compares with the live one: rows and a SHA-256 over the SHA-256 of each."""

    table: str
    live_rows: int
    rebuilt_rows: int
    live_hash: str
    rebuilt_hash: str

    @property
    def same(self) -> bool:
        return (self.live_rows, self.live_hash) == (self.rebuilt_rows, self.rebuilt_hash)


SHA: Final = "encode(sha256(convert_to({}, 'UTF8')), 'hex')"
DIGEST: Final = f"""
SELECT coalesce(sum(n), 0)::bigint, {SHA.format("coalesce(string_agg(part, '' ORDER BY beginning), '')")}
FROM (SELECT left(h, 3) AS beginning, count(*) AS n, {SHA.format("string_agg(h, '' ORDER BY h)")} AS part
      FROM (SELECT {SHA.format("t::text")} AS h FROM {{}} t) hashed GROUP BY 1) parts
"""  # nosec B608  # assembled from constants of the code only
"""In 4,096 parts: the hashes of all rows of a large table are no one value that PostgreSQL could hold."""


async def rebuild(store: Store, *, swap: bool = False, progress: Progress = UNSEEN) -> list[TableCheck]:
    """Folds every event into empty copies of the projected tables and compares them with the live ones.

    Runs in one transaction that lets nobody append meanwhile, so both sides stand at the same position. With `swap`
    the live rows are replaced by the rebuilt ones. The copies are gone afterwards either way.

    Deadlines are held against each other as far as they are still to come: one that has come may be done, and those
    that no event asks for (an import's next slice) are nobody's copy.
    """
    projected = [table for projection in store.projections.all for table in projection.tables]
    tables = list({table.name: table for table in projected}.values())
    async with store.database.pool("system").acquire() as pooled:
        conn: asyncpg.Connection[Any] = pooled  # type: ignore[assignment] # a pool's proxy is a connection
        async with conn.transaction():
            await conn.execute("SET LOCAL lock_timeout = '10s'")
            await conn.execute("LOCK TABLE events IN SHARE ROW EXCLUSIVE MODE")
            await _make_copies(conn, tables)
            progress.step(f"{store.service}: events are folded again")
            await _replay(conn, store, progress)
            progress.step(f"{store.service}: tables are held against the live ones")
            checks: list[TableCheck] = []
            for table in tables:
                progress.reached(len(checks), len(tables))
                checks.append(await _check(conn, table))
            checks.append(await _check_deadlines(conn))
            if swap:
                await _swap(conn, tables)
                await conn.execute(f"DELETE FROM public.deadlines l WHERE {STRANGE}")  # nosec B608  # constants
                await conn.execute(SET_ANEW)
            await conn.execute("SET LOCAL search_path TO public")
            await conn.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
    return checks


async def _make_copies(conn: "asyncpg.Connection[Any]", tables: Sequence[Table]) -> None:
    await conn.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    await conn.execute(f"CREATE SCHEMA {SCHEMA}")
    for name in [*(table.name for table in tables), deadlines.deadlines.name]:
        await conn.execute(f'CREATE TABLE {SCHEMA}."{name}" (LIKE public."{name}" INCLUDING ALL)')
    await conn.execute(f"SET LOCAL search_path TO {SCHEMA}, public")


async def _replay(conn: "asyncpg.Connection[Any]", store: Store, progress: Progress) -> None:
    after, last = 0, await conn.fetchval("SELECT coalesce(max(position), 0) FROM public.events")
    while True:
        rows = await conn.fetch(
            "SELECT position, stream_id, version, type, data, personal, meta, recorded_at FROM public.events"
            " WHERE position > $1 ORDER BY position LIMIT $2",
            after,
            PAGE_EVENTS,
        )
        if not rows:
            return
        private = sorted({row["stream_id"] for row in rows if row["personal"] is not None})
        known = await keys.keys_of(conn, store.sealer, private)
        recorded = [_recorded(row, known, store.sealer) for row in rows]
        await sql.execute_all(conn, store.projections.statements(recorded))
        after = rows[-1]["position"]
        progress.reached(after, last)


def _recorded(row: asyncpg.Record, known: dict[str, bytes], sealer: keys.Sealer) -> Recorded[Any]:
    stored = reader.StoredEvent(*row)
    return Recorded(
        event=read_event(stored.stream, row, known.get(stored.stream), sealer),
        stream=stored.stream,
        version=stored.version,
        position=stored.position,
        recorded_at=stored.recorded_at,
        key=stored.meta["key"],
        unit=stored.meta["unit"],
        actor=stored.meta["actor"],
        correlation=stored.meta["correlation"],
        causation=stored.meta["causation"],
        sealed=stored.personal,
    )


async def _check(conn: "asyncpg.Connection[Any]", table: Table) -> TableCheck:
    live = await _digest(conn, "public", table.name)
    made = await _digest(conn, SCHEMA, table.name)
    return TableCheck(table.name, live[0], made[0], live[1], made[1])


async def _check_deadlines(conn: "asyncpg.Connection[Any]") -> TableCheck:
    live, made = await _digest_of(conn, f"({KEPT})"), await _digest_of(conn, f"({WANTED})")
    return TableCheck(deadlines.deadlines.name, live[0], made[0], live[1], made[1])


async def _digest(conn: "asyncpg.Connection[Any]", schema: str, table: str) -> tuple[int, str]:
    return await _digest_of(conn, f'{schema}."{table}"')


async def _digest_of(conn: "asyncpg.Connection[Any]", rows: str) -> tuple[int, str]:
    row = await conn.fetchrow(DIGEST.format(rows))
    assert row is not None  # nosec B101  # noqa: S101 - an aggregate gives a row
    return row[0], row[1]


async def _swap(conn: "asyncpg.Connection[Any]", tables: Sequence[Table]) -> None:
    for table in tables:
        await conn.execute(f'DELETE FROM public."{table.name}"')  # nosec B608  # names of tables come from their declarations
        names = ", ".join(f'"{column.name}"' for column in table.columns if column.computed is None)
        await conn.execute(f'INSERT INTO public."{table.name}" ({names}) SELECT {names} FROM {SCHEMA}."{table.name}"')  # nosec B608  # names of tables come from their declarations
