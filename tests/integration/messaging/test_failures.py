"""What is waited out, what is parked, what stops within its bound."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest

from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.messaging.consumer import Consumer
from shared.messaging.envelope import to_record
from shared.messaging.parked import list_parked
from shared.messaging.parking import RawRecord
from shared.messaging.processing import AbandonedError, Processing
from shared.runtime.ports import any_free
from shared.testing.isolation import SECRET
from shared.values.errors import ConcurrencyError

from .sample import Book, SumSeen, Till, booking_consumer, key, until


def record_of(book: Book, one: str, version: int = 1) -> RawRecord:
    made = to_record(
        "/pactline/till",
        f"till-{one}",
        version,
        "till.sum_noted.v1",
        b'{"amount":1}',
        {"key": one},
        book.store.clock.now(),
    )
    return RawRecord(f"{book.settings.topic_prefix}till.events", 0, version, made.key, made.value, made.headers)


def failing(errors: list[Exception]) -> tuple[Consumer, list[int]]:
    """A consumer whose handler raises these errors, one a call, and then works."""
    consumer, worked = Consumer("booking"), []

    @consumer.on("till", "till.sum_noted.v1", SumSeen)
    async def work(work, record):
        if errors:
            raise errors.pop(0)
        worked.append(record.version)

    return consumer, worked


@pytest.mark.parametrize(
    "passing",
    [
        asyncpg.DeadlockDetectedError("x"),
        asyncpg.SerializationError("x"),
        asyncpg.InternalClientError("x"),
        ConcurrencyError(),
        TimeoutError(),
    ],
    ids=repr,
)
async def test_what_passes_by_itself_is_tried_again(book: Book, passing):
    consumer, worked = failing([passing] * 4)
    await Processing(consumer, book.store).process([record_of(book, key())])
    assert worked == [1]
    assert await list_parked(book.store) == []


async def test_what_never_passes_is_parked_after_some_attempts(book: Book):
    consumer, worked = failing([ConcurrencyError()] * 30)
    await Processing(consumer, book.store).process([record_of(book, key())])
    assert worked == []
    (parked,) = await list_parked(book.store)
    assert parked.error.startswith("ConcurrencyError")


async def test_wrong_arguments_of_a_statement_are_poison_at_once(book: Book):
    consumer, worked = failing([asyncpg.DataError("x")] * 2)
    await Processing(consumer, book.store).process([record_of(book, key())])
    assert worked == []
    assert len(await list_parked(book.store)) == 1


async def test_an_error_that_postgresql_could_not_store_is_parked_all_the_same(book: Book):
    consumer, _ = failing([ValueError("a\0b \ud800 c")] * 2)
    await Processing(consumer, book.store).process([record_of(book, key())])
    (parked,) = await list_parked(book.store)
    assert "a\N{REPLACEMENT CHARACTER}b" in parked.error


async def test_while_the_database_is_away_nothing_is_parked_and_the_records_can_be_given_up(postgres_url, book: Book):
    nowhere = Database(postgres_url, "book", SECRET, name=book.store.database.name)
    await nowhere.open()
    await nowhere.pool("system").close()
    away = Store("book", nowhere, [], book.store.sealer, book.store.clock)
    tried = []

    def given_up() -> bool:
        tried.append(1)
        return len(tried) > 3

    with pytest.raises(AbandonedError):
        await Processing(booking_consumer(), away, given_up).process([record_of(book, key())])
    await nowhere.close()
    assert await list_parked(book.store) == []


async def test_without_a_broker_the_runner_is_not_ready_and_stops_within_its_bound(book: Book):
    away = replace(book, settings=book.settings.model_copy(update={"kafka": f"127.0.0.1:{any_free()}"}))
    runner = away.runner()
    await runner.start()
    await asyncio.sleep(1)
    assert not runner.ready
    assert runner.alive
    async with asyncio.timeout(25):
        await runner.stop()


async def test_a_failed_database_is_waited_out_and_the_consumer_goes_on(till: Till, book: Book):
    one = key()
    await till.note(one, 1)
    async with till.relaying(), book.consuming():
        await until(lambda: _seen(book, one, 1))
        pool = book.store.database.pool("system")
        name = await pool.fetchval("SELECT current_database()")
        server = await asyncpg.connect(book.settings.database_url)
        for amount in (2, 3, 4):
            await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
            await till.note(one, amount)
        await server.close()
        await until(lambda: _seen(book, one, 4))
    assert await book.booked(one) == 10
    assert await list_parked(book.store) == []


async def _seen(book: Book, one: str, version: int) -> bool:
    try:
        return await book.seen(f"till-{one}") == version
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
        return False
