"""A topic that was lost is made anew from its store; the relay publishes it at the next start."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from services import operations
from services.catalogue import CATALOGUE
from services.keeping.again import begin_reading_again
from services.keeping.servers import of_the_stopped
from services.progress import progress
from shared.keeping.anew import empty_topics
from shared.keeping.put_back import PutBack, put_back
from shared.values.progress import Progress


@dataclass(frozen=True, slots=True)
class Republished:
    """How many events will be published, and who had seen versions that the store does not hold."""

    events: int
    put_back: list[PutBack]

    def sentences(self) -> Iterator[str]:
        """What was done and what is left to do, a line each."""
        yield f"{self.events} events will be published when Pactline is started again"
        for one in self.put_back:
            seen = f"{one.service}.{one.consumer} had seen {one.stream}@{one.seen}, which is not in the store"
            if one.to is None:
                yield f"{seen}: make its read models anew (`pactline {one.service} rebuild --accept-differences`)"
            else:
                yield f"{seen}: it goes on from version {one.to}; look at what it did for that stream"


def republish(service: str, data_dir: Path) -> Republished:
    """Empties the service's topic and sets everybody back to its beginning, and to what the stores hold."""
    with of_the_stopped(data_dir, "publish again"), progress() as shown:
        return asyncio.run(_republish(service, shown))


async def _republish(service: str, shown: Progress) -> Republished:
    from shared.settings import platform_settings

    settings = platform_settings()
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(operations.opened(spec.name)) for spec in CATALOGUE]
        shown.step(f"{service}: its topic is made anew")
        await empty_topics(settings, [service], shown.step)
        for store in stores:
            shown.step(f"{store.service}: set back to the first record")
            await begin_reading_again(store, settings, [service])
        shown.step("What readers have seen is held against the store")
        held = {store.service: store for store in stores}
        others = [reader for store in stores for reader in operations.readers_of(store)]
        ahead = await put_back(held, [service], others)
        events = await held[service].database.pool("system").fetchval("SELECT count(*) FROM events")
        return Republished(events, ahead)
