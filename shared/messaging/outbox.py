"""The relay of a store bound to its topic."""

from collections.abc import Sequence

from shared.eventstore.reader import StoredEvent
from shared.eventstore.relay import Relay
from shared.eventstore.store import Store
from shared.messaging.envelope import source_of, to_record
from shared.messaging.producer import EventProducer


def outbox(store: Store, producer: EventProducer) -> Relay:
    """The relay that publishes what the store commits; `producer` writes to the service's own topic."""
    source = source_of(store.service)

    async def publish(events: Sequence[StoredEvent]) -> None:
        await producer.publish(
            [
                to_record(source, event.stream, event.version, event.type, event.data, event.meta, event.recorded_at)
                for event in events
            ]
        )

    return Relay(store, publish)
