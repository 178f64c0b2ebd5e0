"""What a broker, a relay or a partner may do to the order and number of records; and handlers that fail or dawdle."""

import asyncio
import random

import pytest

from shared.eventstore.batch import LARGEST_EVENT, OversizeEventError
from shared.eventstore.reader import page
from shared.eventstore.relay import Relay
from shared.messaging.audit.topic import connected
from shared.messaging.consumer import Consumer
from shared.messaging.envelope import OutgoingRecord
from shared.messaging.parked import list_parked, retry_parked
from shared.messaging.processing import Processing
from shared.messaging.producer import EventProducer, OversizeRecordError
from shared.messaging.publishing import publishing
from shared.messaging.topics import LARGEST_RECORD, ensure_topics
from tests.faults.relaying import relaying
from tests.integration.messaging.sample import (
    Book,
    NoteLeft,
    SumSeen,
    Till,
    booking_consumer,
    key,
    repaired_consumer,
    until,
)


@pytest.mark.parametrize("events", [40, pytest.param(2_000, marks=pytest.mark.full)])
async def test_repeats_of_every_kind_have_no_second_effect(events, till: Till, book: Book, settings, healed):
    chance, answers = random.Random(7), []
    keys = [key() for _ in range(5)]
    await ensure_topics(settings, ["till", "book"])
    producer = EventProducer(settings, "till")
    publish, sent = publishing(producer, "till"), []

    async def repeating(new):
        await publish(new)
        sent.extend(new)
        start = chance.randrange(len(sent))
        await publish(sent[start : start + chance.randint(1, 20)])

    relay = Relay(till.store, repeating)
    relay.start()
    async with book.consuming():
        for _ in range(events):
            answers.append(await till.note(chance.choice(keys), 1))
            if chance.random() < 0.05:
                # As a leader does that was fenced before it moved the cursor: all since then is sent again.
                await till.store.database.pool("system").execute("UPDATE relay SET position = position / 2")
        await until(lambda: relay.position >= events)
    await relay.stop()
    await producer.stop()
    await healed(answers)
    assert sum([await book.booked(one) for one in keys]) == events


@pytest.mark.parametrize("events", [60, pytest.param(3_000, marks=pytest.mark.full)])
async def test_any_order_between_keys_gives_the_same(events, till: Till, book: Book, settings, healed):
    chance = random.Random(8)
    keys = [key() for _ in range(9)]
    answers = [await till.note(chance.choice(keys), number) for number in range(1, events + 1)]
    await till.publish_all()
    lanes = []
    async with connected(settings) as broker:
        topic = await broker.topic("till")
        for partition in topic.ends:
            topic.start(partition, 0)
            lane = []
            while records := await topic.page(partition, len(lane)):
                lane += records
            lanes.append(lane)
    by_key = {}
    for record in (record for lane in lanes for record in lane):
        by_key.setdefault(record.key, []).append(record)
    processing = Processing(booking_consumer(), book.store)
    waiting = list(by_key.values())
    while waiting:
        lane = chance.choice(waiting)
        taken = chance.randint(1, len(lane))
        await processing.process(lane[:taken])
        del lane[:taken]
        waiting = [lane for lane in waiting if lane]
    await healed(answers)
    assert sum([await book.booked(one) for one in keys]) == events * (events + 1) // 2


async def test_poison_blocks_its_key_alone_and_after_the_repair_nothing_is_left(till: Till, book: Book, healed):
    sick, well = key(), key()
    answers = [await till.note(sick, 1, -5, 3), await till.note(well, 1, 2)]
    async with till.relaying(), book.consuming():
        await until(lambda: _booked(book, well, 3))
        await until(lambda: _parked(book, 2))
        answers.append(await till.note(sick, 4))
        await until(lambda: _parked(book, 3))
    assert await book.booked(sick) == 1
    head, *_ = await list_parked(book.store)
    assert (await retry_parked(book.store, repaired_consumer(), head.id)).replayed == 3
    await healed(answers)
    assert await book.booked(sick) == 8


@pytest.mark.full
async def test_poison_in_many_keys_and_twice_over_is_repaired_key_by_key(till: Till, book: Book, healed):
    chance, sick, well = random.Random(5), [key() for _ in range(30)], [key() for _ in range(10)]
    answers, expected = [], dict.fromkeys([*sick, *well], 0)
    async with till.relaying(), book.consuming():
        for number in range(1_500):
            one = chance.choice([*sick, *well])
            amount = -number if one in sick and chance.random() < 0.1 else number
            expected[one] += max(0, amount)
            answers.append(await till.note(one, amount))
        await until(lambda: _seen_or_parked(book, 1_500), seconds=120)
        for one in well:
            assert await book.booked(one) == expected[one]
    heads: dict[str, int] = {}
    for parked in await list_parked(book.store, limit=1_500):
        heads.setdefault(parked.stream, parked.id)
    assert len(heads) > 20
    for number in chance.sample(sorted(heads.values()), len(heads)):
        # What was not repaired stays parked, however often it is tried.
        assert (await retry_parked(book.store, booking_consumer(), number)).replayed == 0
        assert (await retry_parked(book.store, repaired_consumer(), number)).replayed > 0
    await healed(answers)
    assert {one: await book.booked(one) for one in expected} == expected


async def _seen_or_parked(book: Book, number: int) -> bool:
    return len(await book.effects()) + len(await list_parked(book.store, limit=number)) == number


async def _booked(book: Book, one: str, amount: int) -> bool:
    return await book.booked(one) == amount


async def _parked(book: Book, number: int) -> bool:
    return len(await list_parked(book.store)) == number


async def test_what_is_too_large_is_refused_at_once_and_the_largest_goes_all_the_way(till: Till, settings, healed):
    one, frame = key(), len(NoteLeft(text="").public_json())
    with pytest.raises(OversizeEventError):
        await till.leave(one, "x" * (LARGEST_EVENT - frame + 1))
    answers = [await till.leave(one, "x" * (LARGEST_EVENT - frame)), await till.note(one, 1)]
    async with till.store.database.pool("system").acquire() as conn:
        assert [event.version for event in await page(conn, 0, 10)] == [1, 2]
    await ensure_topics(settings, ["till"])
    producer = EventProducer(settings, "till")
    with pytest.raises(OversizeRecordError):
        await producer.publish([OutgoingRecord(b"k", b"x" * LARGEST_RECORD, [], 0)])
    await producer.stop()
    await healed(answers)


@pytest.mark.parametrize(("events", "pause"), [(40, 0.2), pytest.param(500, 0.2, marks=pytest.mark.full)])
async def test_a_consumer_slower_than_its_session_keeps_its_place(
    events, pause, till: Till, book: Book, settings, healed
):
    answers = [await till.note(key(), 1) for _ in range(events)]
    await till.publish_all()
    consumer, handle = Consumer("booking"), booking_consumer().handlers["till", "till.sum_noted.v1"].handle
    tried: list[str] = []

    @consumer.on("till", "till.sum_noted.v1", SumSeen)
    async def dawdle(work, record):
        tried.append(record.id)
        await asyncio.sleep(pause)
        await handle(work, record)

    async with relaying(book.store, settings), book.consuming(consumer) as runner:
        await until(lambda: _seen(book, events), seconds=60 + events * pause * 2)
        await until(lambda: runner.lag() == {"booking": 0})
    # Longer than the session of 6 s, and yet nobody took the partitions away: nothing was tried twice.
    assert events * pause > 6
    assert len(tried) == events
    await healed(answers)


async def _seen(book: Book, number: int) -> bool:
    return len(await book.effects()) == number
