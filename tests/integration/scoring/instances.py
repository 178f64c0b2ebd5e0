"""Instances of scoring's live folding, each with connections and a place in the group of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.scoring.generation.live_loop import LiveFolding
from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.messaging.topics import SERVICES
from shared.security.sealing import Sealer
from shared.testing.isolation import SECRET
from shared.values.clock import SystemClock
from tests.integration.messaging.sample import until
from tests.integration.scoring.conftest import Engine

SHORTEST_SESSION = 6


@asynccontextmanager
async def folding(engine: Engine) -> AsyncIterator[LiveFolding]:
    """One instance as a process of the service has it, stopped at the end of the block as the service stops it."""
    settings = engine.settings.model_copy(update={"kafka_session_seconds": SHORTEST_SESSION})
    database = Database(settings.database_url, "scoring", SECRET, name=engine.store.database.name, size=4)
    await database.open()
    instance = LiveFolding(Store("scoring", database, [], Sealer(SECRET), SystemClock()), settings)
    running = asyncio.create_task(instance.run())
    try:
        yield instance
    finally:
        running.cancel()
        await asyncio.wait([running])
        await database.close()


async def divided(engine: Engine, *instances: LiveFolding) -> None:
    """Waits until every partition is read, by each of them some."""
    everything = len(SERVICES) * engine.settings.partitions

    def shared_out() -> bool:
        shares = [instance.partitions for instance in instances]
        return all(shares) and sum(shares) == everything

    await until(shared_out, seconds=40)


def events_of(pairs) -> set[tuple[str, int]]:
    """Stream and version of each event, however often it was sent."""
    told = (dict(record.headers) for _, record in pairs)
    return {(headers["ce_subject"].decode(), int(headers["ce_sequence"])) for headers in told}


async def all_folded(engine: Engine, pairs, seconds: float = 40) -> None:
    """Waits until every event is folded, each once and none passed over."""
    wanted: dict[str, int] = {}
    for stream, version in events_of(pairs):
        wanted[stream] = max(version, wanted.get(stream, 0))

    async def folded() -> bool:
        return dict(await engine.pool.fetch("SELECT stream, version FROM seen_streams")) == wanted

    await until(folded, seconds)
    assert await engine.pool.fetchval("SELECT count(*) FROM fold_gaps") == 0
    assert await engine.pool.fetchval("SELECT count(*) FROM fold_unread") == 0


async def equals_a_rebuild(engine: Engine) -> None:
    """What was folded live has the sums that the topics give from their first record on."""
    live = await engine.sums()
    done = await engine.rebuild()
    assert done.verdict.compared
    assert done.verdict.same
    assert await engine.sums() == live
