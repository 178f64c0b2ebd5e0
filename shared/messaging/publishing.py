"""From rows of the store to records of the topic: what the relay is given to publish with."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from shared.eventstore.reader import StoredEvent
from shared.eventstore.relay import Publish
from shared.messaging.envelope import OutgoingRecord, source_of, to_record
from shared.messaging.producer import EventProducer
from shared.observability import tracing

SLICE: Final = 500
"""Records made between two looks at the event loop, so that requests don't wait for a page of the relay."""


def publishing(producer: EventProducer, service: str) -> Publish:
    """The relay's `publish`: every stored event of a page, acknowledged by Kafka when it returns."""
    source = source_of(service)

    async def publish(events: Sequence[StoredEvent]) -> None:
        records: list[OutgoingRecord] = []
        started = time.time_ns()
        for start in range(0, len(events), SLICE):
            records += [
                to_record(source, one.stream, one.version, one.type, one.data, one.meta, one.recorded_at)
                for one in events[start : start + SLICE]
            ]
            await asyncio.sleep(0)
        await producer.publish(records)
        if tracing.recording():
            for one in events:
                tracing.add_span(f"{one.type} publish", one.meta.get("trace", ""), started, "producer")

    return publish
