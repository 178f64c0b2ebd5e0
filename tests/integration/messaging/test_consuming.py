import asyncio
from dataclasses import replace

from shared.eventstore.store import Store

from .sample import Book, Till, booking_consumer, key, until


async def test_every_event_has_its_effect_once_and_in_order_of_its_key(till: Till, book: Book):
    keys = [key() for _ in range(5)]
    for amount in range(1, 21):
        for one in keys:
            await till.note(one, amount)
    async with till.relaying(), book.consuming():
        await until(lambda: _all_seen(book, keys, 20))
    for one in keys:
        assert await book.booked(one) == sum(range(1, 21))
        versions = [version for stream, version in await book.effects() if stream == f"till-{one}"]
        assert versions == list(range(1, 21))


async def _all_seen(book: Book, keys: list[str], version: int) -> bool:
    return all([await book.seen(f"till-{one}") == version for one in keys])


async def test_what_it_caused_carries_the_chain_of_causes(till: Till, book: Book):
    one = key()
    await till.note(one, 7)
    async with till.relaying(), book.consuming():
        await until(book.effects)
    row = await book.store.database.pool("system").fetchrow("SELECT meta FROM events")
    assert row["meta"]["causation"] == f"till-{one}@1"
    assert row["meta"]["unit"] == "u-1"


async def test_events_nobody_handles_are_seen_all_the_same(till: Till, book: Book):
    one = key()
    await till.note(one, 1)
    await till.close(one)
    await till.note(one, 2)
    async with till.relaying(), book.consuming():
        await until(lambda: _all_seen(book, [one], 3))
    assert await book.store.database.pool("system").fetchval("SELECT count(*) FROM inbox_gaps") == 0
    assert await book.booked(one) == 3


async def test_the_runner_is_ready_once_it_has_joined_and_its_lag_goes_to_nothing(till: Till, book: Book):
    one = key()
    await till.note(one, *range(50))
    async with till.relaying(), book.consuming() as runner:
        await until(lambda: runner.ready)
        await until(lambda: _all_seen(book, [one], 50))
        await until(lambda: runner.lag() == {"booking": 0})
        assert runner.alive
    assert not runner.ready


async def test_after_a_stop_it_goes_on_where_it_was(till: Till, book: Book):
    one = key()
    await till.note(one, 1, 2)
    async with till.relaying():
        async with book.consuming():
            await until(lambda: _all_seen(book, [one], 2))
        await till.note(one, 3)
        async with book.consuming():
            await until(lambda: _all_seen(book, [one], 3))
    assert await book.booked(one) == 6


async def test_a_second_consumer_reads_everything_by_itself(till: Till, book: Book):
    from .sample import Consumer, SumSeen

    one, told = key(), []
    await till.note(one, 1, 2)
    listener = Consumer("listener")

    @listener.on("till", "till.sum_noted.v1", SumSeen)
    async def listen(work, record):
        told.append((record.version, record.data.amount, record.unit))

    async with till.relaying(), book.consuming(), book.consuming(listener):
        await until(lambda: len(told) == 2)
        await until(lambda: _all_seen(book, [one], 2))
    assert told == [(1, 1, "u-1"), (2, 2, "u-1")]


async def test_a_consumer_that_nobody_wants_yet_reads_nothing_and_begins_with_the_first_event(till: Till, book: Book):
    one, asked, wanted = key(), list[bool](), asyncio.Event()

    async def is_wanted(_: Store) -> bool:
        asked.append(wanted.is_set())
        return wanted.is_set()

    await till.note(one, 1)
    async with till.relaying(), book.consuming(replace(booking_consumer(), wanted=is_wanted)) as runner:
        await until(lambda: len(asked) > 1)
        assert (runner.ready, runner.partitions(), runner.lag()) == (True, {}, {})
        assert await book.seen(f"till-{one}") == 0
        wanted.set()
        await until(lambda: _all_seen(book, [one], 1))
        assert list(runner.partitions()) == ["booking"]
