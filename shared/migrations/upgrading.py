"""Runs the revisions that a database lacks, by alembic: loaded only where there is one to run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncpg
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shared.migrations.chain import chain_of
from shared.migrations.steps import Migration


async def upgrade(url: str, service: str, chains: Mapping[str, Path], *, finish: bool) -> None:
    """Brings the database at `url` to the goal of each chain. Two calls at once wait for each other."""

    async def connect() -> "asyncpg.Connection[Any]":
        """By the driver itself, which reads all of an address: SQLAlchemy would not take its `sslmode`."""
        return await asyncpg.connect(url)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        async with engine.begin() as conn:
            await conn.run_sync(_upgrade, service, chains, finish)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, service: str, chains: Mapping[str, Path], finish: bool) -> None:  # noqa: FBT001 - given by run_sync
    migration = Migration(connection, service)
    migration.sql(
        "SELECT pg_advisory_xact_lock(hashtext('pactline migrations'))", "CREATE EXTENSION IF NOT EXISTS pg_trgm"
    )
    for table, folder in chains.items():
        _run_chain(migration, table, folder, finish=finish)
        migration.sql(f"GRANT SELECT ON {table} TO {{app}}")
    migration.sql(
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO {system}",
        "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {system}",
        "GRANT USAGE, CREATE ON SCHEMA public TO {system}",
    )


def _run_chain(migration: Migration, table: str, folder: Path, *, finish: bool) -> None:
    chain = chain_of(folder)
    scripts = ScriptDirectory(str(folder), version_locations=[str(folder)])

    def steps(current: Any, _context: MigrationContext) -> Any:
        if current and chain.reached(current[0], finish=finish):
            return []
        return scripts._upgrade_revs(chain.goal(finish=finish), current)  # noqa: SLF001 - what alembic's own upgrade command calls

    context = MigrationContext.configure(migration.connection, opts={"version_table": table, "fn": steps})
    with Operations.context(context):
        context.run_migrations(m=migration)
