"""Seals a log in batches, one leader at a time; a batch names its records, so that none can commit behind its back."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

import asyncpg
import structlog

from shared.chained import chain
from shared.chained.log import LOCK_CLASS, Log

Connection: TypeAlias = "asyncpg.Connection[Any]"

MOST_RECORDS: Final = 5_000
EVERY_SECONDS: Final = 5.0

LEAD: Final = f"SELECT pg_try_advisory_xact_lock({LOCK_CLASS}, $1)"

log = structlog.get_logger(__name__)


def read_records(of: Log) -> str:
    """The statement that reads the records of given numbers."""
    return f"SELECT {', '.join(of.fields)} FROM {of.table} WHERE number = ANY($1)"  # nosec B608  # a log is a constant of the code


async def seal_batch(conn: Connection, of: Log, key: bytes, most: int = MOST_RECORDS) -> int:
    """Seals up to `most` waiting records into the next batch; how many it sealed (0 also when another leads).

    The seal goes into the program's log too: kept elsewhere than the database, it shows when the chain's end was cut
    off.
    """
    async with conn.transaction():
        if not await conn.fetchval(LEAD, of.lock):
            return 0
        numbers = sorted(row["number"] for row in await conn.fetch(_take(of), most))
        if not numbers:
            return 0
        last = await conn.fetchrow(f"SELECT batch, seal FROM {of.batches} ORDER BY batch DESC LIMIT 1")  # nosec B608  # a log is a constant of the code
        batch, previous = (1, of.first) if last is None else (last["batch"] + 1, last["seal"])
        known = {row["number"]: chain.digest(of, row) for row in await conn.fetch(read_records(of), numbers)}
        # A record that went before it was sealed keeps its place, with a digest that nothing has.
        digests = [known.get(number, b"") for number in numbers]
        seal = chain.seal(key, previous, batch, numbers, digests)
        await conn.execute(_keep(of), batch, numbers, digests, previous, seal)
    log.info("records_sealed", log=of.table, batch=batch, records=len(numbers), seal=seal.hex())
    return len(numbers)


def _take(of: Log) -> str:
    return (
        f"DELETE FROM {of.unsealed} WHERE number IN (SELECT number FROM {of.unsealed} ORDER BY number LIMIT $1)"  # nosec B608  # a log is a constant of the code
        " RETURNING number"
    )


def _keep(of: Log) -> str:
    return f"INSERT INTO {of.batches} (batch, numbers, digests, previous, seal) VALUES ($1, $2, $3, $4, $5)"  # nosec B608  # a log is a constant of the code


Seal: TypeAlias = Callable[[Connection], Awaitable[int]]
"""Seals the next batch; gives how many records it sealed."""


async def seal_for_ever(pool: "asyncpg.Pool[Any]", seals: Mapping[str, Seal], every: float = EVERY_SECONDS) -> None:
    """Seals what waits in each log by its name, again and again; a database that is away is waited for."""
    while True:
        for name, seal in seals.items():
            try:
                async with pool.acquire() as conn:
                    while await seal(conn) >= MOST_RECORDS:  # type: ignore[arg-type] # a pool's proxy is one
                        pass
            except Exception as error:  # noqa: BLE001 - whatever fails, the records wait and the next round seals them
                log.warning("records_not_sealed", log=name, error=repr(error))
        await asyncio.sleep(every)
