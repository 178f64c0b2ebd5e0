"""Keys of persons: one per person-like stream, wrapped by the installation's master key, destroyed at erasure."""

import hmac
import secrets
from typing import Any, Final, Protocol

import asyncpg

from shared.values.errors import DomainError

MAKE_KEYS: Final = """
WITH erased AS (SELECT stream_id FROM erasures WHERE stream_id = ANY($1)),
known AS (SELECT stream_id, wrapped FROM person_keys WHERE stream_id = ANY($1)),
made AS (
    INSERT INTO person_keys (stream_id, wrapped)
    SELECT stream_id, wrapped FROM unnest($1::text[], $2::bytea[]) AS wanted (stream_id, wrapped)
    WHERE NOT EXISTS (SELECT FROM erased) AND stream_id NOT IN (SELECT stream_id FROM known)
    ON CONFLICT DO NOTHING RETURNING stream_id, wrapped
)
SELECT stream_id, wrapped FROM made UNION ALL TABLE known UNION ALL SELECT stream_id, NULL FROM erased
"""


class Sealer(Protocol):
    """Encryption as the store needs it; every method is pure."""

    def wrap(self, key: bytes) -> bytes: ...
    def unwrap(self, wrapped: bytes) -> bytes: ...
    def seal(self, key: bytes, plain: bytes, associated: bytes) -> bytes: ...
    def unseal(self, key: bytes, sealed: bytes, associated: bytes) -> bytes: ...


class ErasedPersonError(DomainError):
    """What was kept sealed here was erased; nothing personal and no words can be added any more."""


async def key_of(conn: "asyncpg.Connection[Any]", sealer: Sealer, stream: str) -> bytes | None:
    """The stream's key, or None when there is none (never made, or destroyed)."""
    wrapped = await conn.fetchval("SELECT wrapped FROM person_keys WHERE stream_id = $1", stream)
    return None if wrapped is None else sealer.unwrap(wrapped)


async def keys_of(conn: "asyncpg.Connection[Any]", sealer: Sealer, streams: list[str]) -> dict[str, bytes]:
    """The keys of those streams that have one, in one round trip."""
    rows = await conn.fetch("SELECT stream_id, wrapped FROM person_keys WHERE stream_id = ANY($1)", streams)
    return {row["stream_id"]: sealer.unwrap(row["wrapped"]) for row in rows}


async def make_keys(conn: "asyncpg.Connection[Any]", sealer: Sealer, streams: list[str]) -> dict[str, bytes]:
    """The keys of the streams, made where there is none; an erased stream gets none again. One round trip, unless
    another transaction made a key meanwhile.
    """
    rows = await conn.fetch(MAKE_KEYS, streams, [sealer.wrap(secrets.token_bytes(32)) for _ in streams])
    erased = [row["stream_id"] for row in rows if row["wrapped"] is None]
    if erased:
        raise ErasedPersonError(stream=erased[0])
    known = {row["stream_id"]: sealer.unwrap(row["wrapped"]) for row in rows}
    if len(known) < len(set(streams)):
        known = await keys_of(conn, sealer, streams)
    return known


def salt_of(key: bytes, stream: str, version: int, field: str) -> bytes:
    """What the words of one field of one event are hashed with: had from the stream's key as long as that is there,
    and by nobody once it is destroyed. Who is told it learns nothing of the key, nor of other salts.
    """
    return hmac.digest(key, f"words\n{stream}@{version}\n{field}".encode(), "sha256")


async def destroy_key(conn: "asyncpg.Connection[Any]", stream: str) -> None:
    """Makes everything sealed with the stream's key unreadable and keeps the fact that it was."""
    await conn.execute("DELETE FROM person_keys WHERE stream_id = $1", stream)
    await conn.execute("INSERT INTO erasures (stream_id) VALUES ($1) ON CONFLICT DO NOTHING", stream)
