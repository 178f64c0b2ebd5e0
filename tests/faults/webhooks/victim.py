"""A sender of webhooks that dies at a named point: `victim.py POINT TIMES DATABASE SECRET`."""

import asyncio
import sys

from services.notify.webhook_delivery import sending as product
from services.notify.webhook_delivery.posting import Post
from services.notify.webhook_delivery.sending import Sender
from shared.settings import platform_settings
from tests.faults.points import Point, after, before
from tests.faults.webhooks import sending


def arm(name: str, point: Point) -> None:
    match name:
        case "before the request":
            before(Post, "send", point)
        case "after the request":
            after(Post, "send", point)
        case "before the result commits":
            after(product, "note_result", point)
        case "after the result commits":
            after(Sender, "_note", point)
        case _:
            raise ValueError(name)


async def main(name: str, times: str, database: str, secret: str) -> None:
    arm(name, Point(int(times)))
    async with sending.opened(platform_settings().database_url, database, secret) as store:
        await sending.sent(store, secret)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
