"""Old and new code side by side over one database: what the new one adds comes before, what it drops comes after."""

from pathlib import Path

import asyncpg
import pytest

from shared.eventstore.database import url_with
from shared.migrations import run
from shared.testing.isolation import SECRET
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
