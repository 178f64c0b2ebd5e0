"""Runs the revisions that a database lacks, by alembic: loaded only where there is one to run."""

from collections.abc import Iterator, Mapping, Sequence
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
from shared.values.progress import Progress


async def upgrade(url: str, service: str, chains: Mapping[str, Path], progress: Progress, *, finish: bool) -> None:
    """Brings the database at `url` to the goal of each chain. Two calls at once wait for each other."""

    async def connect() -> "asyncpg.Connection[Any]":
        """By the driver itself, which reads all of an address: SQLAlchemy would not take its `sslmode`."""
        return await asyncpg.connect(url)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        async with engine.begin() as conn:
            await conn.run_sync(_upgrade, service, chains, progress, finish=finish)
    finally:
        await engine.dispose()


def _upgrade(
    connection: Connection, service: str, chains: Mapping[str, Path], progress: Progress, *, finish: bool
) -> None:
    migration = Migration(connection, service)
    migration.sql(
        "SELECT pg_advisory_xact_lock(hashtext('pactline migrations'))", "CREATE EXTENSION IF NOT EXISTS pg_trgm"
    )
    for table, folder in chains.items():
        _run_chain(migration, table, folder, progress, finish=finish)
        migration.sql(f"GRANT SELECT ON {table} TO {{app}}")
    migration.sql(
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO {system}",
        "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {system}",
        "GRANT USAGE, CREATE ON SCHEMA public TO {system}",
    )


def _run_chain(migration: Migration, table: str, folder: Path, progress: Progress, *, finish: bool) -> None:
    chain = chain_of(folder)
    scripts = ScriptDirectory(str(folder), version_locations=[str(folder)])

    def steps(current: Any, _context: MigrationContext) -> Any:
        if current and chain.reached(current[0], finish=finish):
            return []
        revisions = scripts._upgrade_revs(chain.goal(finish=finish), current)  # noqa: SLF001 - what alembic's own upgrade command calls
        return _told(revisions, migration.service, progress)

    context = MigrationContext.configure(migration.connection, opts={"version_table": table, "fn": steps})
    with Operations.context(context):
        context.run_migrations(m=migration)


def _told(revisions: Sequence[Any], service: str, progress: Progress) -> Iterator[Any]:
    """One after another: alembic asks for the next when one has run."""
    for number, revision in enumerate(revisions):
        progress.step(f"{service}: {Path(revision.revision.path).stem}")
        progress.reached(number, len(revisions))
        yield revision
