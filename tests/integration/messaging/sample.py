"""Two small services: `till` notes sums, `book` books them."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import uuid4

from sqlalchemy import Column, Executable, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import insert

from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event, Recorded
from shared.eventstore.projection import Projection
from shared.eventstore.relay import Relay
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.messaging.consumer import Consumer, Received, Seen
from shared.messaging.producer import EventProducer
from shared.messaging.publishing import publishing
from shared.messaging.runner import ConsumerRunner
from shared.messaging.topics import ensure_topics
from shared.settings import PlatformSettings


class SumNoted(Event, name="till.sum_noted.v1"):
    amount: int


class TillClosed(Event, name="till.closed.v1"):
    pass


class NoteLeft(Event, name="till.note_left.v1"):
    text: str


class SumBooked(Event, name="book.sum_booked.v1"):
    amount: int


@dataclass(frozen=True, slots=True)
class Total:
    amount: int = 0


def add(total: Total, event: Event) -> Total:
    match event:
        case SumNoted(amount=amount) | SumBooked(amount=amount):
            return replace(total, amount=total.amount + amount)
        case _:
            return total


TILL = Aggregate("till", Total(), add)
BOOK = Aggregate("book", Total(), add)


sums = Table(
    "sums",
    MetaData(),
    Column("stream", Text, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("times", Integer, nullable=False),
)
SUMS = Projection("sums", tables=[sums])


@SUMS.on(SumBooked)
def booked_in_all(r: Recorded[SumBooked]) -> Iterable[Executable]:
    first = insert(sums).values(stream=r.stream, amount=r.event.amount, times=1)
    more = {"amount": sums.c.amount + first.excluded.amount, "times": sums.c.times + 1}
    yield first.on_conflict_do_update(index_elements=["stream"], set_=more)


class SumSeen(Seen):
    amount: int


def booking_consumer(name: str = "booking") -> Consumer:
    """Books every sum into a stream and a table of its own; negative sums are poison."""
    consumer = Consumer(name)

    @consumer.on("till", "till.sum_noted.v1", SumSeen)
    async def book(work: Work, record: Received[SumSeen]) -> None:
        if record.data.amount < 0:
            raise ValueError(f"{record.data.amount} can't be booked")
        stream = await work.load(BOOK, record.key, key=record.key)
        work.record(stream, [SumBooked(amount=record.data.amount)])
        await work.conn.execute("INSERT INTO effects VALUES ($1, $2)", record.stream, record.version)

    return consumer


def repaired_consumer() -> Consumer:
    """The corrected release: what was negative counts nothing."""
    consumer = Consumer("booking")
    consumer.upcaster("till", "till.sum_noted.v1", "till.sum_noted.v2")(
        lambda body: {**body, "amount": max(0, body["amount"])}
    )
    book = booking_consumer().handlers["till", "till.sum_noted.v1"].handle
    consumer.on("till", "till.sum_noted.v2", SumSeen)(book)
    return consumer


@dataclass
class Till:
    """The publishing service with its relay."""

    store: Store
    settings: PlatformSettings

    async def note(self, key: str, *amounts: int) -> str:
        """The position, as a caller is told it."""
        async with self.store.begin() as work:
            stream = await work.load(TILL, key, unit="u-1")
            work.record(stream, [SumNoted(amount=amount) for amount in amounts])
        return stream.at

    async def leave(self, key: str, text: str) -> str:
        """An event of any size, which no consumer handles."""
        async with self.store.begin() as work:
            stream = await work.load(TILL, key)
            work.record(stream, [NoteLeft(text=text)])
        return stream.at

    async def close(self, key: str) -> None:
        async with self.store.begin() as work:
            work.record(await work.load(TILL, key), [TillClosed()])

    @asynccontextmanager
    async def relaying(self) -> AsyncIterator[Relay]:
        await ensure_topics(self.settings, ["till", "book"])
        producer = EventProducer(self.settings, "till")
        relay = Relay(self.store, publishing(producer, "till"))
        relay.start()
        try:
            yield relay
        finally:
            await relay.stop()
            await producer.stop()

    async def publish_all(self) -> None:
        """Everything that is committed now is on the topic when it returns."""
        last = await self.store.database.pool("system").fetchval("SELECT max(position) FROM events")
        async with self.relaying() as relay:
            await until(lambda: relay.position >= last)


@dataclass
class Book:
    """The consuming service, with a table of its own beside the effects."""

    store: Store
    settings: PlatformSettings

    def runner(self, consumer: Consumer | None = None, *, session_ms: int = 6_000) -> ConsumerRunner:
        return ConsumerRunner(
            "book", [consumer or booking_consumer()], self.store, self.settings, session_ms=session_ms
        )

    @asynccontextmanager
    async def consuming(self, consumer: Consumer | None = None) -> AsyncIterator[ConsumerRunner]:
        runner = self.runner(consumer)
        await runner.start()
        try:
            yield runner
        finally:
            await runner.stop()

    async def effects(self) -> list[tuple[str, int]]:
        rows = await self.store.database.pool("system").fetch("SELECT stream, version FROM effects ORDER BY n")
        return [(row["stream"], row["version"]) for row in rows]

    async def booked(self, key: str) -> int:
        async with self.store.begin(read_only=True) as work:
            return (await work.load(BOOK, key)).state.amount

    async def seen(self, stream: str, consumer: str = "booking") -> int:
        return await self.store.database.pool("system").fetchval(
            "SELECT coalesce(max(version), 0) FROM inbox WHERE consumer = $1 AND stream = $2", consumer, stream
        )


def key() -> str:
    return uuid4().hex


async def until(true: Callable[[], object], seconds: float = 20) -> None:
    """Waits for a condition; a coroutine function is awaited."""
    end = time.monotonic() + seconds
    while True:
        answer = true()
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer:
            return
        if time.monotonic() > end:
            raise AssertionError("it did not come about in time")
        await asyncio.sleep(0.05)
