import random

from prometheus_client import REGISTRY

from shared.eventstore.reader import page
from shared.messaging.processing import Processing
from shared.messaging.producer import EventProducer
from shared.messaging.publishing import publishing
from shared.messaging.topics import ensure_topics

from .sample import Book, Till, booking_consumer, key, until


async def stored(till: Till):
    async with till.store.database.pool("system").acquire() as conn:
        return await page(conn, 0, 10_000)


async def test_repeats_of_any_length_have_no_second_effect(till: Till, book: Book, settings):
    keys = [key() for _ in range(3)]
    for amount in range(1, 11):
        for one in keys:
            await till.note(one, amount)
    events = await stored(till)
    await ensure_topics(settings, ["till"])
    producer = EventProducer(settings, "till")
    publish, chance, reached = publishing(producer, "till"), random.Random(11), 0
    while reached < len(events):
        start = chance.randint(0, reached)
        reached = max(reached, min(len(events), start + chance.randint(1, 9)))
        await publish(events[start:reached])
    await producer.stop()
    async with book.consuming() as runner:
        await until(lambda: _everywhere(book, keys, 10))
        await until(lambda: runner.lag() == {"booking": 0})
    assert sorted(await book.effects()) == sorted((one.stream, one.version) for one in events)
    assert [await book.booked(one) for one in keys] == [55, 55, 55]
    assert await book.store.database.pool("system").fetchval("SELECT count(*) FROM inbox_gaps") == 0


async def _everywhere(book: Book, keys: list[str], version: int) -> bool:
    return all([await book.seen(f"till-{one}") == version for one in keys])


async def test_a_missing_version_is_noticed_and_written_down(till: Till, book: Book, settings):
    one = key()
    await till.note(one, 1, 2, 3, 4)
    events = await stored(till)
    await ensure_topics(settings, ["till"])
    producer = EventProducer(settings, "till")
    await publishing(producer, "till")([events[0], events[3]])
    await producer.stop()
    async with book.consuming():
        # A counter that is there before it rises: the alert goes by the rise.
        told = REGISTRY.get_sample_value("pactline_consumer_gaps_total", {"service": "book", "consumer": "booking"})
        await until(lambda: _everywhere(book, [one], 4))
    assert told is not None
    counted = REGISTRY.get_sample_value("pactline_consumer_gaps_total", {"service": "book", "consumer": "booking"})
    assert counted == told + 2
    row = await book.store.database.pool("system").fetchrow("SELECT * FROM inbox_gaps")
    assert (row["consumer"], row["source"], row["stream"]) == ("booking", "till", f"till-{one}")
    assert (row["seen"], row["got"]) == (1, 4)


async def test_two_owners_of_the_same_records_at_once_give_each_effect_once(till: Till, book: Book, settings):
    import asyncio

    keys = [key() for _ in range(4)]
    for one in keys:
        await till.note(one, *range(1, 26))
    raw = [_raw(event, place, settings) for place, event in enumerate(await stored(till))]

    async def owner(seed: int) -> None:
        chance, processing, at = random.Random(seed), Processing(booking_consumer(), book.store), 0
        while at < len(raw):
            size = chance.randint(1, 30)
            await processing.process(raw[at : at + size])
            at += size
            await asyncio.sleep(chance.random() / 100)

    await asyncio.gather(*(owner(seed) for seed in range(4)))
    assert len(await book.effects()) == 100
    assert [await book.booked(one) for one in keys] == [325] * 4
    assert await book.store.database.pool("system").fetchval("SELECT count(*) FROM inbox_gaps") == 0
    assert await book.store.database.pool("system").fetchval("SELECT count(*) FROM parked") == 0


def _raw(event, offset, settings):
    from shared.messaging.envelope import to_record
    from shared.messaging.parking import RawRecord

    record = to_record(
        "/pactline/till", event.stream, event.version, event.type, event.data, event.meta, event.recorded_at
    )
    return RawRecord(f"{settings.topic_prefix}till.events", 0, offset, record.key, record.value, record.headers)
