"""Row 4: the relay, from the event table to Kafka acknowledged, beside aiokafka's producer alone with the same payload
and settings.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final
from uuid import uuid4

from aiokafka import AIOKafkaProducer

from bench.measure import Given, Outcome, Taken, rates
from bench.order import SERVICE, opened
from shared.eventstore.reader import page
from shared.eventstore.relay import Relay
from shared.eventstore.store import Store
from shared.messaging.broker import connection_options
from shared.messaging.envelope import OutgoingRecord, source_of, to_record
from shared.messaging.producer import BATCH_BYTES, EventProducer
from shared.messaging.publishing import publishing
from shared.messaging.topics import LARGEST_RECORD, ensure_topics, topic_of
from shared.settings import PlatformSettings

COUNT: Final = 200_000
AHEAD: Final = 1000
FILL: Final = """
INSERT INTO events (stream_id, version, type, data, personal, meta, recorded_at)
SELECT 'order-' || id, 1, 'bench.order_measured.v1',
       convert_to('{"order_id":"' || id || '","contract_id":"' || other || '","counterparty_id":"' || other ||
       '","description":"Optical line terminal with sixteen ports, rack mounted, with two power supplies",' ||
       '"amount":{"amount":"128000.00","currency":"CNY"},"effective_on":"2026-03-02"}', 'UTF8'), NULL,
       jsonb_build_object('key', id, 'unit', '0190163d-8694-739b-aea5-966c26f8ad02', 'actor', 'system',
                          'correlation', other, 'causation', '', 'trace', ''), clock_timestamp()
FROM (SELECT uuidv7()::text AS id, gen_random_uuid()::text AS other FROM generate_series(1, $1::bigint)) AS made
"""
REWIND: Final = "UPDATE relay SET position = $1"
BEFORE: Final = "SELECT coalesce((SELECT position FROM events ORDER BY position DESC OFFSET $1 LIMIT 1), 0)"


async def relayed(given: Given) -> Outcome:
    count = 2000 if given.short else COUNT
    async with opened(given) as store:
        await fill(store, count)
        async with both_ways(given, store) as ways:
            return Outcome({"4": await ways.taken(count, given.rounds)})


async def fill(store: Store, count: int) -> None:
    """So many events behind those that are there, made by the server."""
    pool = store.database.pool("system")
    for at in range(0, count, 1_000_000):
        await pool.execute(FILL, min(1_000_000, count - at), timeout=600)


class Ways:
    """Both ways of bringing the store's events to Kafka."""

    def __init__(self, store: Store, settings: PlatformSettings, ours: EventProducer, theirs: AIOKafkaProducer) -> None:
        self.topic = topic_of(SERVICE, settings)
        """Where the relay publishes."""
        self._store, self._ours, self._theirs, self._alone_to = store, ours, theirs, topic_of("alone", settings)

    async def taken(self, count: int, rounds: int) -> Taken:
        """The last `count` events of the table relayed; the reference sends as many records that lie in memory."""
        pool = self._store.database.pool("system")
        before = await pool.fetchval(BEFORE, count)
        async with pool.acquire() as conn:
            events = await page(conn, before, min(count, 100_000))  # type: ignore[arg-type] # a pool's proxy is one
        source = source_of(SERVICE)
        records = [
            to_record(source, one.stream, one.version, one.type, one.data, one.meta, one.recorded_at) for one in events
        ]
        last = await pool.fetchval("SELECT max(position) FROM events")

        async def relay() -> None:
            await pool.execute(REWIND, before)
            running = Relay(self._store, publishing(self._ours, SERVICE))
            running.start()
            while running.position < last:  # noqa: ASYNC110 - a relay tells nobody how far it is
                await asyncio.sleep(0.002)
            await running.stop()

        async def alone() -> None:
            await self._alone(records, count)

        taken = await rates(count, rounds, relay, alone)
        return replace(taken, detail={**taken.detail, "last": last})

    async def _alone(self, records: list[OutgoingRecord], count: int) -> None:
        """`send` for each record, all acknowledgements awaited."""
        waiting: list[asyncio.Future[object]] = []
        for number in range(count):
            one = records[number % len(records)]
            waiting.append(
                await self._theirs.send(
                    self._alone_to, value=one.value, key=one.key, headers=one.headers, timestamp_ms=one.timestamp
                )
            )
            if len(waiting) >= 10 * AHEAD:
                await asyncio.gather(*waiting[:AHEAD])
                del waiting[:AHEAD]
        await asyncio.gather(*waiting)


@asynccontextmanager
async def both_ways(given: Given, store: Store) -> AsyncIterator[Ways]:
    """Two topics of their own on the given broker, and a producer for each, both with the settings of the relay's."""
    prefix = f"b{uuid4().hex[:8]}."
    settings = PlatformSettings(kafka=given.kafka, topic_prefix=prefix, database_url=given.postgres_url)
    await ensure_topics(settings, [SERVICE, "alone"])
    ours = EventProducer(settings, SERVICE)
    theirs = AIOKafkaProducer(
        **connection_options(settings),
        enable_idempotence=True,
        acks="all",
        compression_type="lz4",
        max_batch_size=BATCH_BYTES,
        max_request_size=LARGEST_RECORD,
    )
    await ours.start()
    await theirs.start()
    try:
        yield Ways(store, settings, ours, theirs)
    finally:
        await ours.stop()
        await theirs.stop()
