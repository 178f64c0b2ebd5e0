"""PostgreSQL takes connections and answers nothing: callers are told so in bounded time, and all goes on after it."""

import asyncio
from time import monotonic

import pytest

from shared.testing.invariants.checking import Held, assert_holds
from shared.testing.serving import Serving
from tests.faults.processes import freeze, thaw
from tests.integration.web import sample
from tests.integration.web.conftest import prepared

WAIT, STATEMENT = 1.0, 2.0
SCRAPE = 5.0
NOTE = {"text": "hello", "effective_on": "2026-03-01"}


@pytest.fixture
async def service(serve, postgres_url, settings) -> Serving:
    """Over topics of this test alone, so that they can be held against its store."""
    started = await serve(
        sample.SERVICE,
        prepare=prepared(postgres_url),
        database_wait_seconds=WAIT,
        database_statement_seconds=STATEMENT,
        topic_prefix=settings.topic_prefix,
    )
    await started.unit("north", None, "headquarters")
    return started


@pytest.mark.parametrize("times", [1, pytest.param(6, marks=pytest.mark.full)])
async def test_callers_are_answered_503_in_bounded_time_and_the_relay_goes_on(times, service, database):
    anna = await service.caller("anna", ["sample.note.*"], "north")
    told = [await anna.post("/v1/notes", json=NOTE)]
    for _ in range(times):
        await _refused_while_silent(anna, service.client(), database)
        async with asyncio.timeout(30):
            while (written := await anna.post("/v1/notes", json=NOTE)).status_code != 201:
                await asyncio.sleep(0.2)
        told.append(written)
    running = service.running
    answers = [answer.headers["Pactline-Position"] for answer in told]
    await assert_holds(Held([running.store], running.settings), {"sample": answers}, within=30)
    assert running.relay.alive


async def _refused_while_silent(anna, scraping, database) -> None:
    frozen = freeze(database.pid)
    try:
        began = monotonic()
        figures = asyncio.create_task(_figures(scraping))
        answers = await asyncio.gather(*(anna.post("/v1/notes", json=NOTE) for _ in range(40)))
        took = monotonic() - began
        told, asked = await figures
    finally:
        thaw(frozen)
    assert {answer.status_code for answer in answers} == {503}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
    assert took < WAIT + STATEMENT + 5
    assert 'pactline_ready{check="database",service="sample"} 0.0' in told
    assert asked < SCRAPE


async def _figures(scraping) -> tuple[str, float]:
    """What a scrape is told, and how long it waits for it."""
    began = monotonic()
    answer = await scraping.get("/metrics")
    return answer.text, monotonic() - began


async def test_who_waits_for_a_connection_that_others_hold_is_told_so(service):
    anna = await service.caller("anna", ["sample.note.*"], "north")
    pool = service.running.store.database.pool("app")
    held = [await pool.acquire() for _ in range(pool.get_max_size())]
    began = monotonic()
    refused = await anna.post("/v1/notes", json=NOTE)
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:pactline:problem:unavailable")
    assert WAIT <= monotonic() - began < WAIT + 5
    for conn in held:
        await pool.release(conn)
    assert (await anna.post("/v1/notes", json=NOTE)).status_code == 201
