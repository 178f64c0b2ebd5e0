"""Holds a log against its chain: nothing changed, gone, put in between, or left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.chained import chain
from shared.chained.log import Log
from shared.chained.sealing import Connection, read_records


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds: batches and records up to the first place that is `broken` (empty when all holds), those that
    `wait` to be sealed, and the `head`, the last seal in hexadecimal.
    """

    batches: int
    records: int
    waiting: int
    head: str
    broken: str = ""

    @property
    def whole(self) -> bool:
        """Nothing is broken."""
        return not self.broken


async def verify(conn: Connection, of: Log, key: bytes, *, known_seal: str = "") -> Verdict:
    """Walks the chain from its beginning, in one view of the database, while the service goes on.

    `known_seal` is a seal noted earlier outside the database (hexadecimal): the chain must hold it, which shows that
    its end was not cut off. Memory is bounded by a batch.
    """
    async with conn.transaction(isolation="repeatable_read", readonly=True):
        previous, batches, records, met = of.first, 0, 0, not known_seal
        waiting = await conn.fetchval(f"SELECT count(*) FROM {of.unsealed}")  # nosec B608  # a log is a constant of the code
        async for row in conn.cursor(_batches(of), prefetch=20):
            broken = _misplaced(row, batches + 1, previous, key) or await _changed(conn, of, row)
            if broken:
                return Verdict(batches, records, waiting, previous.hex() if batches else "", broken)
            previous, batches, records = row["seal"], batches + 1, records + len(row["numbers"])
            met = met or previous.hex() == known_seal
        outside = await conn.fetchval(_outside(of))
    broken = "" if outside is None else f"record {outside} is in no batch and does not wait for one"
    if not met:
        broken = f"after batch {batches}: the seal {known_seal} is not in the chain"
    return Verdict(batches, records, waiting, previous.hex() if batches else "", broken)


def _batches(of: Log) -> str:
    return f"SELECT batch, numbers, digests, previous, seal FROM {of.batches} ORDER BY batch"  # nosec B608  # a log is a constant of the code


def _outside(of: Log) -> str:
    return (
        f"SELECT number FROM {of.table} EXCEPT SELECT unnest(numbers) FROM {of.batches}"  # nosec B608  # a log is a constant of the code
        f" EXCEPT SELECT number FROM {of.unsealed} ORDER BY number LIMIT 1"
    )


def _misplaced(row: Mapping[str, Any], batch: int, previous: bytes, key: bytes) -> str:
    if row["batch"] != batch:
        return f"batch {batch} is gone"
    if row["previous"] != previous:
        return f"batch {batch} does not follow the one before it"
    if row["seal"] != chain.seal(key, previous, batch, row["numbers"], row["digests"]):
        return f"batch {batch} was changed"
    return ""


async def _changed(conn: Connection, of: Log, row: Mapping[str, Any]) -> str:
    known = {one["number"]: chain.digest(of, one) for one in await conn.fetch(read_records(of), row["numbers"])}
    for number, sealed in zip(row["numbers"], row["digests"], strict=True):
        if known.get(number) != sealed:
            return f"batch {row['batch']}, record {number}: {'was changed' if number in known else 'is gone'}"
    return ""
