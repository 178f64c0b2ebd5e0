from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from shared.eventstore.database import role_name, url_with
from shared.security.schema import protect
from shared.testing.serving import Serve, Serving

from . import sample


def prepared(postgres_url: str) -> Callable[[str], Awaitable[None]]:
    async def prepare(database: str) -> None:
        owner = await asyncpg.connect(url_with(postgres_url, database=database))
        app, system = role_name("sample", "app"), role_name("sample", "system")
        await owner.execute(
            "CREATE TABLE notes (note_id text PRIMARY KEY, unit_id text NOT NULL, text text NOT NULL,"
            f" version integer NOT NULL); GRANT ALL ON notes TO {app}, {system}"
        )
        for statement in protect("notes", "unit_id", "'note-' || note_id", app=app, unrestricted=[system]):
            await owner.execute(statement)
        await owner.close()

    return prepare


@pytest.fixture
async def service(serve: Serve, postgres_url: str) -> Serving:
    started = await serve(sample.SERVICE, prepare=prepared(postgres_url))
    await started.unit("hq", None, "headquarters")
    await started.unit("north", "hq")
    await started.unit("south", "hq")
    return started
