import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

import pytest
from prometheus_client import REGISTRY

from shared.eventstore.reader import page
from shared.eventstore.store import Store
from shared.keeping.put_back import put_back
from shared.messaging.audit import laps as laps_module
from shared.messaging.audit import loop as loop_module
from shared.messaging.audit.ahead import highest_in
from shared.messaging.audit.laps import OwnerAwayError
from shared.messaging.audit.loop import AuditLoop
from shared.messaging.audit.run import audit
from shared.messaging.audit.topic import Topic
from shared.messaging.envelope import OutgoingRecord, to_record
from shared.messaging.parked import drop_parked, list_parked
from shared.messaging.producer import EventProducer
from shared.messaging.publishing import publishing
from shared.messaging.topics import ensure_topics

from .sample import Book, Till, key, until


@pytest.fixture
async def events(till: Till, settings):
    """Thirty events of three keys, interleaved, in the store and nowhere else."""
    await ensure_topics(settings, ["till", "book"])
    keys = [key() for _ in range(3)]
    for amount in range(1, 11):
        for one in keys:
            await till.note(one, amount)
    async with till.store.database.pool("system").acquire() as conn:
        return await page(conn, 0, 1_000)


async def confirm(till: Till, position: int) -> None:
    """What a relay does when the broker has acknowledged (here it may lie)."""
    await till.store.database.pool("system").execute("UPDATE relay SET position = $1", position)


async def publish(settings, events) -> None:
    producer = EventProducer(settings, "till")
    await publishing(producer, "till")(events)
    await producer.stop()


async def test_a_whole_installation_is_clean(till: Till, book: Book, events, settings):
    await till.publish_all()
    async with book.consuming():
        await until(lambda: _effects(book, 30))
    await book_relay(book)
    report = await audit([till.store, book.store], settings)
    assert report.clean, list(report.sentences())
    assert report.settled, list(report.sentences())
    assert [one.events for one in report.published] == [30, 30]
    assert [(one.consumer, one.records) for one in report.effects] == [("booking", 30)]


async def _effects(book, number):
    return len(await book.effects()) == number


async def book_relay(book: Book) -> None:
    async with book.store.database.pool("system").acquire() as conn:
        events = await page(conn, 0, 1_000)
        producer = EventProducer(book.settings, "book")
        await publishing(producer, "book")(events)
        await producer.stop()
        await conn.execute("UPDATE relay SET position = $1", events[-1].position)


async def test_repeats_of_a_fenced_relay_are_no_finding(till: Till, events, settings):
    chance, reached = random.Random(3), 0
    while reached < 30:
        start = chance.randint(0, reached)
        await publish(settings, events[start : start + 8])
        reached = max(reached, min(30, start + 8))
    await confirm(till, events[-1].position)
    report = await audit([till.store], settings)
    assert report.clean, list(report.sentences())
    assert report.published[0].events == 30
    assert report.published[0].repeats > 0


async def test_an_event_that_never_was_published_is_named(till: Till, events, settings):
    await publish(settings, events[:12] + events[13:])
    await confirm(till, events[-1].position)
    report = await audit([till.store], settings)
    assert report.published[0].findings.listed == [("missing", f"{events[12].stream}@{events[12].version}")]
    assert not report.clean


async def test_an_event_after_a_later_one_of_its_key_is_disordered(till: Till, events, settings):
    late = events[12]
    await publish(settings, [*(event for event in events if event is not late), late])
    await confirm(till, events[-1].position)
    report = await audit([till.store], settings)
    assert +report.published[0].findings.counts == {"disordered": 1}


async def test_foreign_and_altered_records_are_named(till: Till, events, settings):
    await publish(settings, events)
    await confirm(till, events[-1].position)
    first = events[0]
    changed = to_record("/pactline/till", first.stream, 1, first.type, b'{"amount":7}', first.meta, first.recorded_at)
    stranger = to_record("/pactline/till", "till-x", 1, first.type, b"{}", {"key": "x"}, first.recorded_at)
    producer = EventProducer(settings, "till")
    await producer.publish([changed, stranger, OutgoingRecord(b"k", b"hello", [], 0)])
    await producer.stop()
    report = await audit([till.store], settings)
    assert report.published[0].findings.counts == {"altered": 1, "foreign": 2}


async def test_what_waits_for_the_relay_is_not_missing(till: Till, events, settings):
    await publish(settings, events[:10])
    await confirm(till, events[9].position)
    report = await audit([till.store], settings)
    assert report.clean
    assert not report.settled
    assert (report.published[0].events, report.published[0].waiting) == (10, 20)


async def test_an_effect_that_was_passed_by_is_named(till: Till, book: Book, events, settings):
    await publish(settings, events[:29])
    await confirm(till, events[28].position)
    async with book.consuming():
        await until(lambda: _effects(book, 29))
    stream = events[0].stream
    await book.store.database.pool("system").execute("UPDATE inbox SET version = 8 WHERE stream = $1", stream)
    report = await audit([till.store, book.store], settings)
    (effects,) = report.effects
    assert effects.findings.listed == [("without effect", f"{stream}@9"), ("without effect", f"{stream}@10")]


async def test_a_gap_a_consumer_went_over_is_without_effect_for_ever(till: Till, book: Book, events, settings):
    await publish(settings, events[:12] + events[13:])
    await confirm(till, events[-1].position)
    async with book.consuming():
        await until(lambda: _effects(book, 29))
    report = await audit([book.store], settings)
    assert report.effects[0].findings.listed == [("without effect", f"{events[12].stream}@{events[12].version}")]


async def test_versions_that_a_stranger_made_up_are_named_and_put_back_so_that_the_true_ones_have_their_effect(
    till: Till, book: Book, settings, monkeypatch
):
    near, far = key(), key()
    streams = {one: f"till-{one}" for one in (near, far)}
    for one in streams:
        await till.note(one, 1)
    await till.publish_all()
    producer = EventProducer(settings, "till")
    for one, version in ((near, 2), (far, 5)):
        body, now = b'{"text":"of a stranger"}', datetime.now(UTC)
        said = to_record("/pactline/till", streams[one], version, "till.note_left.v1", body, {"key": one}, now)
        await producer.publish([said])
    await producer.stop()
    async with book.consuming():
        await until(lambda: _seen(book, {streams[near]: 2, streams[far]: 5}))
    await till.note(far, 2)
    (effects,) = (await audit([book.store], settings, owners=[till.store])).effects
    told = [event for kind, event in effects.findings.listed if kind == "ahead"]
    assert sorted(told) == sorted([f"{streams[near]}@2", *(f"{streams[far]}@{version}" for version in (3, 4, 5))])

    loop = AuditLoop(book.store, settings, owners={"till": partial(highest_in, till.store)})
    monkeypatch.setattr(laps_module, "PAGE_STREAMS", 1)
    monkeypatch.setattr(laps_module, "KEPT_EVERY", 1)
    assert (await loop.lap(), *told_in_laps()) == (4, 4, 2)
    # A lap that is broken off goes on where it was, and the figure stays meanwhile.
    answers = [True]
    away = AuditLoop(book.store, settings, owners={"till": partial(_answering, till.store, answers)})
    with pytest.raises(OwnerAwayError):
        await away.lap()
    assert told_in_laps() == (4, 3)
    answers.append(True)
    assert (await away.lap(), *told_in_laps()) == (4, 4, 4)
    # Nothing is said of what nobody can be asked about.
    assert await AuditLoop(book.store, settings).lap() == 0

    stores = {store.service: store for store in (till.store, book.store)}
    back = {one.stream: (one.service, one.consumer, one.seen, one.to) for one in await put_back(stores, ["till"])}
    assert back == {streams[near]: ("book", "booking", 2, 1), streams[far]: ("book", "booking", 5, 1)}
    assert await put_back(stores, ["till"]) == []
    assert (await loop.lap(), *told_in_laps()) == (0, 0, 6)
    await till.note(near, 2)
    await till.note(far, 3)
    await till.publish_all()
    async with book.consuming():
        await until(lambda: _effects(book, 5))
    assert sorted(await book.effects()) == sorted(
        [*((streams[near], version) for version in (1, 2)), *((streams[far], version) for version in (1, 2, 3))]
    )


def told_in_laps() -> tuple[float | None, float | None]:
    labels = {"service": "book", "part": "booking ahead of till"}
    names = ("pactline_audit_missing_events", "pactline_audit_checked_events")
    found, checked = (REGISTRY.get_sample_value(name, labels) for name in names)
    return found, checked


async def _answering(store: Store, answers: list[bool], streams: Sequence[str]) -> Mapping[str, int]:
    """Away as soon as it has answered so often."""
    if not answers:
        raise OwnerAwayError
    answers.pop()
    return await highest_in(store, streams)


async def _seen(book: Book, versions: dict[str, int]) -> bool:
    return {stream: await book.seen(stream) for stream in versions} == versions


async def test_parked_and_dropped_events_are_counted_apart(till: Till, book: Book, settings):
    one = key()
    await till.note(one, 1, -1, 2)
    await till.publish_all()
    async with book.consuming():
        await until(lambda: _parked(book, 2))
    await drop_parked(book.store, (await list_parked(book.store))[0].id)
    report = await audit([till.store, book.store], settings)
    assert report.clean
    assert not report.settled
    assert (report.effects[0].parked, report.effects[0].dropped) == (1, 1)


async def _parked(book, number):
    return len(await list_parked(book.store)) == number


async def test_the_audit_in_the_background_walks_on_and_keeps_what_it_found(till: Till, events, settings, monkeypatch):
    loop, pages = AuditLoop(till.store, settings), []

    async def counted(topic, place, end, read=Topic._next):
        pages.append(await read(topic, place, end))
        return pages[-1]

    monkeypatch.setattr(Topic, "_next", counted)
    monkeypatch.setattr(loop_module, "PAGE_RECORDS", 4)
    await publish(settings, events[:10])
    await confirm(till, events[9].position)
    assert await loop.turn() == 0
    await publish(settings, events[11:20])
    await confirm(till, events[19].position)
    assert await loop.turn() == 1
    await publish(settings, events[20:])
    await confirm(till, events[-1].position)
    assert await AuditLoop(till.store, settings).turn() == 1
    labels = {"service": "till", "part": "published"}
    assert REGISTRY.get_sample_value("pactline_audit_missing_events", labels) == 1
    assert REGISTRY.get_sample_value("pactline_audit_checked_events", labels) == 30
    # Little at once: requests of the same process wait for that long.
    assert max(map(len, pages)) == 4


async def test_the_audit_in_the_background_starts_tells_while_it_leads_and_stops(till: Till, events, settings):
    await till.publish_all()
    leads = [True]
    loop = AuditLoop(till.store, settings, active=lambda: bool(leads), every=0.05)
    loop.start()
    labels = {"service": "till", "part": "published"}
    await until(lambda: loop._kept._told)
    assert REGISTRY.get_sample_value("pactline_audit_checked_events", labels) == 30
    # Another instance leads now, and tells its own figures.
    leads.clear()
    await until(lambda: REGISTRY.get_sample_value("pactline_audit_checked_events", labels) is None)
    assert REGISTRY.get_sample_value("pactline_audit_missing_events", labels) is None
    await loop.stop()
