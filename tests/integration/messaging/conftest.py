from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from shared.eventstore.database import Database, url_with
from shared.eventstore.projection import Projection
from shared.eventstore.store import Store
from shared.security.sealing import Sealer
from shared.settings import PlatformSettings
from shared.testing.isolation import SECRET
from shared.values.clock import SystemClock

from .sample import SUMS, Book, Till

EFFECTS = """
CREATE TABLE effects (
    stream text NOT NULL, version integer NOT NULL, n bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (stream, version)
);
GRANT SELECT, INSERT ON effects TO pactline_book_system;
CREATE TABLE sums (stream text PRIMARY KEY, amount integer NOT NULL, times integer NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON sums TO pactline_book_system
"""


@pytest.fixture
def settings(postgres_url, kafka_bootstrap, worker_name) -> PlatformSettings:
    """Topics and groups of this test alone."""
    return PlatformSettings(
        database_url=postgres_url,
        kafka=kafka_bootstrap,
        topic_prefix=f"{worker_name}.{uuid4().hex[:8]}.",
        partitions=3,
    )


@asynccontextmanager
async def opened(postgres_url: str, service: str, name: str, *projections: Projection) -> AsyncIterator[Store]:
    database = Database(postgres_url, service, SECRET, name=name)
    await database.open()
    try:
        yield Store(service, database, projections, Sealer(SECRET), SystemClock())
    finally:
        await database.close()


@pytest.fixture
async def till(postgres_url, clone_database, settings) -> AsyncIterator[Till]:
    async with opened(postgres_url, "till", await clone_database("till")) as store:
        yield Till(store, settings)


@pytest.fixture
async def book(postgres_url, clone_database, settings) -> AsyncIterator[Book]:
    name = await clone_database("book")
    owner = await asyncpg.connect(url_with(postgres_url, database=name))
    await owner.execute(EFFECTS)
    await owner.close()
    async with opened(postgres_url, "book", name, SUMS) as store:
        yield Book(store, settings)
