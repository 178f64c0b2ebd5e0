"""A consumer in a process of its own that kills itself at a named point: `victim.py POINT TIMES DATABASE SECRET`."""

import asyncio
import os
import signal
import sys

from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.messaging import processing, subscription
from shared.security.sealing import Sealer
from shared.settings import PlatformSettings
from shared.values.clock import SystemClock
from tests.integration.messaging.sample import SUMS, Book, booking_consumer

POINT, TIMES, DATABASE, SECRET = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
reached = 0


def die_at(point: str) -> None:
    """At the named point, the given number of times later."""
    global reached  # noqa: PLW0603 - one process, one life
    if point == POINT:
        reached += 1
        if reached >= TIMES:
            os.kill(os.getpid(), signal.SIGKILL)


handle, tell, commit = processing.handle, processing.Processing._tell, subscription.Subscription._commit


async def handling(*arguments) -> None:
    die_at("before the effect")
    await handle(*arguments)
    die_at("before the database commit")


def telling(self, done) -> None:
    die_at("after the database commit")
    tell(self, done)


async def committing(self) -> None:
    if self._uncommitted:
        die_at("before the offset commit")
    await commit(self)
    die_at("after the offset commit")


processing.handle = handling
processing.Processing._tell = telling
subscription.Subscription._commit = committing


async def main() -> None:
    settings = PlatformSettings()
    database = Database(settings.database_url, "book", SECRET, name=DATABASE)
    await database.open()
    store = Store("book", database, [SUMS], Sealer(SECRET), SystemClock())
    runner = Book(store, settings).runner(booking_consumer())
    await runner.start()
    await asyncio.sleep(60)


asyncio.run(main())
