"""A topic that was lost is made anew from its store; the relay publishes it at the next start."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from services import operations
from services.catalogue import CATALOGUE
from services.keeping.again import begin_reading_again
from services.keeping.servers import of_the_stopped
from shared.keeping.anew import empty_topics
from shared.runtime.installation import to_stderr


def republish(service: str, data_dir: Path) -> int:
    """Empties the service's topic and sets everybody back to its beginning; gives how many events will be published."""
    with of_the_stopped(data_dir, "publish again"):
        return asyncio.run(_republish(service))


async def _republish(service: str) -> int:
    from shared.settings import platform_settings

    settings = platform_settings()
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(operations.opened(spec.name)) for spec in CATALOGUE]
        await empty_topics(settings, [service], to_stderr)
        for store in stores:
            await begin_reading_again(store, settings, [service])
        own = next(store for store in stores if store.service == service)
        return int(await own.database.pool("system").fetchval("SELECT count(*) FROM events"))
