from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from shared.eventstore.database import Database, url_with
from shared.eventstore.store import Store
from shared.migrations.run import migrate
from shared.security.sealing import Sealer
from shared.values.clock import SystemClock

from . import sample

SECRET = "only for tests"


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[Store]:
    name = f"sample_{uuid4().hex}"
    await migrate(postgres_url, "sample", SECRET, database=name)
    owner = await asyncpg.connect(url_with(postgres_url, database=name))
    await owner.execute(
        "CREATE TABLE balances (stream text PRIMARY KEY, unit_id text NOT NULL, balance integer NOT NULL,"
        " personal bytea);"
        "GRANT SELECT, INSERT, UPDATE, DELETE ON balances TO pactline_sample_app, pactline_sample_system"
    )
    database = Database(postgres_url, "sample", SECRET, name=name)
    await database.open()
    yield Store("sample", database, [sample.projection], Sealer(SECRET), SystemClock())
    await database.close()
    await owner.close()
    server = await asyncpg.connect(postgres_url)
    await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await server.close()
