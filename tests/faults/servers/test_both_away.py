"""Kafka and PostgreSQL die within a second of each other: whoever read and wrote goes on when both are there again."""

import asyncio
import os
import signal
from functools import partial

import pytest

from shared.runtime.kafka import Kafka
from shared.runtime.ports import any_free
from shared.testing.invariants.checking import assert_holds
from tests.faults.relaying import relaying
from tests.faults.servers.writing import writing
from tests.integration.messaging.sample import key, until


@pytest.fixture
def broker(tmp_path, keeper):
    kafka = Kafka(tmp_path / "kafka", tmp_path / "kafka.log", port=any_free())
    keeper.submit(kafka.start).result()
    yield kafka
    keeper.submit(kafka.stop, within=5.0).result()


@pytest.fixture
def settings(settings, broker):
    return settings.model_copy(update={"kafka": broker.bootstrap})


@pytest.mark.parametrize(
    "apart", [1.0, pytest.param(0.0, marks=pytest.mark.full), pytest.param(3.0, marks=pytest.mark.full)]
)
async def test_consumers_read_on_after_broker_and_database_died_together(
    apart, broker, database, keeper, settings, till, book, held
):
    keys, run = [key() for _ in range(3)], asyncio.get_running_loop().run_in_executor
    async with relaying(till.store, settings), relaying(book.store, settings), book.consuming():
        async with writing(*(partial(till.note, one, 1) for one in keys)) as (answers, _refused):
            await until(lambda: len(answers) > 20)
            for _ in range(3):  # where the readers stand when the second one dies is a matter of luck
                os.kill(broker.pid, signal.SIGKILL)
                await asyncio.sleep(apart)
                os.kill(database.pid, signal.SIGKILL)
                for server in (broker, database):
                    await run(keeper, partial(server.stop, within=5.0))
                    await run(keeper, server.start)
                before = len(answers)
                await until(lambda so_far=before: len(answers) > so_far + 20, seconds=60)
        await assert_holds(held, {"till": answers}, within=60)
    written = await till.store.database.pool("system").fetchval("SELECT count(*) FROM events")
    assert sum([await book.booked(one) for one in keys]) == written >= len(answers)
