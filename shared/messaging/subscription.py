"""One consumer's place in its Kafka group: assignment, positions, commits; every wait on the broker bounded."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.errors import KafkaError

from shared.messaging.broker import connection_options
from shared.messaging.closing import ended_within
from shared.messaging.parking import RawRecord
from shared.settings import PlatformSettings

LONGEST_POLL_MS: Final = 300_000
BATCH_RECORDS: Final = 500
POLL_MS: Final = 200
CONNECT_SECONDS: Final = 30.0
COMMIT_SECONDS: Final = 5.0
STOP_SECONDS: Final = 5.0
HAND_OVER_SECONDS: Final = 10.0

log = structlog.get_logger()


class Subscription(ConsumerRebalanceListener):  # type: ignore[misc]  # the library has no types
    """Reads the topics of a group and gives batches to `process`, which has their effect committed when it returns.

    Offsets follow the database: they are committed after it, before partitions are handed over, and at the end. A batch
    that was read before partitions changed hands is dropped; whoever owns them reads it again.
    """

    def __init__(
        self,
        settings: PlatformSettings,
        topics: Iterable[str],
        group: str,
        process: Callable[[list[RawRecord]], Awaitable[None]],
        *,
        session_ms: int | None = None,
        commit_every: float = 0.2,
    ) -> None:
        self.topics = tuple(topics)
        self.group = group
        self.joined = False
        self.generation = 0
        self._settings = settings
        self._process = process
        self._session_ms = session_ms or settings.kafka_session_seconds * 1000
        # who joins waits until a member that died without a word is given up
        self._join_seconds = CONNECT_SECONDS + self._session_ms / 1000
        self._commit_every = commit_every
        self._kafka: Any = None
        self._busy = asyncio.Lock()
        self._next: dict[TopicPartition, int] = {}
        self._uncommitted: dict[TopicPartition, int] = {}
        self._committed_at = 0.0
        self._rewind = False

    @asynccontextmanager
    async def connected(self) -> Any:
        """In the group while inside; leaves it within a bound, whatever state the broker is in."""
        self._rewind = False
        kafka = self._kafka = AIOKafkaConsumer(
            **connection_options(self._settings),
            group_id=self.group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=self._session_ms,
            heartbeat_interval_ms=min(3_000, self._session_ms // 3),
            max_poll_interval_ms=LONGEST_POLL_MS,
            request_timeout_ms=int(self._join_seconds * 1000),
        )
        kafka.subscribe(self.topics, listener=self)
        try:
            async with asyncio.timeout(self._join_seconds):
                await kafka.start()
            yield self
            await self._commit()
        finally:
            self.joined = False
            self.generation += 1
            self._kafka = None
            await close_consumer(kafka, STOP_SECONDS)

    @property
    def partitions(self) -> int:
        """How many it reads here; 0 until it has joined, and where others of its group read them all."""
        return len(self._kafka.assignment()) if self._kafka is not None and self.joined else 0

    async def turn(self) -> int:
        """One look at the topics: what is there is processed; the number of records.

        When `process` fails, or the partitions changed hands meanwhile, the next turn reads from the last commit.
        """
        if self._rewind:
            await self._to_committed()
        generation = self.generation
        read = await self._kafka.getmany(timeout_ms=POLL_MS, max_records=BATCH_RECORDS)
        if read:
            async with self._busy:
                self._rewind = True
                if generation != self.generation:
                    return 0
                await self._process([_raw(record) for records in read.values() for record in records])
                self._rewind = False
                for partition, records in read.items():
                    self._next[partition] = self._uncommitted[partition] = records[-1].offset + 1
        if self._uncommitted and asyncio.get_running_loop().time() - self._committed_at > self._commit_every:
            async with self._busy:
                await self._commit()
        return sum(map(len, read.values()))

    async def _to_committed(self) -> None:
        async with asyncio.timeout(self._join_seconds):
            for partition in self._kafka.assignment():
                offset = await self._kafka.committed(partition)
                if offset is None:
                    await self._kafka.seek_to_beginning(partition)
                else:
                    self._kafka.seek(partition, offset)
        self._uncommitted.clear()
        self._rewind = False

    async def lag(self) -> dict[str, int] | None:
        """Records of each topic that are still to be read here; None until the broker has told of every partition."""
        behind = dict.fromkeys(self.topics, 0)
        if self._kafka is None or not self.joined:
            return None
        for partition in self._kafka.assignment():
            if partition not in self._next:
                with suppress(TimeoutError, KafkaError):
                    self._next[partition] = await asyncio.wait_for(self._kafka.position(partition), 0.2)
            end = self._kafka.highwater(partition)
            if end is None:
                return None
            behind[partition.topic] += max(0, end - self._next.get(partition, end))
        return behind

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """From here on the partitions are read from what was committed."""
        self._next.clear()
        self._uncommitted.clear()
        self.joined = True
        log.info("partitions_assigned", group=self.group, partitions=len(list(assigned)))

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Waits for the batch in hand and commits, so that the next owner has little to repeat."""
        if not list(revoked):
            return
        self.generation += 1
        with suppress(TimeoutError):
            async with asyncio.timeout(HAND_OVER_SECONDS), self._busy:
                await self._commit()

    async def _commit(self) -> None:
        self._committed_at = asyncio.get_running_loop().time()
        held = self._kafka.assignment() if self._kafka is not None else set()
        offsets = {partition: offset for partition, offset in self._uncommitted.items() if partition in held}
        self._uncommitted.clear()
        if not offsets:
            return
        try:
            await asyncio.wait_for(self._kafka.commit(offsets), COMMIT_SECONDS)
        except (KafkaError, TimeoutError) as error:
            # Tried again even if nothing new comes; what stays uncommitted is read again and skipped as a repeat.
            self._uncommitted = {**offsets, **self._uncommitted}
            log.info("offsets_not_committed", group=self.group, error=repr(error))


async def close_consumer(kafka: Any, seconds: float) -> None:
    """`stop()` can wait for ever while the broker is away; after `seconds` its tasks are ended and connections cut."""
    if await ended_within(seconds, kafka.stop()):
        return
    # The library has no way to give up, so its parts are closed one by one.
    coordinator, fetcher = kafka._coordinator, kafka._fetcher  # noqa: SLF001 - aiokafka has no other way to stop within a bound
    if isinstance(coordinator, GroupCoordinator):
        await ended_within(1, coordinator._stop_heartbeat_task())  # noqa: SLF001 - aiokafka has no other way to stop within a bound
        await ended_within(1, coordinator._stop_commit_offsets_refresh_task())  # noqa: SLF001 - aiokafka has no other way to stop within a bound
    if fetcher is not None:
        await ended_within(1, fetcher.close())
    await ended_within(seconds, kafka._client.close())  # noqa: SLF001 - aiokafka has no other way to stop within a bound


def _raw(record: Any) -> RawRecord:
    return RawRecord(record.topic, record.partition, record.offset, record.key or b"", record.value, record.headers)
