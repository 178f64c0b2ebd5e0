"""An instance of scoring's live folding until it dies at a named point: `folder.py POINT TIMES DATABASE SECRET`."""

import asyncio
import sys

from services.scoring.generation import live, live_loop
from services.scoring.generation.live_loop import LiveFolding
from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.security.sealing import Sealer
from shared.settings import platform_settings
from shared.values.clock import SystemClock
from tests.faults.points import Point, after

POINT, TIMES, DATABASE, SECRET = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
point = Point(TIMES)

live_loop.BATCH = 25
match POINT:
    case "before a batch commits":
        after(live, "move_positions", point)
    case "after a batch":
        after(live_loop, "fold_live", point)


async def main() -> None:
    settings = platform_settings()
    database = Database(settings.database_url, "scoring", SECRET, name=DATABASE)
    await database.open()
    await LiveFolding(Store("scoring", database, [], Sealer(SECRET), SystemClock()), settings).run()


if __name__ == "__main__":
    asyncio.run(main())
