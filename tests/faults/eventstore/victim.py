"""A process that writes and relays until it kills itself at a named point: `victim.py POINT AFTER`.

It prints each `stream@version` once its commit was answered: what a caller was told with a 2xx.
"""

import asyncio
import sys
from dataclasses import dataclass

from shared.eventstore.aggregate import Aggregate
from shared.eventstore.database import Database
from shared.eventstore.event import Event
from shared.eventstore.relay import Relay
from shared.eventstore.store import Store
from shared.messaging.producer import EventProducer
from shared.messaging.publishing import publishing
from shared.security.sealing import Sealer
from shared.settings import platform_settings
from shared.values.clock import SystemClock
from tests.faults.points import Point, after, before

STREAMS = 3


class CountNoted(Event, name="victim.count_noted.v1"):
    count: int


@dataclass(frozen=True, slots=True)
class Count:
    last: int = 0


def evolve(_count: Count, event: Event) -> Count:
    assert isinstance(event, CountNoted)
    return Count(event.count)


COUNT = Aggregate("count", Count(), evolve)


async def write(store: Store, number: int, killed: str, point: Point) -> None:
    while True:
        async with store.begin() as work:
            stream = await work.load(COUNT, str(number))
            work.record(stream, [CountNoted(count=stream.version + 1)])
            if killed == "before append":
                point.reached()
            await work.flush()
            if killed == "before commit":
                point.reached()
        if killed == "after commit":
            point.reached()
        sys.stdout.write(f"{stream.at}\n")
        sys.stdout.flush()
        await asyncio.sleep(0.002)


async def main(killed: str, times: int, database_name: str, secret: str) -> None:
    settings = platform_settings()
    point = Point(times)
    database = Database(settings.database_url, "victim", secret, name=database_name)
    await database.open()
    store = Store("victim", database, [], Sealer(secret), SystemClock())
    producer = EventProducer(settings, "victim")
    relay = Relay(store, publishing(producer, "victim"))
    if killed == "before send":
        before(relay, "publish", point)
    if killed == "after send":
        after(relay, "publish", point)
    if killed == "before the cursor moves":
        before(relay, "_move", point, lambda _conn, position: position > relay.position)
    relay.start()
    await asyncio.gather(*(write(store, number, killed, point) for number in range(STREAMS)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]))
