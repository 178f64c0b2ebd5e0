"""One moment of several stores: nobody appends anywhere while a snapshot of each database is opened.

Between the last lock and the first release no store grows. Whatever a consumer has seen by then was committed by its
publisher before, so no database of the cut holds an effect whose cause another one of the cut lacks.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from shared.eventstore.database import role_name
from shared.keeping.errors import KeepingError

LOCK: Final = "BEGIN; SET LOCAL lock_timeout = '1s'; LOCK TABLE events IN SHARE MODE"
ATTEMPTS: Final = 20
PAUSE: Final = 0.25

STANDS: Final = """
SELECT (SELECT count(*) FROM events) AS events, (SELECT coalesce(max(position), 0) FROM events) AS position,
       (SELECT position FROM relay) AS published, pg_catalog.pg_get_userbyid(
       (SELECT relowner FROM pg_class WHERE oid = 'events'::regclass)) AS owner
"""
OWNED: Final = """
SELECT format('ALTER SCHEMA %I OWNER TO %I', nspname, $1::text) FROM pg_namespace
WHERE pg_get_userbyid(nspowner) = $1
UNION ALL
SELECT format('ALTER %s %I.%I OWNER TO %I',
              CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, nspname, relname, $1::text)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE pg_get_userbyid(relowner) = $1 AND relkind IN ('r', 'v', 'p') AND nspname !~ '^pg_(temp|toast)'
"""


@dataclass(frozen=True, slots=True)
class Cut:
    """One database at the moment: the name of its open snapshot, and where its store stood."""

    service: str
    url: str
    snapshot: str
    events: int
    position: int
    published: int
    owner: str
    owned: tuple[str, ...]
    versions: dict[str, str]


@asynccontextmanager
async def one_moment(urls: Mapping[str, str]) -> AsyncIterator[list[Cut]]:
    """Snapshots by service, all of one moment; they stay open as long as the block runs.

    `urls` are for a role that reads everything. Appends wait for some milliseconds, nothing else does.
    """
    async with AsyncExitStack() as stack:
        lockers = [await _connected(stack, url) for url in urls.values()]
        keepers = {service: await _connected(stack, url) for service, url in urls.items()}
        await _stand_still(lockers)
        try:
            snapshots = await asyncio.gather(*(_open(conn) for conn in keepers.values()))
        finally:
            await asyncio.gather(*(conn.execute("ROLLBACK") for conn in lockers))
        yield [
            await _described(service, urls[service], conn, snapshot)
            for (service, conn), snapshot in zip(keepers.items(), snapshots, strict=True)
        ]


async def _connected(stack: AsyncExitStack, url: str) -> "asyncpg.Connection[Any]":
    conn: asyncpg.Connection[Any] = await asyncpg.connect(
        url, server_settings={"idle_in_transaction_session_timeout": "0"}
    )
    stack.push_async_callback(conn.close)
    return conn


async def _stand_still(lockers: "list[asyncpg.Connection[Any]]") -> None:
    for _ in range(ATTEMPTS):
        try:
            for conn in lockers:
                await conn.execute(LOCK)
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            for conn in lockers:
                await conn.execute("ROLLBACK")
            await asyncio.sleep(PAUSE)
        else:
            return
    raise KeepingError(
        "Some transaction kept appending, or a rebuild compares its tables: no moment could be held still.",
        "Try again when it has ended.",
    )


async def _open(conn: "asyncpg.Connection[Any]") -> str:
    await conn.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    return str(await conn.fetchval("SELECT pg_export_snapshot()"))


async def _described(service: str, url: str, conn: "asyncpg.Connection[Any]", snapshot: str) -> Cut:
    row = await conn.fetchrow(STANDS)
    owned = await conn.fetch(OWNED, role_name(service, "system"))
    versions = {
        table: str(await conn.fetchval(f"SELECT version_num FROM {table}"))  # nosec B608  # assembled from constants of the code only
        for table in ("platform_version", "service_version")
    }
    assert row is not None  # nosec B101  # noqa: S101 - aggregates give a row
    return Cut(service, url, snapshot, **dict(row), owned=tuple(one[0] for one in owned), versions=versions)
