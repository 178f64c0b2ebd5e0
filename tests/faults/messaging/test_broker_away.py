"""The broker dies and comes back: waits end within their bounds, nothing is lost, the backlog returns to nothing."""

import asyncio
import os
import signal

import pytest

from shared.messaging.envelope import OutgoingRecord
from shared.messaging.producer import EventProducer, PublishError
from shared.messaging.topics import ensure_topics
from shared.runtime.kafka import Kafka
from shared.testing.invariants.checking import assert_holds
from tests.faults.relaying import relaying
from tests.integration.messaging.sample import key, until


@pytest.fixture
def settings(settings, broker):
    return settings.model_copy(update={"kafka": broker.bootstrap})


async def test_publish_and_stop_end_while_the_broker_is_frozen_and_work_again_after_it(settings, broker):
    await ensure_topics(settings, ["till"])
    producer = EventProducer(settings, "till", seconds=2, stop_seconds=2)
    record = OutgoingRecord(b"k", b"{}", [], 0)
    await producer.publish([record])
    os.kill(broker.pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(15):
            with pytest.raises(PublishError):
                await producer.publish([record])
            await producer.stop()
    finally:
        os.kill(broker.pid, signal.SIGCONT)
    await until(lambda: _publishes(producer, record), seconds=30)
    await producer.stop()


async def _publishes(producer, record) -> bool:
    try:
        await producer.publish([record])
    except PublishError:
        return False
    return True


AWAY = [3, pytest.param(60, marks=pytest.mark.full)]


@pytest.mark.parametrize("seconds", AWAY)
@pytest.mark.parametrize("fault", ["killed", "frozen"])
async def test_relay_and_consumer_go_on_after_the_broker(fault, seconds, settings, broker, keeper, till, book, held):
    keys = [key() for _ in range(3)]
    async with till.relaying(), relaying(book.store, settings), book.consuming():
        answers = [await till.note(keys[0], 1, 2)]
        await until(lambda: _effects(book, 2), seconds=30)
        os.kill(broker.pid, signal.SIGKILL if fault == "killed" else signal.SIGSTOP)
        answers += [await till.note(one, 3, 4) for one in keys]
        await asyncio.sleep(seconds)
        if fault == "killed":
            await asyncio.get_running_loop().run_in_executor(keeper, _restarted, broker)
        else:
            os.kill(broker.pid, signal.SIGCONT)
        answers += [await till.note(one, 5) for one in keys]
        await until(lambda: _effects(book, 11), seconds=60)
        await assert_holds(held, {"till": answers}, within=60)


def _restarted(broker: Kafka) -> None:
    broker.stop(within=1.0)
    broker.start()


async def _effects(book, number: int) -> bool:
    return len(await book.effects()) == number


async def test_a_runner_stops_within_its_bound_while_the_broker_is_frozen(settings, broker, till, book):
    await till.note(key(), 1)
    await till.publish_all()
    runner = book.runner()
    await runner.start()
    await until(lambda: _effects(book, 1), seconds=30)
    os.kill(broker.pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(30):
            await runner.stop()
    finally:
        os.kill(broker.pid, signal.SIGCONT)
