"""The audit that never ends: each service walks on from where it was, with metrics and an alarm in the log."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import structlog

from shared.eventstore.store import Store
from shared.messaging.audit.ahead import Highest
from shared.messaging.audit.effects import audit_effects
from shared.messaging.audit.kept import Kept, tell
from shared.messaging.audit.laps import Laps
from shared.messaging.audit.published import audit_published
from shared.messaging.audit.reader import Reader, inbox_readers
from shared.messaging.audit.report import Findings
from shared.messaging.audit.topic import Broker, Pace, connected
from shared.settings import PlatformSettings

EVERY_SECONDS: Final = 30.0
SHARE: Final = 0.1
"""At most this part of the time goes into auditing, however much there is to walk."""
PAGE_RECORDS: Final = 100
"""Walked at once, in some two milliseconds: requests and consumers of the same process wait for that long."""
LAP_SECONDS: Final = 300.0
"""From the end of one lap to the beginning of the next: what readers saw before is held against its owners again."""
LAP_AGAIN_SECONDS: Final = 3.0
"""After a lap that an owner gave no answer to: services that start together are there one after the other."""

log = structlog.get_logger()


class AuditLoop:
    """Audits one service in the background; `active` says whether this instance shall (that of the relay's leader).
    `others` are readers that keep their versions elsewhere than in the inbox. Where `owners` say how far each service's
    store goes, what readers saw is held against them too (`Laps`).

    Findings add up in the checkpoint, so that a restart does not forget an alarm. What a reader has made anew (scoring
    a generation of its read models, once it is swapped in) is walked from the beginning, and told of alone.
    """

    def __init__(
        self,
        store: Store,
        settings: PlatformSettings,
        *,
        others: Sequence[Reader] = (),
        owners: Mapping[str, Highest] | None = None,
        active: Callable[[], bool] = lambda: True,
        every: float = EVERY_SECONDS,
    ) -> None:
        self._store = store
        self._settings = settings
        self._others = others
        self._active = active
        self._every = every
        self._tasks: list[asyncio.Task[None]] = []
        self._kept = Kept(store)
        self._laps = Laps(self._kept, owners or {}, share=SHARE)

    def start(self) -> None:
        name = f"audit-{self._store.service}"
        self._tasks = [
            asyncio.create_task(self._run(self.turn, self._every, self._every), name=name),
            asyncio.create_task(
                self._run(self.lap, max(self._every, LAP_SECONDS), min(self._every, LAP_AGAIN_SECONDS)),
                name=f"{name}-laps",
            ),
        ]

    async def stop(self) -> None:
        """Ends at once; what was walked since the last checkpoint is walked again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def turn(self) -> int:
        """One walk of what came since the last; the number of findings so far, ever."""
        async with connected(self._settings, Pace(PAGE_RECORDS, SHARE)) as broker:
            found = await self._published(broker)
            for reader in await self._readers():
                found += await self._effects(broker, reader)
        return found

    async def lap(self) -> int:
        """What every reader has seen, held against the stores of its owners once; the number of findings now."""
        return sum([await self._laps.lap(reader) for reader in await self._readers()])

    async def _readers(self) -> Sequence[Reader]:
        return (*await inbox_readers(self._store), *self._others)

    async def _run(self, work: Callable[[], Awaitable[int]], every: float, again: float) -> None:
        """Works `every` so many seconds, or `again` after so many where it could not."""
        while True:
            pause = again
            if self._active():
                try:
                    await work()
                    pause = every
                except Exception as error:  # noqa: BLE001 - an audit that could not ask asks again later
                    log.warning("audit_could_not_ask", error=repr(error))
            else:
                self._kept.leave()
            await asyncio.sleep(pause)

    async def _published(self, broker: Broker) -> int:
        kept = await self._kept.of("published")
        walked = await audit_published(self._store, broker, position=kept.get("position", 0), offsets=_offsets(kept))
        state = {"position": walked.position, "offsets": walked.offsets}
        return await self._keep("published", kept, state, walked.events, walked.findings)

    async def _effects(self, broker: Broker, reader: Reader) -> int:
        part = f"{reader.consumer} of {reader.source}"
        kept, edition = await self._kept.of(part), await reader.edition()
        if kept.get("edition", 0) != edition:
            # What was walked is not what is there: nothing is known of it, nor does what was found still count.
            kept = {}
        walked = await audit_effects(reader, broker, gap=kept.get("gap", 0), offsets=_offsets(kept))
        state = {"edition": edition, "gap": walked.gap, "offsets": walked.offsets}
        return await self._keep(part, kept, state, walked.records, walked.findings)

    async def _keep(
        self, part: str, kept: dict[str, Any], state: dict[str, Any], checked: int, findings: Findings
    ) -> int:
        total, walked = kept.get("found", 0) + findings.total, kept.get("checked", 0) + checked
        tell(part, findings)
        await self._kept.keep(part, state, found=total, checked=walked)
        return int(total)


def _offsets(kept: dict[str, Any]) -> dict[int, int]:
    return {int(partition): offset for partition, offset in kept.get("offsets", {}).items()}
