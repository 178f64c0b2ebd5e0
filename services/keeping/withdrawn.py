"""Events that were published and that the restored stores do not hold: partners may have seen what is no more."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from shared.eventstore.store import Store
from shared.messaging.administration import SECONDS, administrator
from shared.messaging.audit.topic import connected
from shared.messaging.envelope import Envelope, EnvelopeError, parse
from shared.messaging.parking import RawRecord
from shared.messaging.topics import topic_of
from shared.settings import PlatformSettings

HELD: Final = """
SELECT EXISTS (SELECT FROM events e WHERE e.stream_id = r.stream AND e.version = r.version AND e.data = r.value) AS held
FROM unnest($1::text[], $2::integer[], $3::bytea[]) WITH ORDINALITY AS r(stream, version, value, n) ORDER BY r.n
"""


async def topics_in_use(settings: PlatformSettings, services: Iterable[str]) -> list[str]:
    """Topics of these services that hold records; made and empty ones are nobody's loss."""
    async with connected(settings) as broker:
        found = [await broker.topic(service) for service in _existing(settings, services)]
    return [topic.name for topic in found if any(topic.ends.values())]


def _existing(settings: PlatformSettings, services: Iterable[str]) -> list[str]:
    there = administrator(settings).list_topics(timeout=SECONDS).topics
    return [service for service in services if topic_of(service, settings) in there]


async def withdrawn(stores: Iterable[Store], settings: PlatformSettings, place: Path) -> int:
    """Writes a line an event into the file `place`, if there are any; gives how many. Topics that do not exist, as on a
    new Kafka, hold none.
    """
    by_service = {store.service: store for store in stores}
    place.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    async with connected(settings) as broker:
        for service in _existing(settings, by_service):
            store, topic = by_service[service], await broker.topic(service)
            for partition in topic.ends:
                offset = 0
                topic.start(partition, offset)
                while records := await topic.page(partition, offset):
                    offset = records[-1].offset + 1
                    lost = await _not_held(store, records)
                    count += len(lost)
                    _write(place, lost)
    return count


async def _not_held(store: Store, records: Iterable[RawRecord]) -> list[Envelope]:
    told = [one for record in records if (one := _parsed(record)) is not None]
    rows = await store.database.pool("system").fetch(
        HELD, [one.stream for one in told], [one.version for one in told], [one.data for one in told]
    )
    return [one for one, row in zip(told, rows, strict=True) if not row["held"]]


def _parsed(record: RawRecord) -> Envelope | None:
    try:
        return parse(record)
    except EnvelopeError:
        return None


def _write(place: Path, lost: Iterable[Envelope]) -> None:
    lines = [
        json.dumps({"id": one.id, "source": one.source, "type": one.type, "data": one.data.decode()}) for one in lost
    ]
    if lines:
        with place.open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
