"""A record whose data can't be read does not use up its version: the real event of that version still counts."""

import pytest

from shared.messaging.audit.reader import InboxReader
from shared.messaging.consumer import Consumer
from shared.messaging.envelope import to_record
from shared.messaging.parked import drop_parked, list_parked, retry_parked
from shared.messaging.parking import RawRecord
from shared.messaging.processing import Processing

from .sample import Book, booking_consumer, key

UNREAD = b'{"amount": "many"}'


class Topic:
    """One key's records, each at the next offset, given to a consumer."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.key = key()
        self.stream = f"till-{self.key}"
        self._offset = 0

    def record(self, version: int, value: bytes = b'{"amount":1}') -> RawRecord:
        self._offset += 1
        event, at = "till.sum_noted.v1", self.book.store.clock.now()
        made = to_record("/pactline/till", self.stream, version, event, value, {"key": self.key}, at)
        name = f"{self.book.settings.topic_prefix}till.events"
        return RawRecord(name, 0, self._offset, made.key, made.value, made.headers)

    async def hear(self, *records: RawRecord, consumer: Consumer | None = None) -> None:
        await Processing(consumer or booking_consumer(), self.book.store).process(records)

    async def seen(self) -> int:
        return await self.book.seen(self.stream)

    async def gaps(self) -> list[tuple[int, int]]:
        rows = await self.book.store.database.pool("system").fetch("SELECT seen, got FROM inbox_gaps ORDER BY id")
        return [(row["seen"], row["got"]) for row in rows]

    async def parked(self, state: str = "parked") -> list[int | None]:
        return [one.version for one in await list_parked(self.book.store, state=state)]

    async def audited(self) -> int:
        reader = InboxReader(self.book.store, "booking", "till")
        return (await reader.seen([self.stream])).get(self.stream, 0)


@pytest.fixture
def topic(book: Book) -> Topic:
    return Topic(book)


def generous() -> Consumer:
    """The release that reads every word for a sum as well."""
    consumer = Consumer("booking")
    book = booking_consumer().handlers["till", "till.sum_noted.v1"]
    consumer.upcaster("till", "till.sum_noted.v1", "till.sum_noted.v2")(
        lambda body: {**body, "amount": 9 if body["amount"] == "many" else body["amount"]}
    )
    consumer.on("till", "till.sum_noted.v2", book.model)(book.handle)
    return consumer


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
async def test_the_real_event_behind_an_unread_one_of_its_version_has_its_effect_once(topic: Topic, together: bool):
    records = [topic.record(1), topic.record(2, UNREAD), topic.record(2), topic.record(3)]
    for part in [records] if together else [[one] for one in records]:
        await topic.hear(*part)
    assert (await topic.seen(), await topic.parked(), await topic.gaps()) == (3, [2, 2, 3], [])
    head, second, _ = await list_parked(topic.book.store)
    assert second.error == "behind an earlier parked event of its key"
    await drop_parked(topic.book.store, head.id)
    assert (await retry_parked(topic.book.store, booking_consumer(), second.id)).replayed == 2
    assert await topic.book.effects() == [(topic.stream, version) for version in (1, 2, 3)]
    await topic.hear(topic.record(2))
    assert await topic.book.booked(topic.key) == 3


async def test_after_the_unread_one_was_dropped_the_real_one_is_handled_as_it_comes(topic: Topic):
    await topic.hear(topic.record(1, UNREAD))
    assert (await topic.seen(), await topic.audited()) == (0, 1)
    (head,) = await list_parked(topic.book.store)
    await drop_parked(topic.book.store, head.id)
    await topic.hear(topic.record(1, UNREAD))
    assert (await topic.parked(), await topic.parked("dropped")) == ([], [1])
    await topic.hear(topic.record(1), topic.record(1), topic.record(1, UNREAD))
    assert (await topic.book.effects(), await topic.parked()) == ([(topic.stream, 1)], [])


async def test_an_unread_event_that_todays_up_casters_read_has_its_version_from_then_on(topic: Topic):
    again = topic.record(2, UNREAD)
    await topic.hear(topic.record(1), again, topic.record(3))
    assert await topic.audited() == 3
    (head, _) = await list_parked(topic.book.store)
    failed = await retry_parked(topic.book.store, booking_consumer(), head.id)
    assert (failed.replayed, failed.stopped_at) == (0, head.id)
    assert (await retry_parked(topic.book.store, generous(), head.id)).replayed == 2
    await topic.hear(again, topic.record(2, UNREAD), topic.record(2), topic.record(4), consumer=generous())
    assert await topic.book.booked(topic.key) == 1 + 9 + 1 + 1
    assert (await topic.seen(), await topic.parked(), await topic.gaps()) == (4, [], [])


async def test_the_last_event_of_a_stream_read_by_a_retry_is_no_news_afterwards(topic: Topic):
    await topic.hear(topic.record(1, UNREAD))
    (head,) = await list_parked(topic.book.store)
    assert (await retry_parked(topic.book.store, generous(), head.id)).replayed == 1
    assert await topic.seen() == 1
    await topic.hear(topic.record(1, UNREAD), topic.record(1), consumer=generous())
    assert await topic.book.booked(topic.key) == 9


async def test_an_unread_event_that_is_sent_again_lies_here_once(topic: Topic):
    first = topic.record(1, UNREAD)
    await topic.hear(first, topic.record(1, UNREAD))
    await topic.hear(first)
    assert await topic.parked() == [1]


async def test_what_is_missing_around_an_unread_event_is_a_gap_and_the_event_itself_is_none(topic: Topic):
    await topic.hear(topic.record(1), topic.record(3, UNREAD), topic.record(5))
    assert (await topic.seen(), await topic.parked(), await topic.gaps()) == (5, [3, 5], [(1, 3), (3, 5)])
