"""Old and new code side by side over one database: what the new one adds comes before, what it drops comes after."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from shared.eventstore.database import Database, role_name, url_with
from shared.migrations import run
from shared.testing.isolation import SECRET
from shared.values.errors import StartError
from shared.web.health import is_migrated

FIRST = """
revision = "0001"
down_revision = None

def upgrade(m):
    m.sql("CREATE TABLE things (name text)")
"""
ADDS = """
revision = "0002"
down_revision = "0001"

def upgrade(m):
    m.sql("ALTER TABLE things ADD title text")
"""
DROPS = """
revision = "0003"
down_revision = "0002"
after = True

def upgrade(m):
    m.sql("ALTER TABLE things DROP name")
"""


class Code:
    """A version of the code, by the migrations it brings."""

    def __init__(self, folder: Path, *texts: str) -> None:
        self.folder = folder
        folder.mkdir()
        for number, text in enumerate(texts, 1):
            (folder / f"{number:04}_step.py").write_text(text)

    def becomes_current(self, monkeypatch: pytest.MonkeyPatch) -> None:
        chains = {"platform_version": run.HERE / "platform", "service_version": self.folder}
        monkeypatch.setattr(run, "revisions", lambda _service: chains)


@pytest.fixture
async def place(postgres_url, run_name):
    name = f"{run_name}_upgrade"
    yield name, url_with(postgres_url, database=name)
    server = await asyncpg.connect(postgres_url)
    await server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await server.close()


async def test_old_code_works_until_the_last_step_which_waits_until_it_is_gone(
    tmp_path, monkeypatch, postgres_url, place
):
    name, url = place
    old, new = Code(tmp_path / "old", FIRST), Code(tmp_path / "new", FIRST, ADDS, DROPS)

    async def seen_by(code: Code) -> bool:
        code.becomes_current(monkeypatch)
        conn = await asyncpg.connect(url)
        try:
            return await is_migrated(conn, "upgraded")
        finally:
            await conn.close()

    async def columns() -> list[str]:
        conn = await asyncpg.connect(url)
        try:
            rows = await conn.fetch("SELECT column_name FROM information_schema.columns WHERE table_name = 'things'")
            return sorted(row[0] for row in rows)
        finally:
            await conn.close()

    async def migrate(code: Code, *, finish: bool) -> None:
        code.becomes_current(monkeypatch)
        await run.migrate(postgres_url, "upgraded", SECRET, database=name, finish=finish)

    await migrate(old, finish=False)
    assert await seen_by(old)
    assert not await seen_by(new)
    await migrate(new, finish=False)
    assert await seen_by(old)
    assert await seen_by(new)
    assert await columns() == ["name", "title"]
    await migrate(new, finish=True)
    assert await columns() == ["title"]
    assert await seen_by(new)
    await migrate(new, finish=False)
    assert await columns() == ["title"]


@dataclass(frozen=True)
class Lesser:
    """Somebody who may make databases and roles, and is no superuser; `owner` is one."""

    role: str
    service: str
    url: str
    owner: "asyncpg.Connection[Any]"


@pytest.fixture
async def lesser(postgres_url):
    role = f"lesser_{uuid4().hex[:8]}"
    service, url = f"{role}_made", url_with(postgres_url, database="postgres", user=role, password="lesser")
    owner = await asyncpg.connect(postgres_url)
    await owner.execute(f"CREATE ROLE {role} LOGIN CREATEDB CREATEROLE PASSWORD 'lesser'")
    yield Lesser(role, service, url, owner)
    await owner.execute(f'DROP DATABASE IF EXISTS "{service}" WITH (FORCE)')
    for made in (role_name(service, "app"), role_name(service, "system"), role):
        await owner.execute(f"DROP ROLE IF EXISTS {made}")
    await owner.close()


async def test_a_role_that_is_no_superuser_migrates_again_and_again_once_it_is_told_what_it_lacks(lesser, monkeypatch):
    service, chains = lesser.service, run.revisions("customer")
    monkeypatch.setattr(run, "revisions", lambda _service: chains)
    with pytest.raises(StartError, match="lacks BYPASSRLS") as refused:
        await run.migrate(lesser.url, service, SECRET, database=service)
    await lesser.owner.execute(refused.value.next_step.partition(": ")[2])
    stands = []
    for secret in (SECRET, "another"):
        await run.migrate(lesser.url, service, secret, database=service)
        own = await asyncpg.connect(Database(lesser.url, service, secret, name=service).url("system"))
        await own.execute(f"CREATE SCHEMA own_{len(stands)} CREATE TABLE made ()")
        stands.append(await run.versions(own))
        await own.close()
    assert stands[0] == stands[1]
    assert stands[0].keys() == chains.keys()
    roles = "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE $1 ORDER BY rolname"
    assert [tuple(row) for row in await lesser.owner.fetch(roles, f"pactline_{service}%")] == [
        (False, False),
        (False, True),
    ]
    migrator = await asyncpg.connect(url_with(lesser.url, database=service))
    await migrator.execute("DROP SCHEMA own_0, own_1 CASCADE")
    await migrator.close()


async def test_roles_that_somebody_else_made_are_told_of(lesser):
    await lesser.owner.execute(f"CREATE ROLE {role_name(lesser.service, 'app')}; ALTER ROLE {lesser.role} BYPASSRLS")
    with pytest.raises(StartError, match="ADMIN option") as refused:
        await run.migrate(lesser.url, lesser.service, SECRET, database=lesser.service)
    assert refused.value.next_step == "Migrate as the role that made them, or as a superuser."
