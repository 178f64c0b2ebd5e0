"""PostgreSQL is killed, shut down or frozen under load: what was answered is there, and nothing happens twice."""

import asyncio
import os
import signal
from functools import partial

import pytest

from shared.testing.invariants.checking import assert_holds
from tests.faults.processes import freeze, thaw
from tests.faults.relaying import relaying
from tests.faults.servers.writing import writing
from tests.integration.messaging.sample import key, until


@pytest.mark.parametrize("seconds", [2, pytest.param(60, marks=pytest.mark.full)])
@pytest.mark.parametrize("fault", ["killed", "shut down", "frozen"])
async def test_relay_consumer_and_writers_go_on_after_the_database(
    fault, seconds, database, keeper, settings, till, book, held
):
    keys, run = [key() for _ in range(3)], asyncio.get_running_loop().run_in_executor
    async with relaying(till.store, settings), relaying(book.store, settings), book.consuming():
        async with writing(*(partial(till.note, one, 1) for one in keys)) as (answers, _):
            await until(lambda: len(answers) > 20)
            if fault == "frozen":
                frozen = freeze(database.pid)
                await asyncio.sleep(seconds)
                thaw(frozen)
            else:
                if fault == "killed":
                    os.kill(database.pid, signal.SIGKILL)
                await run(keeper, partial(database.stop, within=5.0))
                await asyncio.sleep(seconds)
                await run(keeper, database.start)
            before = len(answers)
            await until(lambda: len(answers) > before + 20, seconds=60)
        await assert_holds(held, {"till": answers}, within=60)
    written = await till.store.database.pool("system").fetchval("SELECT count(*) FROM events")
    assert sum([await book.booked(one) for one in keys]) == written >= len(answers)
