"""The audit that never ends: each service walks on from where it was, with metrics and an alarm in the log."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

import structlog

from shared.eventstore.store import Store
from shared.messaging.audit.effects import audit_effects
from shared.messaging.audit.published import audit_published
from shared.messaging.audit.reader import Reader, inbox_readers
from shared.messaging.audit.report import Findings
from shared.messaging.audit.topic import Broker, Pace, connected
from shared.observability import metrics
from shared.settings import PlatformSettings

EVERY_SECONDS: Final = 30.0
SHARE: Final = 0.1
"""At most this part of the time goes into auditing, however much there is to walk."""
PAGE_RECORDS: Final = 100
"""Walked at once, in some two milliseconds: requests and consumers of the same process wait for that long."""

KEPT: Final = "SELECT at FROM audit_checkpoints WHERE name = $1"
KEEP: Final = """
INSERT INTO audit_checkpoints (name, at) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET at = excluded.at, checked_at = clock_timestamp()
"""

log = structlog.get_logger()


class AuditLoop:
    """Audits one service in the background; `active` says whether this instance shall (that of the relay's leader).
    `others` are readers that keep their versions elsewhere than in the inbox.

    Findings add up in the checkpoint, so that a restart does not forget an alarm. What a reader has made anew (scoring
    a generation of its read models, once it is swapped in) is walked from the beginning, and told of alone.
    """

    def __init__(
        self,
        store: Store,
        settings: PlatformSettings,
        *,
        others: Sequence[Reader] = (),
        active: Callable[[], bool] = lambda: True,
        every: float = EVERY_SECONDS,
    ) -> None:
        self._store = store
        self._settings = settings
        self._others = others
        self._active = active
        self._every = every
        self._task: asyncio.Task[None] | None = None
        self._told: set[str] = set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=f"audit-{self._store.service}")

    async def stop(self) -> None:
        """Ends at once; what was walked since the last checkpoint is walked again."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def turn(self) -> int:
        """One walk of what came since the last; the number of findings so far, ever."""
        async with connected(self._settings, Pace(PAGE_RECORDS, SHARE)) as broker:
            found = await self._published(broker)
            for reader in (*await inbox_readers(self._store), *self._others):
                found += await self._effects(broker, reader)
        return found

    async def _run(self) -> None:
        while True:
            if self._active():
                try:
                    await self.turn()
                except Exception as error:  # noqa: BLE001 - an audit that could not ask asks again later
                    log.warning("audit_could_not_ask", error=repr(error))
            else:
                self._leave()
            await asyncio.sleep(self._every)

    def _leave(self) -> None:
        """Whoever audits now tells the figures: what this instance found once is not told beside them for ever."""
        for part in self._told:
            metrics.AUDIT_MISSING.remove(self._store.service, part)
            metrics.AUDIT_CHECKED.remove(self._store.service, part)
        self._told.clear()

    async def _published(self, broker: Broker) -> int:
        kept = await self._kept("published")
        walked = await audit_published(self._store, broker, position=kept.get("position", 0), offsets=_offsets(kept))
        state = {"position": walked.position, "offsets": walked.offsets}
        return await self._keep("published", kept, state, walked.events, walked.findings)

    async def _effects(self, broker: Broker, reader: Reader) -> int:
        part = f"{reader.consumer} of {reader.source}"
        kept, edition = await self._kept(part), await reader.edition()
        if kept.get("edition", 0) != edition:
            # What was walked is not what is there: nothing is known of it, nor does what was found still count.
            kept = {}
        walked = await audit_effects(reader, broker, gap=kept.get("gap", 0), offsets=_offsets(kept))
        state = {"edition": edition, "gap": walked.gap, "offsets": walked.offsets}
        return await self._keep(part, kept, state, walked.records, walked.findings)

    async def _kept(self, part: str) -> dict[str, Any]:
        return await self._store.database.pool("system").fetchval(KEPT, part) or {}

    async def _keep(
        self, part: str, kept: dict[str, Any], state: dict[str, Any], checked: int, findings: Findings
    ) -> int:
        total, walked = kept.get("found", 0) + findings.total, kept.get("checked", 0) + checked
        for kind, event in findings.listed:
            log.error("audit_found", part=part, kind=kind, event_id=event)
        state = {**state, "found": total, "checked": walked}
        await self._store.database.pool("system").execute(KEEP, part, state)
        metrics.AUDIT_MISSING.labels(self._store.service, part).set(total)
        metrics.AUDIT_CHECKED.labels(self._store.service, part).set(walked)
        self._told.add(part)
        return int(total)


def _offsets(kept: dict[str, Any]) -> dict[int, int]:
    return {int(partition): offset for partition, offset in kept.get("offsets", {}).items()}
