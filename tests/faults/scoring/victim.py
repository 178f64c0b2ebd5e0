"""Scoring rebuilding its read models until it dies at a named point: `victim.py POINT TIMES DATABASE SECRET`.

Readers in processes of their own import this file again: at their point they kill the process that rebuilds.
"""

import asyncio
import os
import sys

from services.scoring.generation import layout, reading, rebuild, swap
from services.scoring.generation.rebuild import Rebuild
from shared.eventstore.database import Database
from shared.eventstore.relay import Relay
from shared.eventstore.store import Store
from shared.messaging.producer import EventProducer
from shared.messaging.publishing import publishing
from shared.security.sealing import Sealer
from shared.settings import platform_settings
from shared.values.clock import SystemClock
from tests.faults.points import Point, after, before

POINT, TIMES, DATABASE, SECRET = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
point = Point(TIMES, None if __name__ == "__main__" else os.getppid())

reading.FETCHED, reading.LANDED = 20, 60
match POINT:
    case "while filling":
        before(reading, "copy_rows", point)
    case "while readers of their own fill":
        reading.WORTH_A_PROCESS = 100
        before(reading, "copy_rows", point)
    case "before a checkpoint commits":
        after(reading, "move_positions", point)
    case "after a checkpoint":
        after(reading, "_land", point)
    case "between joining and indexing":
        after(layout, "_join_runs", point)
    case "before the swap":
        before(rebuild, "swap", point)
    case "before the swap commits":
        after(swap, "_swap", point)
    case "after the swap":
        before(swap, "clear", point)


async def main() -> None:
    settings = platform_settings()
    database = Database(settings.database_url, "scoring", SECRET, name=DATABASE)
    await database.open()
    store = Store("scoring", database, [], Sealer(SECRET), SystemClock())
    relay = Relay(store, publishing(EventProducer(settings, "scoring"), "scoring"))
    if POINT == "before the rebuild is told":
        before(relay, "publish", point)
    relay.start()
    await Rebuild(store, settings, cores=2).run()
    await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main())
