"""Keys of persons: one per person-like stream, wrapped by the installation's master key, destroyed at erasure."""

import secrets
from typing import Any, Protocol

import asyncpg


class Sealer(Protocol):
    """Encryption as the store needs it; every method is pure."""

    def wrap(self, key: bytes) -> bytes: ...
    def unwrap(self, wrapped: bytes) -> bytes: ...
    def seal(self, key: bytes, plain: bytes, associated: bytes) -> bytes: ...
    def unseal(self, key: bytes, sealed: bytes, associated: bytes) -> bytes: ...


class ErasedPersonError(Exception):
    """Personal data can't be recorded on a stream whose key was destroyed."""


async def key_of(conn: "asyncpg.Connection[Any]", sealer: Sealer, stream: str) -> bytes | None:
    """The stream's key, or None when there is none (never made, or destroyed)."""
    wrapped = await conn.fetchval("SELECT wrapped FROM person_keys WHERE stream_id = $1", stream)
    return None if wrapped is None else sealer.unwrap(wrapped)


async def keys_of(conn: "asyncpg.Connection[Any]", sealer: Sealer, streams: list[str]) -> dict[str, bytes]:
    """The keys of those streams that have one, in one round trip."""
    rows = await conn.fetch("SELECT stream_id, wrapped FROM person_keys WHERE stream_id = ANY($1)", streams)
    return {row["stream_id"]: sealer.unwrap(row["wrapped"]) for row in rows}


async def make_keys(conn: "asyncpg.Connection[Any]", sealer: Sealer, streams: list[str]) -> dict[str, bytes]:
    """The keys of the streams, made where there is none; an erased stream gets none again."""
    erased = await conn.fetchval("SELECT stream_id FROM erasures WHERE stream_id = ANY($1) LIMIT 1", streams)
    if erased is not None:
        raise ErasedPersonError(erased)
    known = await keys_of(conn, sealer, streams)
    missing = [stream for stream in streams if stream not in known]
    if missing:
        await conn.execute(
            "INSERT INTO person_keys (stream_id, wrapped) SELECT * FROM unnest($1::text[], $2::bytea[])"
            " ON CONFLICT DO NOTHING",
            missing,
            [sealer.wrap(secrets.token_bytes(32)) for _ in missing],
        )
        known = await keys_of(conn, sealer, streams)
    return known


async def destroy_key(conn: "asyncpg.Connection[Any]", stream: str) -> None:
    """Makes everything sealed with the stream's key unreadable and keeps the fact that it was."""
    await conn.execute("DELETE FROM person_keys WHERE stream_id = $1", stream)
    await conn.execute("INSERT INTO erasures (stream_id) VALUES ($1) ON CONFLICT DO NOTHING", stream)
