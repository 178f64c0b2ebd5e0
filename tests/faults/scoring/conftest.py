from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from services.scoring.generation.comparison import UnitSum
from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.security.sealing import Sealer
from shared.testing.isolation import SECRET
from shared.values.clock import SystemClock
from tests.integration.scoring.conftest import Engine, engine

__all__ = ["engine"]


@dataclass
class Straight:
    """What a rebuild gives that nothing disturbs."""

    sums: list[UnitSum]
    checksums: dict[str, str]


@pytest.fixture
async def straight(engine, clone_database, postgres_url) -> Callable[[], Awaitable[Straight]]:
    """Rebuilds the same topics in a database of its own."""

    async def rebuilt() -> Straight:
        database = Database(postgres_url, "scoring", SECRET, name=await clone_database("scoring"))
        await database.open()
        try:
            other = Engine(Store("scoring", database, [], Sealer(SECRET), SystemClock()), engine.settings)
            done = await other.rebuild()
            return Straight(await other.sums(), done.verdict.checksums)
        finally:
            await database.close()

    return rebuilt
