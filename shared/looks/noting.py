"""One record a request: who opened whose personal data, when, and by asking for what. It holds nothing personal."""

from collections.abc import Collection
from typing import Any, Final

import asyncpg

NOTE: Final = "INSERT INTO looks (actor, correlation, purpose, streams) VALUES ($1, $2, $3, $4)"


async def note(
    conn: "asyncpg.Connection[Any]", *, actor: str, correlation: str, purpose: str, streams: Collection[str]
) -> None:
    """Writes the record with the connection's transaction, or at once outside of one."""
    await conn.execute(NOTE, actor, correlation, purpose, sorted(streams))
