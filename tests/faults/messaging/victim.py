"""A consumer that dies at a named point: `victim.py POINT TIMES DATABASE SECRET`."""

import asyncio
import sys

from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.messaging import processing
from shared.messaging.processing import Processing
from shared.messaging.subscription import Subscription
from shared.security.sealing import Sealer
from shared.settings import platform_settings
from shared.values.clock import SystemClock
from tests.faults.points import Point, after, before
from tests.integration.messaging.sample import SUMS, Book, booking_consumer


def arm(name: str, point: Point) -> None:
    match name:
        case "before the effect":
            before(processing, "handle", point)
        case "before the database commit":
            after(processing, "handle", point)
        case "after the database commit":
            after(Processing, "_apply", point)
        case "before the offset commit":
            before(Subscription, "_commit", point, lambda self: bool(self._uncommitted))
        case "after the offset commit":
            after(Subscription, "_commit", point)
        case _:
            raise ValueError(name)


async def main(name: str, times: str, database_name: str, secret: str) -> None:
    arm(name, Point(int(times)))
    settings = platform_settings()
    database = Database(settings.database_url, "book", secret, name=database_name)
    await database.open()
    runner = Book(Store("book", database, [SUMS], Sealer(secret), SystemClock()), settings).runner(booking_consumer())
    await runner.start()
    await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
