"""What a service says of itself while it can't look into its database."""

import asyncio
import re

import asyncpg
import pytest

from shared.testing.serving import Serving

READY = 'pactline_ready{{check="{}",service="sample"}} {}'
OUTBOX = 'pactline_outbox_pending{service="sample"}', 'pactline_outbox_oldest_age_seconds{service="sample"}'

PARTITIONS = re.compile(r'^pactline_consumer_partitions\{consumer="access",service="sample"\} (\d+)\.0$', re.MULTILINE)


@pytest.fixture
async def away(service: Serving, postgres_url: str):
    """Takes the service's database away, and gives it back."""
    name = service.running.store.database.name
    server = await asyncpg.connect(postgres_url)

    async def take() -> None:
        await server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)

    yield take
    await server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    await server.close()


async def test_while_the_database_is_away_there_is_no_figure_rather_than_a_wrong_one(service: Serving, away):
    await service.ready()
    client = service.client()
    figures = await client.get("/metrics")
    assert all(name in figures.text for name in OUTBOX)
    for check in (await client.get("/readyz")).json()["checks"]:
        assert READY.format(check, "1.0") in figures.text
    (partitions,) = PARTITIONS.findall(figures.text)
    assert int(partitions) == service.running.settings.partitions
    before = (await client.get("/v1/platform/status")).json()
    assert (before["relay"]["pending"], before["relay"]["oldest_age_seconds"], before["parked"]) == (0, 0, 0)
    await away()
    figures, status = await asyncio.gather(client.get("/metrics"), client.get("/v1/platform/status"))
    assert figures.status_code == 200
    assert not any(name in figures.text for name in OUTBOX)
    # It answers, and nobody sends anything: this figure is what an alert can go by.
    assert READY.format("database", "0.0") in figures.text
    assert READY.format("kafka", "1.0") in figures.text
    after = status.json()
    assert not after["checks"]["database"]
    assert (after["relay"]["pending"], after["relay"]["oldest_age_seconds"], after["parked"]) == (None, None, None)
