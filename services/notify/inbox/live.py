"""The inbox live: who listens is woken when something new lies in their inbox, and reads it under their own rights."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

import structlog
from sqlalchemy import Select, func, select, union

from services.notify.tables import messages
from shared.eventstore.store import Store
from shared.web.running import Running

LOOK_SECONDS: Final = 0.3
PART: Final = "live inbox"

log = structlog.get_logger()


@dataclass
class Listeners:
    """Those who listen here, by person, and the place in the store's order up to which they were told."""

    store: Store
    place: int = -1
    _waiting: dict[str, set[asyncio.Event]] = field(default_factory=dict)

    @contextlib.asynccontextmanager
    async def listening(self, person: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever something new came for the person; set once at the beginning."""
        bell = asyncio.Event()
        bell.set()
        self._waiting.setdefault(person, set()).add(bell)
        try:
            yield bell
        finally:
            self._waiting[person].discard(bell)
            if not self._waiting[person]:
                del self._waiting[person]

    async def run(self) -> None:
        """Looks for ever, with one query for everybody, while somebody listens."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                if self._waiting:
                    await self.look()
            except Exception as error:  # noqa: BLE001 - the database may be away; listeners wait and stay
                log.warning("live_inbox_pause", error=repr(error))

    async def look(self) -> None:
        """Wakes those for whom something was delivered, or came to be over, since the last look."""
        async with self.store.begin(read_only=True) as work:
            bound: int = await work.value(settled_place())
            new = [
                select(messages.c.recipient).where(
                    messages.c.channel == "inbox",
                    place > self.place,
                    place <= bound,
                    messages.c.recipient.in_(list(self._waiting)),
                )
                for place in (messages.c.place, messages.c.moot_place)
            ]
            rows = await work.rows(union(*new))
        for row in rows:
            for bell in self._waiting.get(row[0], ()):
                bell.set()
        self.place = bound


def settled_place() -> Select[tuple[int]]:
    """The place up to which nothing can appear any more: what lies before it may be read and passed."""
    return select(func.readable_position())


def listeners_of(running: Running) -> Listeners:
    """The listeners of this process."""
    found: Listeners = running.parts.setdefault(PART, Listeners(running.store))
    return found


async def wake_listeners(running: Running) -> None:
    """Runs beside the service."""
    await listeners_of(running).run()
