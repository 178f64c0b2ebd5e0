"""The two small services on real servers, moved one step at a time: nothing runs by itself."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg

from shared.eventstore.database import url_with
from shared.eventstore.reader import page
from shared.eventstore.rebuild import rebuild
from shared.eventstore.relay import LeaseLostError, Relay
from shared.messaging.audit.reader import InboxReader
from shared.messaging.audit.topic import Broker, connected
from shared.messaging.parked import drop_parked, list_parked, retry_parked
from shared.messaging.parking import RawRecord
from shared.messaging.processing import Done, Processing, read
from shared.messaging.producer import EventProducer
from shared.messaging.publishing import publishing
from shared.messaging.topics import ensure_topics
from shared.settings import PlatformSettings
from shared.testing.invariants.checking import Held, findings
from shared.testing.invariants.findings import Finding
from tests.integration.messaging.conftest import EFFECTS, opened
from tests.integration.messaging.sample import SUMS, Book, Till, booking_consumer, repaired_consumer

PARTITIONS = 2


class DiedError(Exception):
    """The process ended before its transaction did."""


@dataclass(frozen=True, slots=True)
class Followed(InboxReader):
    """The consumer as a reader whose offsets are those of this world, not of a group."""

    offsets: dict[int, int] = field(default_factory=dict)

    async def passed(self, broker: Broker, name: str) -> dict[int, int]:
        return dict(self.offsets)


@dataclass
class World:
    till: Till
    book: Book
    broker: Broker
    relays: dict[str, Relay]
    offsets: dict[int, int]
    left: AsyncExitStack
    known: dict[int, list[RawRecord]] = field(default_factory=lambda: {place: [] for place in range(PARTITIONS)})

    async def note(self, key: str, amounts: Sequence[int]) -> str:
        return await self.till.note(key, *amounts)

    async def publish(self, service: str, count: int, *, dies: bool = False) -> None:
        """A page of the relay; one that dies has sent it and not moved the cursor."""
        relay = self.relays[service]
        async with relay.store.database.pool("system").acquire() as pooled:
            conn: Any = pooled
            events = await page(conn, relay.position, count)
            if events:
                await relay.publish(events)
                if not dies:
                    await relay._move(conn, events[-1].position)

    async def take_over(self, service: str) -> None:
        """The lease runs out while its holder stands still: another leads, and the old one can't move the cursor."""
        old = self.relays[service]
        pool = old.store.database.pool("system")
        await pool.execute("UPDATE relay SET expires_at = '-infinity'")
        new = self.relays[service] = Relay(old.store, old.publish)
        assert await new._take()
        async with pool.acquire() as conn:
            with suppress(LeaseLostError):
                await old._move(conn, old.position + 1)
                raise AssertionError("a leader without its lease moved the cursor")

    async def records(self, partition: int, count: int) -> list[RawRecord]:
        """What is read next; the broker is asked only for what nobody has read yet."""
        known, at = self.known[partition], self.offsets[partition]
        if len(known) < at + count:
            topic = await self.broker.topic("till")
            topic.start(partition, len(known))
            known += await topic.page(partition, len(known))
        return known[at : at + count]

    async def consume(self, partition: int, count: int) -> list[RawRecord]:
        """The records that were taken in, in order."""
        records = await self.records(partition, count)
        if records:
            await Processing(booking_consumer(), self.book.store).process(records)
            self.offsets[partition] = records[-1].offset + 1
        return records

    async def consume_and_die(self, partition: int, count: int) -> None:
        """All but the commit."""
        readings = [read(record) for record in await self.records(partition, count)]
        processing = Processing(booking_consumer(), self.book.store)
        with suppress(DiedError, ValueError):
            async with self.book.store.begin(role="system") as work:
                await processing._apply_in(work, readings, Done())
                raise DiedError

    async def parked(self) -> dict[str, list[int]]:
        """Versions set aside, by key, with the numbers they are known by kept for `retry` and `drop`."""
        found: dict[str, list[int]] = {}
        for one in await list_parked(self.book.store):
            found.setdefault(one.key, []).append(one.version or 0)
        return found

    async def head(self, key: str) -> int:
        return next(one.id for one in await list_parked(self.book.store) if one.key == key)

    async def retry(self, key: str, *, repaired: bool) -> int:
        consumer = repaired_consumer() if repaired else booking_consumer()
        return (await retry_parked(self.book.store, consumer, await self.head(key))).replayed

    async def drop(self, key: str) -> None:
        await drop_parked(self.book.store, await self.head(key))

    async def sums(self) -> dict[str, int]:
        rows = await self.book.store.database.pool("system").fetch("SELECT stream, amount FROM sums")
        return {row["stream"].removeprefix("book-"): row["amount"] for row in rows}

    async def rebuilt(self) -> list[str]:
        return [check.table for check in await rebuild(self.book.store) if not check.same]

    async def broken(self, answers: Sequence[str]) -> list[Finding]:
        follower = Followed(self.book.store, "booking", "till", self.offsets)
        held = Held([self.till.store, self.book.store], self.till.settings, [follower])
        return await findings(held, {"till": answers})


async def made(clone: Callable[[str], Awaitable[str]], settings: PlatformSettings) -> World:
    """A fresh one: databases, topics and leases of its own."""
    prefix = f"{settings.topic_prefix}{uuid4().hex[:8]}."
    settings = settings.model_copy(update={"topic_prefix": prefix, "partitions": PARTITIONS})
    left = AsyncExitStack()
    await ensure_topics(settings, ["till", "book"])
    name = await clone("book")
    owner = await asyncpg.connect(url_with(settings.database_url, database=name))
    await owner.execute(EFFECTS)
    await owner.close()
    till = await left.enter_async_context(opened(settings.database_url, "till", await clone("till")))
    book = await left.enter_async_context(opened(settings.database_url, "book", name, SUMS))
    broker = await left.enter_async_context(connected(settings))
    relays = {}
    for store in (till, book):
        producer = EventProducer(settings, store.service)
        left.push_async_callback(producer.stop)
        relays[store.service] = Relay(store, publishing(producer, store.service))
        assert await relays[store.service]._take()
    offsets = dict.fromkeys(range(PARTITIONS), 0)
    return World(Till(till, settings), Book(book, settings), broker, relays, offsets, left)
