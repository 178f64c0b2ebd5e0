"""Submissions at once in a process that dies at a named point: `victim.py POINT TIMES DATABASE SECRET IDS`.

Prints the position of each once its caller would have been told.
"""

import asyncio
import sys
from functools import partial

from services.contract.contract import handlers
from shared.settings import platform_settings
from tests.faults.numbers import submitting
from tests.faults.points import Point, after, before


def arm(name: str, point: Point) -> None:
    match name:
        case "before a number is taken":
            before(handlers, "take_number", point)
        case "after a number is taken":
            after(handlers, "take_number", point)
        case "after a submission commits":
            before(submitting, "noted", point)
        case _:
            raise ValueError(name)


async def main(name: str, times: str, database: str, secret: str, ids: str) -> None:
    arm(name, Point(int(times)))
    async with submitting.opened(platform_settings().database_url, database, secret) as store:
        await submitting.submitted(store, ids.split(","), partial(print, flush=True))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
