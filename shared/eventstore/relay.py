"""Publishes a store's events in the order of their positions, at least once; one leader at a time by a lease.

The cursor lies in the lease's row and moves only under the leader's epoch, so a leader that lost the lease can repeat
events but never move the cursor; what each reader sees first is in order.
"""

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg
import structlog

from shared.eventstore.reader import StoredEvent, page
from shared.eventstore.store import Store

Publish = Callable[[Sequence[StoredEvent]], Awaitable[None]]
"""Sends a page and returns when the broker has acknowledged all of it; raises otherwise."""

LEASE_SECONDS: Final = 3.0
PAGE_EVENTS: Final = 4000
SHORTEST_WAIT: Final = 0.025
LONGEST_WAIT: Final = 0.1
LONGEST_PAUSE: Final = 5.0

TAKE: Final = """
UPDATE relay SET epoch = epoch + 1, holder = $1, expires_at = clock_timestamp() + make_interval(secs => $2)
WHERE expires_at < clock_timestamp() OR holder = $1 RETURNING epoch, position
"""
MOVE: Final = """
UPDATE relay SET position = $2, expires_at = clock_timestamp() + make_interval(secs => $3) WHERE epoch = $1
RETURNING position
"""
RELEASE: Final = "UPDATE relay SET expires_at = '-infinity' WHERE epoch = $1"

log = structlog.get_logger()


class LeaseLostError(Exception):
    """Another instance leads now."""


@dataclass
class Relay:
    """One instance's relay. `leading` says whether it holds the lease, `position` how far the leader has published."""

    store: Store
    publish: Publish
    leading: bool = False
    position: int = 0
    epoch: int = 0

    def __post_init__(self) -> None:
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=f"relay-{self.store.service}")

    async def stop(self, seconds: float = 5) -> None:
        """Publishes what is committed, gives the lease back, and ends within the bound."""
        if self._task is None:
            return
        self._stopping.set()
        self.store.committed.set()
        done, _ = await asyncio.wait([self._task], timeout=seconds)
        if not done:
            self._task.cancel()
            await asyncio.wait([self._task], timeout=1)

    @property
    def alive(self) -> bool:
        return self._task is not None and not self._task.done()

    async def _run(self) -> None:
        pause = SHORTEST_WAIT
        while not self._stopping.is_set():
            try:
                if await self._take():
                    await self._lead()
                pause = SHORTEST_WAIT
                if not self._stopping.is_set():
                    await self._wait(LEASE_SECONDS / 3)
            except asyncio.CancelledError:
                raise
            except LeaseLostError:
                log.warning("relay_lease_lost", service=self.store.service)
            except Exception as error:  # noqa: BLE001 - whatever fails, the relay tries again and says so
                log.warning("relay_pauses", service=self.store.service, error=repr(error), seconds=pause)
                if not self._stopping.is_set():
                    self.store.committed.clear()  # what woke it for this attempt wakes it for no other
                    await self._wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            finally:
                self.leading = False

    async def _take(self) -> bool:
        row = await self.store.database.pool("system").fetchrow(TAKE, self._holder, LEASE_SECONDS)
        if row is None:
            return False
        self.epoch, self.position, self.leading = row["epoch"], row["position"], True
        return True

    async def _lead(self) -> None:
        async with self.store.database.pool("system").acquire() as pooled:
            conn: asyncpg.Connection[asyncpg.Record] = pooled  # type: ignore[assignment] # a pool's proxy is one
            wait = SHORTEST_WAIT
            ahead = await page(conn, self.position, PAGE_EVENTS)
            loop = asyncio.get_running_loop()
            renewed = loop.time()
            while True:
                self.store.committed.clear()
                if ahead:
                    events, wait = ahead, SHORTEST_WAIT
                    sending = asyncio.ensure_future(self.publish(events))
                    try:
                        ahead = await page(conn, events[-1].position, PAGE_EVENTS)
                    finally:
                        await sending
                    await self._move(conn, events[-1].position)
                    renewed = loop.time()
                    continue
                if self._stopping.is_set():
                    break
                if loop.time() - renewed > LEASE_SECONDS / 3:
                    await self._move(conn, self.position)
                    renewed = loop.time()
                await self._wait(wait)
                wait = min(wait * 1.5, LONGEST_WAIT)
                ahead = await page(conn, self.position, PAGE_EVENTS)
            await conn.execute(RELEASE, self.epoch)

    async def _move(self, conn: "asyncpg.Connection[asyncpg.Record]", position: int) -> None:
        if await conn.fetchval(MOVE, self.epoch, position, LEASE_SECONDS) is None:
            raise LeaseLostError
        self.position = position

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.store.committed.wait(), seconds)


PENDING: Final = """
SELECT (SELECT last_value FROM events_position) - position AS pending,
       (SELECT extract(epoch FROM clock_timestamp() - recorded_at) FROM events
        WHERE events.position > relay.position ORDER BY events.position LIMIT 1) AS oldest
FROM relay
"""


async def pending(conn: "asyncpg.Connection[asyncpg.Record]") -> tuple[int, float]:
    """How many positions wait for the relay (rolled-back ones included), and the age in seconds of the oldest event."""
    row = await conn.fetchrow(PENDING)
    assert row is not None  # nosec B101  # noqa: S101 - the relay's row is made by the migration
    oldest = row["oldest"]
    return (0, 0.0) if oldest is None else (int(row["pending"]), float(oldest))
