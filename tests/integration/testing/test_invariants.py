"""The checker of the invariants finds each violation when one is planted, and nothing where all is well."""

import asyncpg
import pytest

from shared.eventstore.database import url_with
from shared.eventstore.reader import page
from shared.messaging.envelope import OutgoingRecord, to_record
from shared.messaging.producer import EventProducer
from shared.messaging.publishing import publishing
from shared.messaging.topics import ensure_topics
from shared.testing.invariants.checking import Held, assert_holds, findings
from tests.integration.messaging.sample import Book, Till, key, until


@pytest.fixture
def held(till: Till, book: Book, settings) -> Held:
    return Held([till.store, book.store], settings)


@pytest.fixture
async def events(till: Till, settings):
    """Twelve events of two keys, in the store and nowhere else."""
    await ensure_topics(settings, ["till", "book"])
    keys = [key(), key()]
    for amount in range(1, 7):
        for one in keys:
            await till.note(one, amount)
    return await stored(till)


async def stored(service):
    async with service.store.database.pool("system").acquire() as conn:
        return await page(conn, 0, 1_000)


async def publish(service, events) -> None:
    """What a relay does: it sends, and moves the cursor past all there is (here it may lie)."""
    producer = EventProducer(service.settings, service.store.service)
    await publishing(producer, service.store.service)(events)
    await producer.stop()
    pool = service.store.database.pool("system")
    await pool.execute("UPDATE relay SET position = (SELECT max(position) FROM events)")


async def booked(book: Book, number: int) -> None:
    """Everything was booked, and what came of it is published."""
    async with book.consuming() as runner:
        await until(lambda: _effects(book, number))
        await until(lambda: runner.lag() == {"booking": 0})
    await publish(book, await stored(book))


async def _effects(book: Book, number: int) -> bool:
    return len(await book.effects()) == number


async def told(held: Held, answers=None) -> list[tuple[str, str]]:
    return [(one.invariant, one.what) for one in await findings(held, answers)]


@pytest.fixture
async def whole(till: Till, book: Book, events):
    """An installation in which every event was published and booked."""
    await publish(till, events)
    await booked(book, 12)
    return events


def named(event) -> str:
    return f"{event.stream}@{event.version}"


async def test_nothing_is_found_where_all_is_well(held: Held, whole):
    answers = [named(event) for event in whole]
    assert await findings(held, {"till": [",".join(answers[:3]), *answers[3:]]}) == []
    await assert_holds(held)


async def test_repeats_are_well(till: Till, held: Held, whole):
    await publish(till, whole[3:9])
    assert {one.invariant for one in await findings(held)} == {"settled"}


async def test_an_answered_command_that_is_not_there_is_found(held: Held, whole):
    answers = [named(whole[0]), f"{whole[0].stream}@7"]
    assert await told(held, {"till": answers}) == [
        ("answered", f"{whole[0].stream}@7 was answered and is not in the store")
    ]


async def test_a_gap_in_a_stream_is_found(till: Till, held: Held, whole, postgres_url: str):
    lost = whole[4]
    owner = await asyncpg.connect(url_with(postgres_url, database=till.store.database.name))
    await owner.execute("SET session_replication_role = replica")
    await owner.execute("DELETE FROM events WHERE position = $1", lost.position)
    await owner.close()
    found = await findings(held)
    assert [one.what for one in found if one.invariant == "gapless"] == [
        f"{lost.stream} has 5 events of versions 1 to 6"
    ]
    assert f"{named(lost)} is on the topic and not in the store" in [one.what for one in found]
    assert [one for one in found if one.invariant == "audited"]


async def test_a_dropped_record_is_found(till: Till, book: Book, held: Held, events):
    lost = events[7]
    await publish(till, [event for event in events if event is not lost])
    await booked(book, 11)
    found = await told(held)
    assert ("published", f"{named(lost)} was committed and is not on the topic") in found
    assert ("once", f"{lost.stream} went from version {lost.version - 1} to {lost.version + 1}") in found
    assert {invariant for invariant, _ in found} == {"published", "once", "audited"}


async def test_swapped_records_are_found(till: Till, held: Held, events):
    swapped = [*events]
    swapped[4], swapped[6] = swapped[6], swapped[4]
    await publish(till, swapped)
    found = await told(held)
    assert ("ordered", f"{named(events[6])} came before {named(events[4])}") in found
    assert {invariant for invariant, _ in found} == {"ordered", "audited"}


async def test_altered_and_foreign_records_are_found(till: Till, book: Book, held: Held, whole, settings):
    first = whole[0]
    changed = to_record("/pactline/till", first.stream, 1, first.type, b'{"amount":7}', first.meta, first.recorded_at)
    stranger = to_record("/pactline/till", "till-x", 1, first.type, b"{}", {"key": "x"}, first.recorded_at)
    producer = EventProducer(settings, "till")
    await producer.publish([changed, stranger, OutgoingRecord(b"k", b"hello", [], 0)])
    await producer.stop()
    found = [what for invariant, what in await told(held) if invariant == "published"]
    assert f"{named(first)} is on the topic with other content than in the store" in found
    assert "till-x@1 is on the topic and not in the store" in found
    assert [what for what in found if what.endswith("says nothing")]


async def test_an_effect_that_was_recorded_twice_is_found(book: Book, held: Held, whole):
    (first, *_) = await stored(book)
    again = (
        "INSERT INTO events (stream_id, version, type, data, meta)"
        " SELECT stream_id, 7, type, data, meta FROM events WHERE position = $1"
    )
    await book.store.database.pool("system").execute(again, first.position)
    found = await told(held)
    cause = first.meta["causation"]
    what = f"{cause} had book.sum_booked.v1 as its effect on {first.stream} at versions [{first.version}, 7]"
    assert ("once", what) in found
    assert {invariant for invariant, _ in found} == {"once", "settled", "rebuilt"}


async def test_an_effect_that_was_passed_by_is_found(book: Book, held: Held, whole):
    stream = whole[0].stream
    await book.store.database.pool("system").execute("UPDATE inbox SET version = 5 WHERE stream = $1", stream)
    found = await told(held)
    assert ("once", f"{stream} was passed at version 6 and seen up to 5") in found
    assert {invariant for invariant, _ in found} == {"once", "audited"}


async def test_an_effect_of_what_was_never_published_is_found(book: Book, held: Held, whole):
    stream = whole[0].stream
    await book.store.database.pool("system").execute("UPDATE inbox SET version = 9 WHERE stream = $1", stream)
    found = await told(held)
    assert [words for invariant, words in found if invariant == "once"] == [
        f"{stream} was seen at version 9, which is not on the topic"
    ]
    assert {invariant for invariant, _ in found} == {"once", "audited"}
    assert any(stream in words for invariant, words in found if invariant == "audited")


@pytest.mark.parametrize(
    "violation",
    ["DELETE FROM sums WHERE ctid = (SELECT ctid FROM sums LIMIT 1)", "UPDATE sums SET amount = amount + 1"],
    ids=["a missing row", "a wrong row"],
)
async def test_a_table_that_differs_from_its_events_is_found(book: Book, held: Held, whole, violation):
    await book.store.database.pool("system").execute(violation)
    assert {invariant for invariant, _ in await told(held)} == {"rebuilt"}


async def test_a_backlog_is_found_wherever_it_waits(till: Till, book: Book, held: Held, whole):
    await till.note(key(), 1)
    assert await told(held) == [("settled", "1 positions wait for the relay")]
    await publish(till, (await stored(till))[-1:])
    assert await told(held) == [("settled", "1 records wait to be read")]
    await till.note(key(), -1)
    await publish(till, (await stored(till))[-1:])
    async with book.consuming() as runner:
        await until(lambda: _effects(book, 13))
        await until(lambda: runner.lag() == {"booking": 0})
    await publish(book, await stored(book))
    assert [what for _, what in await told(held)] == ["1 records are parked"]


async def test_what_only_a_service_can_compare_is_told_with_the_rest(held: Held, whole):
    from shared.testing.invariants.findings import Finding

    async def differs() -> list[Finding]:
        return [Finding("rebuilt", "scoring", "purchases differ")]

    with pytest.raises(AssertionError, match="purchases differ"):
        await assert_holds(Held(held.stores, held.settings, checks=[differs]), within=0)


async def test_answers_of_a_service_that_is_not_held_are_refused(held: Held):
    with pytest.raises(ValueError, match="nobody"):
        await findings(held, {"nobody": ["a-1@1"]})
