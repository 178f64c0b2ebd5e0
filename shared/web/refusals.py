"""What was refused: commands that were not done, and rights that were missing, each a line of the journal."""

import structlog
from fastapi import Request

from shared.journal.noting import note
from shared.journal.schema import Kind
from shared.values.errors import DomainError
from shared.web.correlation import Envelope
from shared.web.problems import translated
from shared.web.running import Running

FORBIDDEN = 403
COMMANDS = frozenset({403, 404, 409, 412, 413, 422})
"""Statuses that say no to what a known caller wanted done; a query is noted only where a right was missing."""

log = structlog.get_logger(__name__)


async def note_refusal(request: Request, running: Running, operation: str, error: Exception, *, command: bool) -> None:
    """Notes the refusal, unless nobody known was refused. What was done leaves events, and no line here."""
    known = translated(error)
    caller = getattr(request.state, "caller", None)
    if caller is None or not isinstance(known, DomainError):
        return
    if known.status not in (COMMANDS if command else {FORBIDDEN}):
        return
    actor, unit = caller
    try:
        async with running.store.database.pool("system").acquire() as conn:
            await note(
                conn,  # type: ignore[arg-type] # a pool's proxy is a connection
                Kind.REFUSAL,
                known.kind,
                actor=actor,
                unit=unit,
                subject=operation,
                correlation=Envelope.of(request.scope).correlation,
                detail=str(known.status),
            )
    except Exception as failure:  # noqa: BLE001 - the refusal stands whether or not it can be noted
        log.warning("refusal_not_noted", error=repr(failure))
