"""The chain over the events themselves: they are the log of what was done, so nothing is written twice.

One leader seals what may be read by now, in the order of positions and in blocks, beside the writers: an append costs
nothing more. A block keeps the seal over full digests and the first bytes of each, which name the row that changed.
"""

import hashlib
import hmac
import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog

from shared.chained.log import LOCK_CLASS
from shared.chained.sealing import MOST_RECORDS, Connection
from shared.chained.verifying import Verdict

FIRST: Final = b"pactline events"
LOCK: Final = 2
MARK_BYTES: Final = 8
FIELDS: Final = ("stream_id", "type", "data", "personal", "meta")

STATEMENTS: Final = (
    """
    CREATE TABLE event_blocks (
        block bigint PRIMARY KEY,
        sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        first_position bigint NOT NULL,
        last_position bigint NOT NULL,
        marks bytea NOT NULL,
        content bytea NOT NULL,
        previous bytea NOT NULL UNIQUE,
        seal bytea NOT NULL
    )
    """,
)

LAST: Final = "SELECT block, last_position, seal FROM event_blocks ORDER BY block DESC LIMIT 1"
# Asked in a statement of its own: what commits between a statement's snapshot and its question would be passed by.
UPTO: Final = "SELECT readable_position()"
# The digest of `digest` below, made where the rows are: sealing sends nothing of them over a connection.
NEW: Final = f"""
WITH taken AS (
    SELECT e.position, sha256(
        int8send(e.position) || int4send(version) || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint)
        || int4send(octet_length(stream_id)) || convert_to(stream_id, 'UTF8')
        || int4send(octet_length(type)) || convert_to(type, 'UTF8')
        || int4send(octet_length(data)) || data
        || coalesce(int4send(octet_length(personal)) || personal, int4send(-1))
        || int4send(octet_length(meta::text)) || convert_to(meta::text, 'UTF8')) AS digest
    FROM events e WHERE e.position > $1 AND e.position <= $3 ORDER BY e.position LIMIT $2
)
SELECT count(*) AS events, min(position) AS first, max(position) AS last,
       string_agg(substr(digest, 1, {MARK_BYTES}), ''::bytea ORDER BY position) AS marks,
       sha256(string_agg(digest, ''::bytea ORDER BY position)) AS content
FROM taken
"""  # nosec B608  # assembled from constants of the code only
KEEP: Final = """
INSERT INTO event_blocks (block, first_position, last_position, marks, content, previous, seal)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
BLOCKS: Final = """
SELECT block, first_position, last_position, marks, content, previous, seal FROM event_blocks ORDER BY block
"""
ROWS: Final = """
SELECT position, version, recorded_at, stream_id, type, data, personal, meta::text AS meta FROM events
WHERE position > $1 AND position <= $2 ORDER BY position
"""
WAITING: Final = "SELECT count(*) FROM events WHERE position > $1"

log = structlog.get_logger(__name__)


def digest(row: Mapping[str, Any]) -> bytes:
    """SHA-256 over everything that a stored event is, each part behind its length."""
    moment = row["recorded_at"]
    micros = int(moment.timestamp()) * 1_000_000 + moment.microsecond
    parts = [struct.pack(">qiq", row["position"], row["version"], micros)]
    for field in FIELDS:
        value = row[field]
        raw = value.encode() if isinstance(value, str) else value
        parts += [struct.pack(">i", -1)] if raw is None else [struct.pack(">i", len(raw)), raw]
    return hashlib.sha256(b"".join(parts)).digest()


def seal(key: bytes, block: Mapping[str, Any]) -> bytes:
    """The seal of a block: of its place, of which positions it holds, of what they say, and of all blocks before it."""
    places = struct.pack(">qqq", block["block"], block["first_position"], block["last_position"])
    marks = hashlib.sha256(block["marks"]).digest()
    return hmac.digest(key, block["previous"] + places + marks + block["content"], hashlib.sha256)


async def seal_block(conn: Connection, key: bytes, most: int = MOST_RECORDS) -> int:
    """Seals up to `most` events behind the last block; how many it sealed (0 also when another leads)."""
    async with conn.transaction():
        if not await conn.fetchval(f"SELECT pg_try_advisory_xact_lock({LOCK_CLASS}, {LOCK})"):
            return 0
        last = await conn.fetchrow(LAST)
        number, after, previous = (1, 0, FIRST) if last is None else (last[0] + 1, last[1], last[2])
        new = await conn.fetchrow(NEW, after, most, await conn.fetchval(UPTO))
        if new is None or not new["events"]:
            return 0
        block = {
            "block": number,
            "first_position": new["first"],
            "last_position": new["last"],
            "marks": new["marks"],
            "content": new["content"],
            "previous": previous,
        }
        made = seal(key, block)
        await conn.execute(KEEP, *block.values(), made)
    log.info("records_sealed", log="events", batch=number, records=new["events"], seal=made.hex())
    return int(new["events"])


async def verify_events(conn: Connection, key: bytes, *, known_seal: str = "") -> Verdict:
    """`verify` for the events of a store. Memory is bounded by a block."""
    async with conn.transaction(isolation="repeatable_read", readonly=True):
        previous, blocks, records, after, met = FIRST, 0, 0, 0, not known_seal
        async for block in conn.cursor(BLOCKS, prefetch=20):
            broken = _misplaced(block, blocks + 1, previous, key)
            if not broken:
                # What was put in before the block's first position, behind the block before it, is found here as well.
                broken = _changed(block, await conn.fetch(ROWS, after, block["last_position"]))
            if broken:
                return Verdict(blocks, records, 0, previous.hex() if blocks else "", broken)
            previous, after, blocks = block["seal"], block["last_position"], blocks + 1
            records += len(block["marks"]) // MARK_BYTES
            met = met or previous.hex() == known_seal
        waiting = await conn.fetchval(WAITING, after)
    broken = "" if met else f"after block {blocks}: the seal {known_seal} is not in the chain"
    return Verdict(blocks, records, waiting, previous.hex() if blocks else "", broken)


def _misplaced(block: Mapping[str, Any], number: int, previous: bytes, key: bytes) -> str:
    if block["block"] != number:
        return f"block {number} is gone"
    if block["previous"] != previous:
        return f"block {number} does not follow the one before it"
    return "" if block["seal"] == seal(key, block) else f"block {number} was changed"


def _changed(block: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    digests = [digest(row) for row in rows]
    if hashlib.sha256(b"".join(digests)).digest() == block["content"]:
        return ""
    marks = block["marks"]
    for place, row in enumerate(rows):
        if digests[place][:MARK_BYTES] != marks[place * MARK_BYTES : (place + 1) * MARK_BYTES]:
            return (
                f"block {block['block']}, position {row['position']}: was changed, put in, or follows one that is gone"
            )
    return f"block {block['block']}: its last events are gone"
