"""kill -9 of what writes and what publishes, at each named point: everything answered is there, once, in order."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest

from shared.eventstore.database import Database
from shared.eventstore.relay import Relay
from shared.eventstore.store import Store
from shared.messaging.topics import ensure_topics
from shared.security.sealing import Sealer
from shared.settings import PlatformSettings
from shared.testing.invariants.checking import Held, assert_holds
from shared.testing.isolation import SECRET
from shared.values.clock import SystemClock
from tests.faults.relaying import relaying
from tests.faults.victims import killed

VICTIM = Path(__file__).with_name("victim.py")
POINTS = ("before append", "before commit", "after commit", "before send", "after send", "before the cursor moves")


@pytest.fixture
def settings(postgres_url: str, kafka_bootstrap: str, worker_name: str) -> PlatformSettings:
    prefix = f"{worker_name}.{uuid4().hex[:8]}."
    return PlatformSettings(database_url=postgres_url, kafka=kafka_bootstrap, topic_prefix=prefix, partitions=2)


@pytest.mark.parametrize("times", [8, pytest.param(60, marks=pytest.mark.full)])
@pytest.mark.parametrize("point", POINTS)
async def test_what_was_answered_is_published_in_order_after_a_kill(
    point, times, postgres_url, clone_database, settings
):
    name = await clone_database("victim")
    await ensure_topics(settings, ["victim"])
    answered = await killed(VICTIM, point, times, name, SECRET, settings=settings)
    database = Database(postgres_url, "victim", SECRET, name=name)
    await database.open()
    try:
        store = Store("victim", database, [], Sealer(SECRET), SystemClock())
        async with relaying(store, settings):
            await assert_holds(Held([store], settings), {"victim": answered})
    finally:
        await database.close()
    assert answered


async def test_a_leader_that_lost_its_lease_cannot_move_the_cursor(postgres_url, clone_database, settings):
    database = Database(postgres_url, "victim", SECRET, name=await clone_database("victim"))
    await database.open()
    try:
        pool = database.pool("system")
        store = Store("victim", database, [], Sealer(SECRET), SystemClock())
        sent: list[int] = []
        reached, go_on = asyncio.Event(), asyncio.Event()

        async def frozen(events):
            reached.set()
            await go_on.wait()
            sent.append(events[-1].position)

        async def quick(events):
            sent.append(events[-1].position)

        old = Relay(store, frozen)
        async with pool.acquire() as conn:
            await conn.fetch("SELECT * FROM append_event('s-1', 1, 't.t.v1', '{}', NULL, '{\"key\": \"k\"}')")
        old.start()
        async with asyncio.timeout(20):
            await reached.wait()
            await pool.execute("UPDATE relay SET expires_at = '-infinity'")
            new = Relay(store, quick)
            new.start()
            while not sent:
                await asyncio.sleep(0.02)
            epoch = await pool.fetchval("SELECT epoch FROM relay")
            go_on.set()
            await asyncio.sleep(0.2)
            assert not old.leading
            assert await pool.fetchval("SELECT epoch FROM relay") == epoch
            assert new.leading
        await old.stop()
        await new.stop()
    finally:
        await database.close()
