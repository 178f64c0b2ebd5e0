"""Topics read by themselves, outside any group: each partition in pages between two offsets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any, Final, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.messaging.broker import connection_options
from shared.messaging.parking import RawRecord
from shared.messaging.subscription import close_consumer
from shared.messaging.topics import topic_of
from shared.settings import PlatformSettings

PAGE_RECORDS: Final = 2_000
SECONDS: Final = 30.0
LONGEST_REST: Final = 10.0
"""However long a page took: a server that stood still for a minute would be paid back for ten."""

T = TypeVar("T")


class BrokerAwayError(Exception):
    """The broker did not answer, or not in time; the audit says nothing."""


@dataclass(slots=True)
class Pace:
    """How much is read at once, and which `share` of the time reading may take.

    Whoever reads beside others' requests takes little at once and rests after each page in proportion to what it took:
    nobody waits for longer than one page.
    """

    records: int = PAGE_RECORDS
    share: float = 1.0
    _since: float | None = None

    async def rest(self) -> None:
        """Before the next page is asked for."""
        if self._since is not None and self.share < 1:
            took = perf_counter() - self._since
            await asyncio.sleep(min(took * (1 / self.share - 1), LONGEST_REST))
        self._since = perf_counter()


class Topic:
    """The partitions of one topic as they ended when it was opened; what is published later is the next audit's."""

    def __init__(self, kafka: Any, name: str, ends: Mapping[int, int], pace: Pace) -> None:
        self.name = name
        self.ends = dict(ends)
        self._kafka = kafka
        self._pace = pace

    async def offsets_at(self, moment: datetime) -> dict[int, int]:
        """Where each partition holds the first record of a moment or after it; its end where none does."""
        wanted = {TopicPartition(self.name, partition): int(moment.timestamp() * 1000) for partition in self.ends}
        found = await _answered(self._kafka.offsets_for_times(wanted)) if wanted else {}
        first = {place.partition: known.offset for place, known in found.items() if known is not None}
        return {partition: first.get(partition, end) for partition, end in self.ends.items()}

    def start(self, partition: int, offset: int) -> None:
        """The next page of the partition begins at this offset."""
        self._kafka.seek(TopicPartition(self.name, partition), offset)

    async def page(self, partition: int, offset: int) -> list[RawRecord]:
        """Records from `offset` on, before the end; empty at the end. Offsets must be asked for in order."""
        place, end = TopicPartition(self.name, partition), self.ends[partition]
        if offset >= end:
            return []
        await self._pace.rest()
        return await _answered(self._next(place, end))

    async def _next(self, place: TopicPartition, end: int) -> list[RawRecord]:
        while True:
            read = await self._kafka.getmany(place, timeout_ms=1_000, max_records=self._pace.records)
            found = [_raw(one) for one in read.get(place, ()) if one.offset < end]
            if found or await self._kafka.position(place) >= end:
                return found


class Broker:
    """One connection for a whole audit."""

    def __init__(self, settings: PlatformSettings, kafka: Any, admin: AIOKafkaAdminClient, pace: Pace) -> None:
        self.settings = settings
        self._kafka = kafka
        self._admin = admin
        self._pace = pace

    async def ends(self, service: str) -> dict[int, int]:
        """Where each partition of a service's topic ends; empty when it is not there. Raises `BrokerAwayError`."""
        return {place.partition: end for place, end in (await self._ends(topic_of(service, self.settings))).items()}

    async def topic(self, service: str) -> Topic:
        """The topic of a service, to be walked before another one is asked for. Raises `BrokerAwayError`."""
        name = topic_of(service, self.settings)
        ends = await self._ends(name)
        self._kafka.assign(list(ends))
        return Topic(self._kafka, name, {place.partition: end for place, end in ends.items()}, self._pace)

    async def _ends(self, name: str) -> dict[TopicPartition, int]:
        (described,) = await _answered(self._admin.describe_topics([name]))
        places = [
            TopicPartition(name, number) for number in sorted(one["partition"] for one in described["partitions"])
        ]
        return await _answered(self._kafka.end_offsets(places)) if places else {}

    async def committed(self, group: str, name: str) -> dict[int, int]:
        """Up to where a group has come in each partition of a topic; partitions it never committed are absent."""
        offsets = await _answered(self._admin.list_consumer_group_offsets(group))
        return {
            place.partition: kept.offset for place, kept in offsets.items() if place.topic == name and kept.offset >= 0
        }


@asynccontextmanager
async def connected(settings: PlatformSettings, pace: Pace | None = None) -> AsyncIterator[Broker]:
    """The broker while an audit asks it, at full pace unless told otherwise; raises `BrokerAwayError`."""
    kafka = AIOKafkaConsumer(
        **connection_options(settings),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=10,  # a fetch that waits at the end of one partition would hold up the others
        max_partition_fetch_bytes=4_194_304,
    )
    admin = AIOKafkaAdminClient(**connection_options(settings), request_timeout_ms=10_000)
    try:
        await _answered(kafka.start())
        await _answered(admin.start())
        yield Broker(settings, kafka, admin, pace or Pace())
    finally:
        try:
            await admin.close()
        finally:
            await close_consumer(kafka, 5)


async def _answered(asking: Awaitable[T]) -> T:
    try:
        return await asyncio.wait_for(asking, SECONDS)
    except (TimeoutError, KafkaError) as error:
        raise BrokerAwayError(repr(error)) from error


def _raw(record: Any) -> RawRecord:
    return RawRecord(record.topic, record.partition, record.offset, record.key or b"", record.value, record.headers)
