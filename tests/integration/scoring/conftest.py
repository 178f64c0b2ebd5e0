"""Scoring's engine on real servers, without HTTP: a database and topics of a test's own."""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from services.scoring.generation.catching_up import Topics
from services.scoring.generation.comparison import sums_of
from services.scoring.generation.live import fold_live
from services.scoring.generation.rebuild import Rebuild, first_generation
from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.messaging.producer import EventProducer
from shared.messaging.topics import ensure_topics
from shared.security.sealing import Sealer
from shared.settings import PlatformSettings
from shared.testing.isolation import SECRET
from shared.values.clock import SystemClock


@dataclass
class Engine:
    store: Store
    settings: PlatformSettings
    producers: dict[str, EventProducer] = field(default_factory=dict)

    @property
    def pool(self):
        return self.store.database.pool("system")

    async def publish(self, records):
        """Publishes (service, record) pairs, each to its service's topic."""
        for service in sorted({service for service, _ in records}):
            producer = self.producers.setdefault(service, EventProducer(self.settings, service))
            await producer.publish([record for owner, record in records if owner == service])

    async def fold_everything(self, seed=0):
        """Folds live, partition by partition in pages of random size and order, until nothing is left."""
        draw = random.Random(seed)
        await first_generation(self.store)
        async with Topics(self.settings) as topics:
            ends = await topics.ends()
            left = {}
            for place, end in ends.items():
                records = []
                while len(records) < end:
                    records += (await topics.page({place: (len(records), end)}))[place]
                left[place] = records
            async with self.pool.acquire() as conn:
                from services.scoring.generation.live import ensure_positions

                await ensure_positions(conn, list(ends))
            while any(left.values()):
                place = draw.choice([place for place, records in left.items() if records])
                count = draw.randint(1, len(left[place]))
                await fold_live(self.pool, {place: left[place][:count]})
                left[place] = left[place][count:]

    async def rebuild(self, **options):
        return await Rebuild(self.store, self.settings, **options).run()

    async def sums(self):
        row = await self.pool.fetchrow("SELECT generation, tables FROM generations WHERE state = 'serving'")
        async with self.pool.acquire() as conn:
            return await sums_of(conn, row["generation"], sorted(row["tables"]))


@pytest.fixture
async def engine(clone_database, postgres_url, kafka_bootstrap) -> AsyncIterator[Engine]:
    settings = PlatformSettings(
        database_url=postgres_url,
        kafka=kafka_bootstrap,
        secret=SECRET,
        topic_prefix=f"scoring-{uuid4().hex[:8]}-",
        partitions=3,
    )
    await ensure_topics(settings)
    database = Database(postgres_url, "scoring", SECRET, name=await clone_database("scoring"))
    await database.open()
    engine = Engine(Store("scoring", database, [], Sealer(SECRET), SystemClock()), settings)
    yield engine
    for producer in engine.producers.values():
        await producer.stop()
    await database.close()
