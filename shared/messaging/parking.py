"""Parking: events a handler can't take, each with its key's later events behind it in order."""

import base64
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

import asyncpg

from shared.journal.noting import note
from shared.journal.schema import Kind
from shared.messaging.misread import reason_of

Connection: TypeAlias = "asyncpg.Connection[Any]"

LONGEST_STACK: Final = 16_000
LONGEST_ERROR: Final = 2_000
BEHIND: Final = "behind an earlier parked event of its key"

BLOCKED: Final = """
SELECT p.topic, p.key FROM parked_keys p
JOIN unnest($2::text[], $3::bytea[]) AS r(topic, key) ON p.topic = r.topic AND p.key = r.key
WHERE p.consumer = $1 FOR SHARE OF p
"""

PARK_KEY: Final = "INSERT INTO parked_keys (consumer, topic, key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"

PARK: Final = """
INSERT INTO parked (consumer, topic, "partition", "offset", key, stream, version, type, value, headers, error, stack)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (consumer, topic, "partition", "offset") DO NOTHING
"""

KNOWN: Final = """
SELECT EXISTS (SELECT FROM parked WHERE consumer = $1 AND topic = $2 AND key = $3 AND stream = $4 AND version = $5
               AND value IS NOT DISTINCT FROM $6)
"""

VERSIONS: Final = """
SELECT DISTINCT version FROM parked
WHERE consumer = $1 AND topic = $2 AND stream = $3 AND version > $4 AND version < $5 ORDER BY version
"""

COUNT: Final = "SELECT count(*) FROM parked WHERE consumer = $1 AND state = 'parked'"


class RawRecord(NamedTuple):
    """A record exactly as it was read, which is also how it is parked."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a record is parked: the error and where it came from."""

    error: str
    stack: str

    @classmethod
    def of(cls, error: BaseException) -> "Failure":
        stack = "".join(traceback.format_exception(error))
        return cls(storable(reason_of(error))[:LONGEST_ERROR], storable(stack)[-LONGEST_STACK:])


WAITING: Final = Failure(BEHIND, "")


def storable(text: str) -> str:
    """Text that PostgreSQL takes: without NUL and lone surrogates."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def headers_to_json(headers: Iterable[tuple[str, bytes | None]]) -> list[list[str | None]]:
    """Header values may be any bytes, so they are kept in base64."""
    return [[storable(name), None if value is None else base64.b64encode(value).decode()] for name, value in headers]


def headers_from_json(headers: Sequence[Sequence[Any]]) -> list[tuple[str, bytes | None]]:
    """The headers as they came, from what `headers_to_json` made of them."""
    return [(name, None if value is None else base64.b64decode(value)) for name, value in headers]


async def blocked_keys(conn: Connection, consumer: str, keys: Iterable[tuple[str, bytes]]) -> set[tuple[str, bytes]]:
    """Which (topic, key) have parked events; held until the transaction ends, so that no retry frees one meanwhile."""
    asked = sorted(set(keys))
    if not asked:
        return set()
    rows = await conn.fetch(BLOCKED, consumer, [one[0] for one in asked], [one[1] for one in asked])
    return {(row["topic"], row["key"]) for row in rows}


async def park(
    conn: Connection,
    consumer: str,
    record: RawRecord,
    failure: Failure,
    *,
    stream: str | None = None,
    version: int | None = None,
    event_type: str | None = None,
) -> None:
    """Keeps the record with its error and blocks its key. A record already parked stays as it is."""
    await conn.execute(PARK_KEY, consumer, record.topic, record.key)
    await conn.execute(
        PARK,
        consumer,
        record.topic,
        record.partition,
        record.offset,
        record.key,
        stream,
        version,
        event_type,
        record.value,
        headers_to_json(record.headers),
        failure.error,
        failure.stack,
    )
    if failure is not WAITING:
        place = f"{record.topic}/{record.partition}@{record.offset}"
        await note(conn, Kind.ALARM, "parked", subject=f"{consumer} {stream or ''}".strip(), detail=place)


async def count_parked(conn: Connection, consumer: str) -> int:
    """How many records wait in the consumer's parking."""
    return int(await conn.fetchval(COUNT, consumer))


async def knows(conn: Connection, consumer: str, record: RawRecord, stream: str, version: int) -> bool:
    """Whether the same record lies here already, or lay here and was settled, wherever in the topic it came again."""
    return bool(await conn.fetchval(KNOWN, consumer, record.topic, record.key, stream, version, record.value))


async def versions_between(
    conn: Connection, consumer: str, topic: str, stream: str, first: int, last: int
) -> list[int]:
    """The versions of a stream above `first` and below `last` of which a record was parked."""
    rows = await conn.fetch(VERSIONS, consumer, topic, stream, first, last)
    return [row["version"] for row in rows]
