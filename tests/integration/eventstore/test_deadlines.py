import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from shared.eventstore.deadlines import DeadlinePoller, clear_deadline, set_deadline
from shared.eventstore.meeting import ATTEMPTS
from shared.eventstore.store import Store

from .sample import COUNTER, AmountBooked


async def set_due(store: Store, subject: str, seconds: float) -> None:
    async with store.begin() as work:
        now = await work.conn.fetchval("SELECT clock_timestamp()")
        await work.execute(set_deadline("remind", subject, now + timedelta(seconds=seconds), {"why": subject}))


@pytest.fixture
def records() -> Iterator[list[EventDict]]:
    with capture_logs() as found:
        yield found


def told(records: list[EventDict]) -> list[EventDict]:
    return [one for one in records if one["event"].startswith("deadline")]


async def left(store: Store) -> list[str]:
    rows = await store.database.pool("system").fetch("SELECT subject FROM deadlines ORDER BY subject")
    return [row["subject"] for row in rows]


async def test_a_due_deadline_is_handled_once_and_gone_and_a_later_one_waits(store: Store) -> None:
    handled = []

    async def handle(work, due):
        handled.append((due.subject, due.data))
        work.record(await work.load(COUNTER, due.subject), [AmountBooked(amount=1)])

    await set_due(store, "now", -1)
    await set_due(store, "later", 60)
    poller = DeadlinePoller(store, {"remind": handle})
    assert await poller.run_one()
    assert not await poller.run_one()
    assert handled == [("now", {"why": "now"})]
    assert await left(store) == ["later"]


async def test_two_pollers_share_the_deadlines(store: Store) -> None:
    handled: list[str] = []

    async def handle(_work, due):
        await asyncio.sleep(0.01)
        handled.append(due.subject)

    for number in range(10):
        await set_due(store, str(number), -1)
    pollers = [DeadlinePoller(store, {"remind": handle}) for _ in range(2)]

    async def run(poller):
        while await poller.run_one():
            pass

    await asyncio.gather(*(run(poller) for poller in pollers))
    assert sorted(handled) == [str(number) for number in range(10)]


async def test_a_failing_deadline_leaves_no_trace_and_is_tried_later(store: Store) -> None:
    async def handle(work, _due):
        work.record(await work.load(COUNTER, "n"), [AmountBooked(amount=1)])
        await work.flush()
        raise ValueError("not today")

    await set_due(store, "n", -1)
    poller = DeadlinePoller(store, {"remind": handle})
    assert await poller.run_one()
    assert not await poller.run_one()
    assert await left(store) == ["n"]
    async with store.begin() as work:
        assert not (await work.load(COUNTER, "n")).exists


async def test_a_deadline_that_meets_a_command_decides_again_at_once_and_says_nothing(
    store: Store, records: list[EventDict]
) -> None:
    found = []

    async def handle(work, due):
        counter = await work.load(COUNTER, due.subject)
        found.append(counter.version)
        if len(found) < ATTEMPTS:
            async with store.begin() as command:
                command.record(await command.load(COUNTER, due.subject), [AmountBooked(amount=1)])
        work.record(counter, [AmountBooked(amount=100)])

    await set_due(store, "n", -1)
    assert await DeadlinePoller(store, {"remind": handle}).run_one()
    assert found == list(range(ATTEMPTS))
    assert await left(store) == []
    async with store.begin() as work:
        assert (await work.load(COUNTER, "n")).version == ATTEMPTS
    assert not told(records)


async def test_a_deadline_that_meets_commands_all_the_time_is_put_off_and_no_failure(
    store: Store, records: list[EventDict]
) -> None:
    async def handle(work, due):
        counter = await work.load(COUNTER, due.subject)
        async with store.begin() as command:
            command.record(await command.load(COUNTER, due.subject), [AmountBooked(amount=1)])
        work.record(counter, [AmountBooked(amount=100)])

    await set_due(store, "n", -1)
    poller = DeadlinePoller(store, {"remind": handle})
    assert await poller.run_one()
    assert not await poller.run_one()
    assert await left(store) == ["n"]
    assert [(one["event"], one["log_level"]) for one in told(records)] == [("deadline_put_off", "info")]


async def test_setting_again_moves_the_deadline_and_clearing_takes_it_away(store: Store) -> None:
    await set_due(store, "n", -1)
    await set_due(store, "n", 60)
    assert not await DeadlinePoller(store, {"remind": None}).run_one()
    async with store.begin() as work:
        await work.execute(clear_deadline("remind", "n"))
    assert await left(store) == []
