"""A machine's clock is off by ten minutes: order, leases and deadlines follow the database; tokens are refused."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from shared.eventstore.deadlines import DeadlinePoller, set_deadline
from shared.testing.invariants.checking import Held, assert_holds
from shared.testing.serving import Serving
from shared.values.clock import SystemClock
from tests.faults.relaying import relaying
from tests.integration.messaging.sample import TILL, Book, SumNoted, Till, key, until
from tests.integration.web import sample
from tests.integration.web.conftest import prepared

OFF = [timedelta(minutes=10), timedelta(minutes=-10)]
NOTE = {"text": "hello", "effective_on": "2026-03-01"}


@pytest.mark.parametrize("off", OFF, ids=["fast", "slow"])
async def test_events_keep_their_order_and_the_databases_time(off, till: Till, book: Book, settings, healed):
    one = key()
    answers = [await till.note(one, 1)]
    till.store.clock = SystemClock(off)
    book.store.clock = SystemClock(-off)
    async with relaying(till.store, settings), book.consuming():
        answers += [await till.note(one, 1) for _ in range(5)]
        await until(lambda: _booked(book, one, 6))
    till.store.clock = SystemClock()
    answers.append(await till.note(one, 1))
    await _assert_times_are_the_databases(till)
    await healed(answers)


@pytest.mark.full
async def test_a_clock_that_is_set_again_and_again_under_load_changes_nothing(till: Till, book: Book, settings, healed):
    chance, one, answers = random.Random(9), key(), []
    async with relaying(till.store, settings), relaying(book.store, settings), book.consuming():
        for number in range(3_000):
            if number % 50 == 0:
                till.store.clock = SystemClock(chance.choice([*OFF, timedelta()]))
                book.store.clock = SystemClock(chance.choice([*OFF, timedelta()]))
            answers.append(await till.note(one, 1))
        await until(lambda: _booked(book, one, 3_000), seconds=120)
    await _assert_times_are_the_databases(till)
    await healed(answers)


async def _booked(book: Book, one: str, amount: int) -> bool:
    return await book.booked(one) == amount


async def _assert_times_are_the_databases(till: Till) -> None:
    rows = await till.store.database.pool("system").fetch("SELECT recorded_at FROM events ORDER BY position")
    times = [row["recorded_at"] for row in rows]
    assert times == sorted(times)
    assert all(abs(at - datetime.now(UTC)) < timedelta(minutes=2) for at in times)


@pytest.mark.parametrize("number", [1, pytest.param(300, marks=pytest.mark.full)])
@pytest.mark.parametrize("off", OFF, ids=["fast", "slow"])
async def test_deadlines_are_due_by_the_databases_clock_and_each_has_its_effect_once(off, number, till: Till, healed):
    till.store.clock = SystemClock(off)
    began, subjects = datetime.now(UTC), [key() for _ in range(number)]
    due = {one: began + timedelta(seconds=1.5 + at / 10) for at, one in enumerate(subjects)}
    handled: dict[str, datetime] = {}

    async def handle(work, deadline) -> None:
        handled[deadline.subject] = await work.value(text("SELECT clock_timestamp()"))
        work.record(await work.load(TILL, deadline.subject, unit="u-1"), [SumNoted(amount=1)])

    async with till.store.begin() as work:
        for one, moment in due.items():
            await work.execute(set_deadline("sample.due", one, moment))
    poller = DeadlinePoller(till.store, {"sample.due": handle})
    poller.start()
    await until(lambda: len(handled) == number, seconds=30 + number / 5)
    await poller.stop()
    assert all(timedelta() <= handled[one] - moment < timedelta(minutes=1) for one, moment in due.items())
    assert await till.store.database.pool("system").fetchval("SELECT count(*) FROM deadlines") == 0
    rows = await till.store.database.pool("system").fetch("SELECT stream_id, version FROM events")
    assert sorted(map(tuple, rows)) == sorted((f"till-{one}", 1) for one in subjects)
    await healed([f"till-{one}@1" for one in subjects])


@pytest.fixture
async def service(serve, postgres_url, settings) -> Serving:
    """Over topics of this test alone, so that they can be held against its store."""
    started = await serve(sample.SERVICE, prepare=prepared(postgres_url), topic_prefix=settings.topic_prefix)
    await started.unit("north", None, "headquarters")
    return started


@pytest.mark.parametrize("times", [1, pytest.param(40, marks=pytest.mark.full)])
@pytest.mark.parametrize("off", OFF, ids=["fast", "slow"])
async def test_a_service_with_a_wrong_clock_refuses_tokens_until_it_is_right(off, times, service: Serving, monkeypatch):
    wrong, answers = [0.0], []
    monkeypatch.setattr(service.running.tokens, "_now", lambda: time.time() + wrong[0])
    await service.ready()
    for number in range(times):
        anna = await service.caller(f"anna-{number}", ["sample.note.*"], "north")
        wrong[0] = off.total_seconds()
        assert (await anna.post("/v1/notes", json=NOTE)).status_code == 401
        wrong[0] = 0.0
        written = await anna.post("/v1/notes", json=NOTE)
        assert written.status_code == 201
        answers.append(written.headers["Pactline-Position"])
    running = service.running
    assert await running.store.database.pool("system").fetchval("SELECT count(*) FROM events") == times
    await assert_holds(Held([running.store], running.settings), {"sample": answers})
