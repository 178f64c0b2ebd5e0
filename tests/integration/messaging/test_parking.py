import pytest

from shared.messaging.envelope import OutgoingRecord, to_record
from shared.messaging.parked import NoSuchParkedError, drop_parked, list_parked, retry_parked, show_parked
from shared.messaging.producer import EventProducer

from .sample import Book, Till, booking_consumer, key, repaired_consumer, until


@pytest.fixture
async def poisoned(till: Till, book: Book):
    """A key with poison at version 2 and later events behind it, and another key without."""
    sick, well = key(), key()
    await till.note(sick, 1, -5, 3)
    await till.close(sick)
    await till.note(sick, 4)
    await till.note(well, *range(1, 11))
    async with till.relaying(), book.consuming():
        await until(lambda: _arrived(book, sick, well))
    return sick, well


async def _arrived(book, sick, well):
    return (await book.seen(f"till-{sick}"), await book.seen(f"till-{well}")) == (5, 10)


async def test_poison_is_parked_with_its_keys_later_events_and_other_keys_go_on(book: Book, poisoned):
    sick, well = poisoned
    assert await book.booked(well) == 55
    assert await book.booked(sick) == 1
    listed = await list_parked(book.store)
    assert [(one.stream, one.version) for one in listed] == [(f"till-{sick}", version) for version in (2, 3, 5)]
    assert listed[0].error == "ValueError: -5 can't be booked"
    assert listed[1].error == "behind an earlier parked event of its key"
    detail = await show_parked(book.store, listed[0].id)
    assert detail.value == '{"amount":-5}'
    assert ("ce_id", f"till-{sick}@2") in detail.headers
    assert "in book" in detail.stack


async def test_a_retry_that_fails_again_keeps_the_order_and_the_new_error(book: Book, poisoned):
    sick, _ = poisoned
    listed = await list_parked(book.store)
    replay = await retry_parked(book.store, booking_consumer(), listed[2].id)
    assert (replay.replayed, replay.stopped_at) == (0, listed[0].id)
    assert [one.attempts for one in await list_parked(book.store)] == [2, 1, 1]
    assert await book.booked(sick) == 1


async def test_a_retry_replays_the_keys_sequence_through_todays_up_casters(till: Till, book: Book, poisoned):
    sick, _ = poisoned
    head, *_ = await list_parked(book.store)
    replay = await retry_parked(book.store, repaired_consumer(), head.id)
    assert (replay.replayed, replay.error) == (3, None)
    assert await list_parked(book.store) == []
    assert len(await list_parked(book.store, state="retried")) == 3
    assert await book.booked(sick) == 8
    with pytest.raises(NoSuchParkedError):
        await retry_parked(book.store, repaired_consumer(), head.id)
    await till.note(sick, 100)
    async with till.relaying(), book.consuming(repaired_consumer()):
        await until(lambda: _booked(book, sick, 108))


async def _booked(book, one, amount):
    return await book.booked(one) == amount


async def test_a_dropped_head_lets_a_retry_take_the_rest(book: Book, poisoned):
    sick, _ = poisoned
    head, *_ = await list_parked(book.store)
    await drop_parked(book.store, head.id)
    with pytest.raises(NoSuchParkedError):
        await drop_parked(book.store, head.id)
    rest = await list_parked(book.store, "booking")
    assert (await retry_parked(book.store, booking_consumer(), rest[0].id)).replayed == 2
    assert await book.booked(sick) == 8
    assert [one.id for one in await list_parked(book.store, state="dropped")] == [head.id]


async def test_an_event_that_arrives_while_its_key_is_parked_waits_behind(till: Till, book: Book, poisoned):
    sick, _ = poisoned
    await till.note(sick, 9)
    async with till.relaying(), book.consuming():
        await until(lambda: _count(book, 4))
    assert (await list_parked(book.store))[-1].version == 6


async def _count(book, number):
    return len(await list_parked(book.store)) == number


async def test_what_is_no_event_of_ours_is_parked_and_blocks_nothing_else(till: Till, book: Book, settings):
    one = key()
    await till.note(one, 1)
    await till.publish_all()
    producer = EventProducer(settings, "till")
    forged = to_record("/pactline/till", "till-9", 1, "Not A Type", b"{}", {"key": "9"}, _now(book))
    text = OutgoingRecord(b"\xff\x00", b"hello", [("content-type", b"text/plain"), ("x", b"\xff")], 0)
    await producer.publish([forged, text])
    await producer.stop()
    await till.note(one, 2)
    async with till.relaying(), book.consuming():
        await until(lambda: _count(book, 2))
        await until(lambda: _booked(book, one, 3))
    errors = {parked.error.partition(" ")[0] for parked in await list_parked(book.store)}
    assert errors == {"EnvelopeError:"}


def _now(book):
    return book.store.clock.now()
