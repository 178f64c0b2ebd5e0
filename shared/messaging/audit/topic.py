"""A topic read by itself, outside any group: each partition in pages between two offsets."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.messaging.broker import connection_options
from shared.messaging.parking import RawRecord
from shared.messaging.subscription import close_consumer
from shared.settings import PlatformSettings

PAGE_RECORDS: Final = 2_000
SECONDS: Final = 30.0


class BrokerAwayError(Exception):
    """The broker did not answer in time; the audit says nothing."""


class Topic:
    """The partitions of one topic as they end now; what is published later is the next audit's."""

    def __init__(self, kafka: Any, name: str, ends: Mapping[int, int]) -> None:
        self.ends = dict(ends)
        self._kafka = kafka
        self._name = name

    def start(self, partition: int, offset: int) -> None:
        """The next page of the partition begins at this offset."""
        self._kafka.seek(TopicPartition(self._name, partition), offset)

    async def page(self, partition: int, offset: int) -> list[RawRecord]:
        """Records from `offset` on, before the end; empty at the end. Offsets must be asked for in order."""
        place, end = TopicPartition(self._name, partition), self.ends[partition]
        if offset >= end:
            return []
        try:
            async with asyncio.timeout(SECONDS):
                while True:
                    read = await self._kafka.getmany(place, timeout_ms=1_000, max_records=PAGE_RECORDS)
                    found = [_raw(one) for one in read.get(place, ()) if one.offset < end]
                    if found or await self._kafka.position(place) >= end:
                        return found
        except TimeoutError as error:
            raise BrokerAwayError(f"{self._name}/{partition} at {offset}") from error


@asynccontextmanager
async def opened(settings: PlatformSettings, name: str) -> AsyncIterator[Topic]:
    """The topic while it is being read; raises `BrokerAwayError`."""
    kafka = AIOKafkaConsumer(**connection_options(settings), enable_auto_commit=False, auto_offset_reset="earliest")
    try:
        try:
            async with asyncio.timeout(SECONDS):
                await kafka.start()
                found = await _partitions(settings, name)
                ends = await kafka.end_offsets(found) if found else {}
        except TimeoutError as error:
            raise BrokerAwayError(name) from error
        kafka.assign(found)
        yield Topic(kafka, name, {place.partition: end for place, end in ends.items()})
    finally:
        await close_consumer(kafka, 5)


async def _partitions(settings: PlatformSettings, name: str) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(**connection_options(settings), request_timeout_ms=10_000)
    try:
        await admin.start()
        (described,) = await admin.describe_topics([name])
    finally:
        await admin.close()
    return [TopicPartition(name, number) for number in sorted(one["partition"] for one in described["partitions"])]


async def committed(settings: PlatformSettings, group: str, name: str) -> dict[int, int]:
    """Up to where a group has come in each partition of a topic; partitions it never committed are absent."""
    admin = AIOKafkaAdminClient(**connection_options(settings), request_timeout_ms=10_000)
    try:
        async with asyncio.timeout(SECONDS):
            await admin.start()
            offsets = await admin.list_consumer_group_offsets(group)
    except TimeoutError as error:
        raise BrokerAwayError(group) from error
    finally:
        await admin.close()
    return {place.partition: kept.offset for place, kept in offsets.items() if place.topic == name and kept.offset >= 0}


def _raw(record: Any) -> RawRecord:
    return RawRecord(record.topic, record.partition, record.offset, record.key or b"", record.value, record.headers)
