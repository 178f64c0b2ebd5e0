"""An import that dies at a named point: `victim.py KIND POINT TIMES IMPORT FILE DATABASE SECRET`."""

import asyncio
import sys
from pathlib import Path

from shared.eventstore.deadlines import DeadlinePoller
from shared.eventstore.work import Work
from shared.settings import platform_settings
from tests.faults.imports.importing import Kind, kind_of, opened, sent, taken
from tests.faults.points import Point, after, before


def arm(kind: Kind, name: str, point: Point) -> None:
    match name:
        case "while the file arrives":
            before(Work, "execute", point)
        case "before a slice is written":
            before(kind.handlers, "_note", point)
        case "before a slice commits":
            after(kind.handlers, "take_slice", point)
        case "after a slice commits":
            after(DeadlinePoller, "run_one", point)
        case "before the end commits":
            after(kind.handlers, "_complete", point)
        case _:
            raise ValueError(name)


async def main(kind_name: str, name: str, times: str, import_id: str, file: str, database: str, secret: str) -> None:
    kind = kind_of(kind_name)
    arm(kind, name, Point(int(times)))
    async with opened(kind, platform_settings().database_url, database, secret) as store:
        await sent(store, kind, import_id, Path(file))
        await taken(store, kind, import_id)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
