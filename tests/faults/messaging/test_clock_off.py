"""A machine's clock is off by ten minutes: order, leases and deadlines follow the database; tokens are refused."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from shared.eventstore.deadlines import DeadlinePoller, set_deadline
from shared.security.jws import SigningKey
from shared.security.sealing import derive
from shared.security.tokens import TokenIssuer, TokenRefusedError, TokenVerifier
from shared.testing.isolation import SECRET
from shared.values.clock import SystemClock
from tests.faults.relaying import relaying
from tests.integration.messaging.sample import Book, Till, key, until

OFF = [timedelta(minutes=10), timedelta(minutes=-10)]


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
    rows = await till.store.database.pool("system").fetch("SELECT recorded_at FROM events ORDER BY position")
    times = [row["recorded_at"] for row in rows]
    assert times == sorted(times)
    assert all(abs(at - datetime.now(UTC)) < timedelta(minutes=2) for at in times)
    await healed(answers)


async def _booked(book: Book, one: str, amount: int) -> bool:
    return await book.booked(one) == amount


@pytest.mark.parametrize("off", OFF, ids=["fast", "slow"])
async def test_a_deadline_is_due_by_the_databases_clock(off, till: Till):
    till.store.clock = SystemClock(off)
    due = datetime.now(UTC) + timedelta(seconds=1.5)
    handled: list[datetime] = []

    async def handle(work, deadline) -> None:
        handled.append(await work.value(text("SELECT clock_timestamp()")))

    async with till.store.begin() as work:
        await work.execute(set_deadline("sample.due", "one", due))
    poller = DeadlinePoller(till.store, {"sample.due": handle})
    poller.start()
    await until(lambda: handled, seconds=30)
    await asyncio.sleep(0.3)
    await poller.stop()
    (moment,) = handled
    assert timedelta() <= moment - due < timedelta(minutes=1)


@pytest.mark.parametrize("off", OFF, ids=["fast", "slow"])
async def test_a_service_with_a_wrong_clock_refuses_tokens_until_it_is_right(off):
    issuer = TokenIssuer(SigningKey(derive(SECRET, "signing")), "http://issuer.test")

    async def keys():
        return issuer.jwks

    wrong = [off.total_seconds()]
    verifier = TokenVerifier("http://issuer.test", "book", keys, lambda: time.time() + wrong[0])
    token = issuer.token("zhang", "book")
    with pytest.raises(TokenRefusedError):
        await verifier.verify(token)
    wrong[0] = 0.0
    assert (await verifier.verify(token)).subject == "zhang"
