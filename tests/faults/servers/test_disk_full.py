"""The disk of a server is full: what is refused was not answered, and with room again everything goes on."""

import asyncio
import secrets
from functools import partial

import pytest

from shared.runtime.kafka import Kafka
from shared.runtime.ports import any_free
from shared.runtime.postgres import Postgres
from shared.testing.invariants.checking import assert_holds
from tests.faults.relaying import relaying
from tests.faults.servers.full_disk import WAY
from tests.faults.servers.writing import writing
from tests.integration.messaging.sample import key, until

LARGE = 400_000
FORMS = [2, pytest.param(30, marks=pytest.mark.full)]
"""Seconds without room."""


@pytest.fixture(params=FORMS)
def form(request):
    return request.param


@pytest.fixture
def disk(place, server):
    folder = place / f"{server}-{key()}"
    folder.mkdir(mode=0o711)
    with WAY[1](folder, 400) as made:
        made.folder = folder
        yield made


@pytest.fixture(params=["postgres", "kafka"])
def server(request):
    return request.param


@pytest.fixture
def full_one(disk, server, keeper):
    """The server on the small disk."""
    kind = Postgres if server == "postgres" else Kafka
    one = kind(disk.folder / server, disk.folder / f"{server}.log", port=any_free())
    keeper.submit(one.start).result()
    yield one
    keeper.submit(one.stop, within=5.0).result()


@pytest.fixture
def postgres_url(server, full_one, servers):
    return full_one.url if server == "postgres" else servers.postgres_url


@pytest.fixture
def kafka_bootstrap(server, full_one, servers):
    return full_one.bootstrap if server == "kafka" else servers.kafka_bootstrap


async def test_with_room_again_everything_goes_on(form, disk, full_one, keeper, settings, till, book, held):
    keys, notes, run = [key(), key()], key(), asyncio.get_running_loop().run_in_executor
    writers = [*(partial(till.note, one, 1) for one in keys), lambda: till.leave(notes, secrets.token_hex(LARGE // 2))]
    async with relaying(till.store, settings) as relay, relaying(book.store, settings), book.consuming():
        async with writing(*writers) as (answers, refused):
            await until(lambda: len(answers) > 20)
            disk.fill(full_one.pid)
            waiting = partial(_stuck, relay, answers, refused)
            await until(waiting, seconds=60)
            await asyncio.sleep(form)
            disk.free()
            if not full_one.alive or WAY[0] == "limited files":
                await run(keeper, partial(full_one.stop, within=5.0))
                await run(keeper, full_one.start)
            before = len(answers)
            await until(lambda: len(answers) > before + 10, seconds=60)
        await assert_holds(held, {"till": answers}, within=90)
    written = await till.store.database.pool("system").fetchval(
        "SELECT count(*) FROM events WHERE type = 'till.sum_noted.v1'"
    )
    assert sum([await book.booked(one) for one in keys]) == written


def _stuck(relay, answers: list[str], refused: list[str]) -> bool:
    """Writers are refused, or the relay falls behind what is answered."""
    return bool(refused) or relay.position + 60 < len(answers)
