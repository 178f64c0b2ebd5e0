"""One line in the journal. It holds ids and codes; what is personal lies sealed under its person's key."""

from typing import Any, Final

import asyncpg

from shared.journal.schema import Kind

NOTE: Final = """
INSERT INTO journal (kind, actor, unit_id, subject, outcome, correlation, detail, sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
NOTE_VERSION: Final = """
INSERT INTO journal (kind, actor, unit_id, subject, outcome, correlation, detail)
SELECT 'version', 'system', '', $1, $2, '', ''
WHERE $2 IS DISTINCT FROM (SELECT outcome FROM journal WHERE kind = 'version' ORDER BY number DESC LIMIT 1)
"""


async def note(
    conn: "asyncpg.Connection[Any]",
    kind: Kind,
    outcome: str,
    *,
    actor: str = "system",
    unit: str = "",
    subject: str = "",
    correlation: str = "",
    detail: str = "",
    sealed: bytes | None = None,
) -> None:
    """Writes the line with the connection's transaction, or at once outside of one.

    `subject` is what it is about (a route, a consumer, a keyed digest of a login), `outcome` a code of what came of it.
    """
    await conn.execute(NOTE, kind.value, actor, unit, subject, outcome, correlation, detail, sealed)


async def note_version(conn: "asyncpg.Connection[Any]", service: str, version: str) -> None:
    """Notes that the service runs as this version, unless the last line about it says so."""
    await conn.execute(NOTE_VERSION, service, version)
