"""Keeps an example of every event that the services of a test run published, for the catalogue.

`python -m pytest -p tests.examples tests/browser …`, then `python -m shared.messaging.schemas write`. What a service
published before stays; what has data alone makes room for a record.
"""

import asyncio
import sys
from collections.abc import Iterator

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from shared.messaging.observed import observed
from shared.messaging.real_examples import keep
from shared.messaging.schemas import FOLDER
from shared.settings import PlatformSettings

OF_ONE = "portal.events"
"""Every group of topics has this one."""


@pytest.fixture(scope="session", autouse=True)
def _kept_at_the_end(kafka_bootstrap: str) -> Iterator[None]:
    yield
    written = asyncio.run(_keep(kafka_bootstrap))
    sys.stderr.write(f"{len(written)} examples kept: {', '.join(written)}\n")


async def _keep(kafka: str) -> list[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    names = await admin.list_topics()
    await admin.close()
    written = []
    for name in sorted(one for one in names if one.endswith(OF_ONE)):
        settings = PlatformSettings(kafka=kafka, topic_prefix=name.removesuffix(OF_ONE))
        found = await observed(settings)
        written += keep(FOLDER, found, only_missing=True)
    return written
