"""Seals looks in batches, one leader at a time; a batch names its records, so that none can commit behind its back."""

import asyncio
from typing import Any, Final

import asyncpg
import structlog

from shared.looks import chain
from shared.looks.schema import LOCK_CLASS

MOST_RECORDS: Final = 5_000
EVERY_SECONDS: Final = 5.0

LEAD: Final = f"SELECT pg_try_advisory_xact_lock({LOCK_CLASS}, 0)"
LAST: Final = "SELECT batch, seal FROM look_batches ORDER BY batch DESC LIMIT 1"
TAKE: Final = """
DELETE FROM looks_unsealed WHERE number IN (SELECT number FROM looks_unsealed ORDER BY number LIMIT $1)
RETURNING number
"""
READ: Final = "SELECT number, looked_at, actor, correlation, purpose, streams FROM looks WHERE number = ANY($1)"
SEAL: Final = "INSERT INTO look_batches (batch, numbers, digests, previous, seal) VALUES ($1, $2, $3, $4, $5)"

log = structlog.get_logger(__name__)


async def seal_batch(conn: "asyncpg.Connection[Any]", key: bytes, most: int = MOST_RECORDS) -> int:
    """Seals up to `most` waiting records into the next batch; how many it sealed (0 also when another leads).

    The seal goes into the log too: kept elsewhere than the database, it shows when the chain's end was cut off.
    """
    async with conn.transaction():
        if not await conn.fetchval(LEAD):
            return 0
        numbers = sorted(row["number"] for row in await conn.fetch(TAKE, most))
        if not numbers:
            return 0
        last = await conn.fetchrow(LAST)
        batch, previous = (1, chain.FIRST) if last is None else (last["batch"] + 1, last["seal"])
        known = {row["number"]: chain.digest(row) for row in await conn.fetch(READ, numbers)}
        # A record that went before it was sealed keeps its place, with a digest that nothing has.
        digests = [known.get(number, b"") for number in numbers]
        seal = chain.seal(key, previous, batch, numbers, digests)
        await conn.execute(SEAL, batch, numbers, digests, previous, seal)
    log.info("looks_sealed", batch=batch, records=len(numbers), seal=seal.hex())
    return len(numbers)


async def seal_for_ever(pool: "asyncpg.Pool[Any]", key: bytes, every: float = EVERY_SECONDS) -> None:
    """Seals what waits, again and again; a database that is away is waited for."""
    while True:
        try:
            async with pool.acquire() as conn:
                while await seal_batch(conn, key) == MOST_RECORDS:  # type: ignore[arg-type] # a pool's proxy is one
                    pass
        except Exception as error:  # noqa: BLE001 - whatever fails, the records wait and the next round seals them
            log.warning("looks_not_sealed", error=repr(error))
        await asyncio.sleep(every)
