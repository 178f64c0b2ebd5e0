"""Real examples of events, taken from the topics of an installation that has lived: one record a wire name."""

import json
from typing import Final

from shared.messaging.audit.topic import connected
from shared.messaging.envelope import EnvelopeError, parse
from shared.messaging.parking import RawRecord
from shared.messaging.real_examples import Example
from shared.messaging.topics import SERVICES
from shared.settings import PlatformSettings

LARGEST: Final = 4_000
"""Bytes of an example that a person still reads."""


async def observed(settings: PlatformSettings) -> dict[str, dict[str, Example]]:
    """The fullest of the first records of each event on the topics, by service and wire name."""
    found: dict[str, dict[str, Example]] = {service: {} for service in SERVICES}
    sizes: dict[tuple[str, str], int] = {}
    async with connected(settings) as broker:
        for service in SERVICES:
            topic = await broker.topic(service)
            for partition in topic.ends:
                offset = 0
                topic.start(partition, offset)
                while records := await topic.page(partition, offset):
                    offset = records[-1].offset + 1
                    for record in records:
                        _keep(found[service], sizes, service, record)
    return found


def _keep(found: dict[str, Example], sizes: dict[tuple[str, str], int], service: str, record: RawRecord) -> None:
    try:
        said = parse(record)
    except EnvelopeError:
        return
    size = len(said.data)
    if not sizes.get((service, said.type), 0) < size < LARGEST:
        return
    sizes[service, said.type] = size
    headers = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers}
    found[said.type] = {"key": record.key.decode(), "headers": headers, "data": json.loads(said.data)}
