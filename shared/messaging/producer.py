"""The producer of the relay: batches per partition, acknowledged by all replicas, every wait bounded."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, ProducerClosed
from aiokafka.partitioner import murmur2

from shared.messaging.broker import connection_options
from shared.messaging.closing import ended_within, is_cancelled
from shared.messaging.envelope import OutgoingRecord
from shared.messaging.topics import LARGEST_RECORD, topic_of
from shared.settings import PlatformSettings

BATCH_BYTES: Final = 262_144
REMEMBERED_KEYS: Final = 100_000


class PublishError(Exception):
    """Not all records are known to be in Kafka: publish the same batch again; repeats do no harm."""


class OversizeRecordError(Exception):
    """A record is larger than the topic takes; publishing it again can't help. Nothing of its batch was sent."""


class EventProducer:
    """Publishes to one service's topic, in order within each key.

    The inner idempotent producer is made at first use and made anew after any failure: one refused record would fail
    its partition for ever, and a call cut by a time-out leaves it in an unknown state. `seconds` bounds each publish,
    `stop_seconds` each start and stop.
    """

    def __init__(
        self, settings: PlatformSettings, service: str, *, seconds: float = 30, stop_seconds: float = 10
    ) -> None:
        self.topic = topic_of(service, settings)
        self._settings = settings
        self._seconds = seconds
        self._stop_seconds = stop_seconds
        self._inner: AIOKafkaProducer | None = None
        self._partitions: dict[bytes, int] = {}
        self._count = 0

    async def start(self) -> None:
        """Connects now rather than at the first publish; raises `PublishError` when Kafka is away."""
        try:
            await self._connected()
        except KafkaError as error:
            raise PublishError(f"no connection to Kafka: {error!r}") from error

    async def publish(self, batch: Sequence[OutgoingRecord]) -> None:
        """Returns when all in-sync replicas have acknowledged every record.

        Raises `PublishError` (publish the same again) or `OversizeRecordError`.
        """
        if not batch:
            return
        try:
            async with asyncio.timeout(self._seconds):
                producer = await self._connected()
                await self._send(producer, batch)
        except (KafkaError, TimeoutError) as error:
            await self.stop()
            raise PublishError(f"{self.topic}: {error!r}") from error
        except asyncio.CancelledError as error:
            await asyncio.shield(self.stop())
            if is_cancelled():
                raise
            raise PublishError(f"{self.topic}: the library gave up") from error

    async def flush(self) -> None:
        """Waits within the bound for what is on its way."""
        if self._inner is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._inner.flush(), self._stop_seconds)

    async def stop(self) -> None:
        """Closes the connection within the bound, whatever state the broker is in. The next publish connects again."""
        producer, self._inner = self._inner, None
        if producer is not None:
            await close_producer(producer, self._stop_seconds)

    async def _connected(self) -> AIOKafkaProducer:
        if self._inner is not None:
            return self._inner
        producer = AIOKafkaProducer(
            **connection_options(self._settings),
            enable_idempotence=True,
            acks="all",
            compression_type="lz4",
            max_batch_size=BATCH_BYTES,
            max_request_size=LARGEST_RECORD,
            request_timeout_ms=10_000,
        )
        try:
            async with asyncio.timeout(self._stop_seconds):
                await producer.start()
                self._count = len(await producer.partitions_for(self.topic))
        except BaseException:
            await close_producer(producer, self._stop_seconds)
            raise
        self._partitions.clear()
        self._inner = producer
        return producer

    async def _send(self, producer: AIOKafkaProducer, batch: Sequence[OutgoingRecord]) -> None:
        filled = self._by_partition(producer, batch)
        acknowledged: list[asyncio.Future[Any]] = []

        async def hand_over(partition: int, builders: list[Any]) -> None:
            for builder in builders:
                future = await producer.send_batch(builder, self.topic, partition=partition)
                acknowledged.append(future)

        handed = await asyncio.gather(*(hand_over(*one) for one in filled.items()), return_exceptions=True)
        outcomes = await asyncio.gather(*acknowledged, return_exceptions=True)
        for outcome in (*handed, *outcomes):
            if isinstance(outcome, BaseException):
                raise outcome

    def _by_partition(self, producer: AIOKafkaProducer, batch: Sequence[OutgoingRecord]) -> dict[int, list[Any]]:
        known, filled, current = self._partitions, dict[int, list[Any]](), dict[int, Any]()
        for key, value, headers, timestamp in batch:
            if len(value) + len(key) > LARGEST_RECORD - 16_384:
                raise OversizeRecordError(dict(headers).get("ce_id"))
            partition = known.get(key)
            if partition is None:
                partition = self._partition_of(key)
            builder = current.get(partition)
            if builder is None or builder.append(timestamp=timestamp, key=key, value=value, headers=headers) is None:
                builder = current[partition] = producer.create_batch()
                builder.append(timestamp=timestamp, key=key, value=value, headers=headers)
                filled.setdefault(partition, []).append(builder)
        return filled

    def _partition_of(self, key: bytes) -> int:
        """As every Kafka client does by default, so that partners' tools find a key where they expect it."""
        if len(self._partitions) >= REMEMBERED_KEYS:
            self._partitions.clear()
        partition = self._partitions[key] = int((murmur2(key) & 0x7FFFFFFF) % self._count)
        return partition


async def close_producer(producer: AIOKafkaProducer, seconds: float) -> None:
    """`stop()` waits for ever while the broker is away, since idempotent batches never expire: after `seconds` they are
    failed and the connections cut.
    """
    if await ended_within(seconds, producer.stop()):
        return
    inside = producer._message_accumulator  # noqa: SLF001 - the library has no way to give up its batches
    batches = [*(one for lane in inside._batches.values() for one in lane), *inside._pending_batches]  # noqa: SLF001 - aiokafka tells nobody what it holds
    inside.fail_all(ProducerClosed())
    for batch in batches:
        if not batch.future.cancelled():
            batch.future.exception()  # whoever waited has given up; an exception nobody asks for ends in the log
    await ended_within(seconds, producer.client.close())
    await ended_within(seconds, producer._sender.close())  # noqa: SLF001 - the same
