"""What an audit in the background has come to, part by part: kept in the database, told as metrics and in the log."""

from typing import Any, Final

import structlog

from shared.eventstore.store import Store
from shared.messaging.audit.report import Findings
from shared.observability import metrics

KEPT: Final = "SELECT at FROM audit_checkpoints WHERE name = $1"
KEEP: Final = """
INSERT INTO audit_checkpoints (name, at) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET at = excluded.at, checked_at = clock_timestamp()
"""

log = structlog.get_logger()


class Kept:
    """The checkpoints of a service's audit. A restart does not forget an alarm."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._told: set[str] = set()

    async def of(self, part: str) -> dict[str, Any]:
        """What was kept of the part last; empty before its first time."""
        return await self._store.database.pool("system").fetchval(KEPT, part) or {}

    async def keep(self, part: str, state: dict[str, Any], *, found: int, checked: int) -> None:
        """`found` and `checked` are what the metrics say of the part from now on."""
        state = {**state, "found": found, "checked": checked}
        await self._store.database.pool("system").execute(KEEP, part, state)
        metrics.AUDIT_MISSING.labels(self._store.service, part).set(found)
        metrics.AUDIT_CHECKED.labels(self._store.service, part).set(checked)
        self._told.add(part)

    def leave(self) -> None:
        """Whoever audits now tells the figures: what this instance found once is not told beside them for ever."""
        for part in self._told:
            metrics.AUDIT_MISSING.remove(self._store.service, part)
            metrics.AUDIT_CHECKED.remove(self._store.service, part)
        self._told.clear()


def tell(part: str, findings: Findings) -> None:
    """Each finding is an error in the log."""
    for kind, event in findings.listed:
        log.error("audit_found", part=part, kind=kind, event_id=event)
