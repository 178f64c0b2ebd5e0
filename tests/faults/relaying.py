"""A service's relay beside whatever else of it runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.eventstore.relay import Relay
from shared.eventstore.store import Store
from shared.messaging.producer import EventProducer
from shared.messaging.publishing import publishing
from shared.messaging.topics import ensure_topics
from shared.settings import PlatformSettings


@asynccontextmanager
async def relaying(store: Store, settings: PlatformSettings) -> AsyncIterator[Relay]:
    """Publishes what the store commits, until the block ends."""
    await ensure_topics(settings, [store.service])
    producer = EventProducer(settings, store.service)
    relay = Relay(store, publishing(producer, store.service))
    relay.start()
    try:
        yield relay
    finally:
        await relay.stop()
        await producer.stop()
