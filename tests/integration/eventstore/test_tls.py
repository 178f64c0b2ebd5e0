"""A database reached by TLS alone: migrated, written and read; refused when its certificate is another's."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from shared.eventstore.database import Database, url_with
from shared.eventstore.store import Store
from shared.migrations.run import migrate
from shared.security.sealing import Sealer
from shared.testing.tls import behind_tls, self_signed
from shared.values.clock import SystemClock
from shared.values.ids import new_id

from .conftest import SECRET
from .sample import ACCOUNT, AccountOpened

NEXT_YEAR = datetime.now(UTC) + timedelta(days=365)


async def test_a_service_migrates_writes_and_reads_over_tls(postgres_url: str, tmp_path: Path):
    name = f"tls_{uuid4().hex}"
    certificate, context = self_signed(tmp_path, NEXT_YEAR)
    try:
        async with behind_tls(postgres_url, context, f"sslmode=verify-full&sslrootcert={certificate}") as url:
            await migrate(url, "sample", SECRET, database=name)
            database = Database(url, "sample", SECRET, name=name)
            await database.open()
            try:
                store = Store("sample", database, [], Sealer(SECRET), SystemClock())
                account = new_id()
                async with store.begin(store.system_context(unit=new_id())) as work:
                    work.record(work.start(ACCOUNT, account), [AccountOpened(owner="Li Na", city="Nanjing")])
                async with database.pool("system").acquire() as conn:
                    assert await conn.fetchval("SELECT count(*) FROM events") == 1
            finally:
                await database.close()
    finally:
        owner = await asyncpg.connect(postgres_url)
        await owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await owner.close()


async def test_a_server_of_another_certificate_gets_no_password(postgres_url: str, tmp_path: Path):
    another, _ = self_signed(tmp_path / "another", NEXT_YEAR)
    _, context = self_signed(tmp_path / "own", NEXT_YEAR)
    async with behind_tls(postgres_url, context, f"sslmode=verify-full&sslrootcert={another}") as url:
        with pytest.raises(ssl.SSLCertVerificationError):
            await migrate(url, "sample", SECRET, database="never_made")


async def test_a_server_that_wants_tls_refuses_one_who_asks_without(postgres_url: str, tmp_path: Path):
    _, context = self_signed(tmp_path, NEXT_YEAR)
    async with behind_tls(postgres_url, context, "sslmode=disable") as url:
        with pytest.raises((asyncpg.PostgresError, OSError)):
            await asyncpg.connect(url_with(url, database="postgres"))
