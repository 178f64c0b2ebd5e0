"""What a partner sees who has nothing but a Kafka client and a CloudEvents library."""

import asyncio
import random

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from shared.eventstore.reader import page
from shared.messaging.envelope import OutgoingRecord
from shared.messaging.producer import EventProducer, OversizeRecordError, PublishError
from shared.messaging.publishing import publishing
from shared.messaging.topics import LARGEST_RECORD, ensure_topics
from shared.runtime.ports import any_free

from .sample import Till, key


async def read_all(settings, topic, count):
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=settings.kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        async with asyncio.timeout(20):
            return [await consumer.getone() for _ in range(count)]
    finally:
        await consumer.stop()


async def test_the_relays_records_are_valid_for_the_official_sdk_and_in_order(till: Till, settings):
    keys = [key() for _ in range(4)]
    for amount in range(10):
        for one in keys:
            await till.note(one, amount)
    await till.publish_all()
    records = await read_all(settings, f"{settings.topic_prefix}till.events", 40)
    events = [
        from_binary(KafkaMessage(dict(record.headers), record.key, record.value), JSONFormat(), CloudEvent)
        for record in records
    ]
    assert {event.get_type() for event in events} == {"till.sum_noted.v1"}
    for one in keys:
        mine = [event for event in events if event.get_extension("partitionkey") == one]
        assert [event.get_id() for event in mine] == [f"till-{one}@{version}" for version in range(1, 11)]
        assert [event.get_data() for event in mine] == [{"amount": amount} for amount in range(10)]


async def test_a_repeat_has_the_same_bytes(till: Till, settings):
    await till.note(key(), 1, 2, 3)
    await ensure_topics(settings, ["till"])
    producer = EventProducer(settings, "till")
    async with till.store.database.pool("system").acquire() as conn:
        events = await page(conn, 0, 100)
    publish = publishing(producer, "till")
    await publish(events)
    await publish(events)
    await producer.stop()
    first = await read_all(settings, producer.topic, 6)
    assert [_bytes(record) for record in first[:3]] == [_bytes(record) for record in first[3:]]


def _bytes(record):
    return record.partition, record.key, record.value, record.headers, record.timestamp


async def until_retention_is(admin, name, wanted):
    """A broker tells of a changed setting a moment after it took it."""
    asked = [ConfigResource(ConfigResourceType.TOPIC, name, configs={"retention.ms": None})]
    async with asyncio.timeout(20):
        while (await admin.describe_configs(asked))[0].resources[0][4][0][1] != wanted:
            await asyncio.sleep(0.05)


async def test_topics_are_made_with_their_settings_and_set_right_again(settings):
    await ensure_topics(settings, ["till"])
    name = f"{settings.topic_prefix}till.events"
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        await admin.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, name, configs={"retention.ms": "604800000"})]
        )
        await until_retention_is(admin, name, "604800000")
        await ensure_topics(settings, ["till", "book"])
        await until_retention_is(admin, name, "-1")
        (described,) = await admin.describe_topics([name])
    finally:
        await admin.close()
    assert len(described["partitions"]) == 3


async def test_an_oversize_record_is_refused_and_the_next_one_goes_through(settings):
    await ensure_topics(settings, ["till"])
    producer = EventProducer(settings, "till")
    with pytest.raises(OversizeRecordError):
        await producer.publish([OutgoingRecord(b"k", b"x" * LARGEST_RECORD, [("ce_id", b"till-1@1")], 0)])
    await producer.publish([OutgoingRecord(b"k", b"{}", [], 0)])
    await producer.stop()
    assert [record.value for record in await read_all(settings, producer.topic, 1)] == [b"{}"]


async def test_a_refusal_of_the_broker_fails_the_publish_and_not_the_ones_after_it(settings):
    await ensure_topics(settings, ["till"])
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    name = f"{settings.topic_prefix}till.events"
    await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, configs={"max.message.bytes": "5000"})])
    await admin.close()
    producer = EventProducer(settings, "till")
    with pytest.raises(PublishError):
        await producer.publish([OutgoingRecord(b"k", random.Random(7).randbytes(50_000), [], 0)])
    await producer.publish([OutgoingRecord(b"k", b"{}", [], 0)])
    await producer.stop()


async def test_without_a_broker_publish_and_stop_end_within_their_bounds(settings):
    away = settings.model_copy(update={"kafka": f"127.0.0.1:{any_free()}"})
    producer = EventProducer(away, "till", seconds=2, stop_seconds=1)
    async with asyncio.timeout(8):
        with pytest.raises(PublishError):
            await producer.publish([OutgoingRecord(b"k", b"{}", [], 0)])
        await producer.stop()
