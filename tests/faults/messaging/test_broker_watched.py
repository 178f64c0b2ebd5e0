"""Kafka stands still, or a topic is lost: the service says so within seconds, before anybody sends anything."""

import asyncio
from time import monotonic

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from shared.messaging.broker import connection_options
from shared.messaging.topics import ensure_topics, topic_of
from shared.testing.invariants.checking import Held, assert_holds
from shared.testing.serving import Serving
from tests.faults.processes import freeze, thaw
from tests.integration.web import sample
from tests.integration.web.conftest import prepared

TOLD_WITHIN = 10.0
NOTE = {"text": "hello", "effective_on": "2026-03-01"}


@pytest.fixture
def settings(settings, broker):
    return settings.model_copy(update={"kafka": broker.bootstrap})


@pytest.fixture
async def service(serve, postgres_url, settings) -> Serving:
    await ensure_topics(settings, ["sample", "portal"])
    given = {"kafka": settings.kafka, "topic_prefix": settings.topic_prefix, "partitions": settings.partitions}
    started = await serve(sample.SERVICE, prepare=prepared(postgres_url), kafka_session_seconds=6, **given)
    await started.unit("north", None, "headquarters")
    await started.ready()
    return started


async def lacking(service: Serving) -> list[str]:
    checks = (await service.client().get("/readyz")).json()["checks"]
    return [name for name, holds in checks.items() if not holds]


async def said_within(seconds: float, service: Serving, *wanted: str) -> float:
    """How long it took until the service lacked these and nothing else."""
    began = monotonic()
    async with asyncio.timeout(seconds):
        while await lacking(service) != list(wanted):
            await asyncio.sleep(0.1)
    return monotonic() - began


async def lag_of(service: Serving) -> list[int | None]:
    status = (await service.client().get("/v1/platform/status")).json()
    return [one["lag"] for one in status["consumers"]]


async def figures_of(service: Serving) -> list[str]:
    return (await service.client().get("/metrics")).text.splitlines()


async def lag_shown(service: Serving) -> list[str]:
    """Of this service's topics: the process shows those of earlier services of the name too."""
    topic = f'topic="{topic_of("portal", service.running.settings)}"'
    return [one for one in await figures_of(service) if one.startswith("pactline_consumer_lag") and topic in one]


async def test_a_frozen_broker_is_told_of_within_ten_seconds_and_lag_is_unknown_then(service, broker):
    anna = await service.caller("anna", ["sample.note.*"], "north")
    written = [await anna.post("/v1/notes", json=NOTE)]
    async with asyncio.timeout(10):
        while await lag_of(service) != [0]:
            await asyncio.sleep(0.1)
    async with asyncio.timeout(10):
        while not await lag_shown(service):
            await asyncio.sleep(0.1)
    frozen = freeze(broker.pid)
    try:
        await said_within(TOLD_WITHIN, service, "kafka")
        assert await lag_of(service) == [None]
        written.append(await anna.post("/v1/notes", json=NOTE))
        assert (await service.client().get("/readyz?for=commands")).status_code == 200
        assert 'pactline_kafka_answers{service="sample"} 0.0' in await figures_of(service)
        async with asyncio.timeout(TOLD_WITHIN):
            while await lag_shown(service):  # what is unknown is not shown
                await asyncio.sleep(0.1)
    finally:
        thaw(frozen)
    assert {answer.status_code for answer in written} == {201}
    await said_within(60, service)
    running = service.running
    answers = [answer.headers["Pactline-Position"] for answer in written]
    await assert_holds(Held([running.store], running.settings), {"sample": answers}, within=60)
    assert 'pactline_kafka_answers{service="sample"} 1.0' in await figures_of(service)


async def test_a_lost_topic_is_told_of_within_ten_seconds_and_still_when_it_is_there_again_empty(service):
    settings = service.running.settings
    anna = await service.caller("anna", ["sample.note.*"], "north")
    assert (await anna.post("/v1/notes", json=NOTE)).status_code == 201
    await assert_holds(Held([service.running.store], settings))
    await asyncio.sleep(2.5)  # it has been looked at with its record
    admin = AIOKafkaAdminClient(**connection_options(settings))
    await admin.start()
    await admin.delete_topics([topic_of("sample", settings)])
    await admin.close()
    await said_within(TOLD_WITHIN, service, "topic")
    assert 'pactline_topic_whole{service="sample"} 0.0' in await figures_of(service)
    await ensure_topics(settings, ["sample"])
    await asyncio.sleep(2.5)
    assert await lacking(service) == ["topic"]
