"""kill -9 of what writes and what publishes, at each named point: everything answered is there, once, in order."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.eventstore.database import Database
from shared.eventstore.relay import Relay, pending
from shared.eventstore.store import Store
from shared.messaging.producer import EventProducer
from shared.messaging.publishing import publishing
from shared.messaging.topics import ensure_topics
from shared.security.sealing import Sealer
from shared.settings import PlatformSettings
from shared.testing.isolation import SECRET
from shared.values.clock import SystemClock

ROOT = Path(__file__).parents[3]
VICTIM = Path(__file__).with_name("victim.py")
POINTS = ("before append", "before commit", "after commit", "before send", "after send", "before the cursor moves")


@pytest.fixture
def settings(postgres_url: str, kafka_bootstrap: str, worker_name: str) -> PlatformSettings:
    prefix = f"{worker_name}.{uuid4().hex[:8]}."
    return PlatformSettings(database_url=postgres_url, kafka=kafka_bootstrap, topic_prefix=prefix, partitions=2)


async def killed_at(point: str, times: int, database: str, settings: PlatformSettings) -> list[str]:
    """What the victim had answered before it died."""
    environment = os.environ | {
        "PACTLINE_DATABASE_URL": settings.database_url,
        "PACTLINE_KAFKA": settings.kafka,
        "PACTLINE_TOPIC_PREFIX": settings.topic_prefix,
        "PYTHONPATH": str(ROOT),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(VICTIM), point, str(times), database, SECRET, env=environment, stdout=subprocess.PIPE
    )
    async with asyncio.timeout(60):
        printed, _ = await process.communicate()
    assert process.returncode == -signal.SIGKILL
    return printed.decode().split()


async def published(settings: PlatformSettings) -> list[str]:
    """Every `stream@version` of the topic, partition by partition in its order."""
    topic = f"{settings.topic_prefix}victim.events"
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in range(settings.partitions)]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[str] = []
        for partition in partitions:
            while await consumer.position(partition) < ends[partition]:
                records = (await consumer.getmany(partition, timeout_ms=1000)).get(partition, [])
                found.extend(dict(record.headers)["ce_id"].decode() for record in records)
        return found
    finally:
        await consumer.stop()


async def relayed_to_the_end(store: Store, settings: PlatformSettings) -> None:
    """Another instance takes over and publishes until nothing is pending."""
    producer = EventProducer(settings, "victim")
    relay = Relay(store, publishing(producer, "victim"))
    relay.start()
    async with asyncio.timeout(30), store.database.pool("system").acquire() as conn:
        while (await pending(conn))[1] > 0 or not relay.leading:
            await asyncio.sleep(0.05)
    await relay.stop()
    await producer.stop()


@pytest.mark.parametrize("point", POINTS)
async def test_what_was_answered_is_published_in_order_after_a_kill(point, postgres_url, clone_database, settings):
    name = await clone_database("victim")
    await ensure_topics(settings, ["victim"])
    answered = await killed_at(point, 8, name, settings)
    database = Database(postgres_url, "victim", SECRET, name=name)
    await database.open()
    try:
        store = Store("victim", database, [], Sealer(SECRET), SystemClock())
        await relayed_to_the_end(store, settings)
        rows = await database.pool("system").fetch("SELECT stream_id, version FROM events ORDER BY position")
    finally:
        await database.close()
    committed = [f"{row['stream_id']}@{row['version']}" for row in rows]
    first_seen = list(dict.fromkeys(await published(settings)))
    assert answered
    assert set(answered) <= set(committed)
    assert sorted(first_seen) == sorted(committed)
    for stream in {row["stream_id"] for row in rows}:
        mine = [one for one in first_seen if one.startswith(f"{stream}@")]
        assert mine == [f"{stream}@{version}" for version in range(1, len(mine) + 1)]


async def test_a_leader_that_lost_its_lease_cannot_move_the_cursor(postgres_url, clone_database, settings):
    database = Database(postgres_url, "victim", SECRET, name=await clone_database("victim"))
    await database.open()
    try:
        pool = database.pool("system")
        store = Store("victim", database, [], Sealer(SECRET), SystemClock())
        sent: list[int] = []
        reached, go_on = asyncio.Event(), asyncio.Event()

        async def frozen(events):
            reached.set()
            await go_on.wait()
            sent.append(events[-1].position)

        async def quick(events):
            sent.append(events[-1].position)

        old = Relay(store, frozen)
        async with pool.acquire() as conn:
            await conn.fetch("SELECT * FROM append_event('s-1', 1, 't.t.v1', '{}', NULL, '{\"key\": \"k\"}')")
        old.start()
        async with asyncio.timeout(20):
            await reached.wait()
            await pool.execute("UPDATE relay SET expires_at = '-infinity'")
            new = Relay(store, quick)
            new.start()
            while not sent:
                await asyncio.sleep(0.02)
            epoch = await pool.fetchval("SELECT epoch FROM relay")
            go_on.set()
            await asyncio.sleep(0.2)
            assert not old.leading
            assert await pool.fetchval("SELECT epoch FROM relay") == epoch
            assert new.leading
        await old.stop()
        await new.stop()
    finally:
        await database.close()
