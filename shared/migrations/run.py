"""Brings a database to its form of today: the database, its two roles, the tables of platform and service."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import asyncpg
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shared.eventstore.database import Role, database_name, role_name, role_password, url_with
from shared.migrations.steps import Migration

HERE: Final = Path(__file__).resolve().parent
SERVICES: Final = HERE.parent.parent / "services"
ROLES: Final[tuple[Role, ...]] = ("app", "system")


def revisions(service: str) -> dict[str, Path]:
    """The chains to run, in order: version table to the folder of its revisions."""
    return {"platform_version": HERE / "platform", "service_version": SERVICES / service / "migrations"}


def works_on(service: str, stands: Mapping[str, str]) -> bool:
    """Whether this code can work on a database that stands at these versions: all that it needs beforehand has run. A
    version that it does not know was made by a newer code, whose migrations leave alone what this one uses.
    """
    chains = {table: _scripts(folder) for table, folder in revisions(service).items() if folder.is_dir()}
    return stands.keys() == chains.keys() and all(_reaches(scripts, stands[table]) for table, scripts in chains.items())


def _reaches(scripts: ScriptDirectory, stands: str) -> bool:
    order = [one.revision for one in _in_order(scripts)]
    return stands not in order or order.index(stands) >= order.index(_before(scripts))


def _in_order(scripts: ScriptDirectory) -> list[Script]:
    return list(scripts.walk_revisions())[::-1]


def _before(scripts: ScriptDirectory) -> str:
    """The last revision that the newest code needs; those behind it say `after = True` and take away what only the
    code before it used.
    """
    order = _in_order(scripts)
    return next(one.revision for one in reversed(order) if not getattr(one.module, "after", False))


async def migrate(server_url: str, service: str, secret: str, *, database: str = "", finish: bool = True) -> None:
    """Creates what is missing and runs what has not run; a second call changes nothing.

    Without `finish` migrations that take away what the code before this one still uses wait until it is gone.
    `server_url` names a role that may create databases and roles. Two calls at once wait for each other.
    """
    name = database or database_name(service)
    await prepare_server(server_url, service, secret, name)
    url = url_with(server_url, database=name)

    async def connect() -> "asyncpg.Connection[Any]":
        """By the driver itself, which reads all of an address: SQLAlchemy would not take its `sslmode`."""
        return await asyncpg.connect(url)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        async with engine.begin() as conn:
            await conn.run_sync(_upgrade, service, finish)
    finally:
        await engine.dispose()


async def versions(conn: "asyncpg.Connection[Any]") -> dict[str, str]:
    """The versions a database stands at; empty before the first migration."""
    found = {}
    for table in ("platform_version", "service_version"):
        if await conn.fetchval("SELECT to_regclass($1)", table) is not None:
            found[table] = str(await conn.fetchval(f"SELECT version_num FROM {table}"))  # nosec B608  # the name of a table of the code
    return found


async def prepare_server(server_url: str, service: str, secret: str, name: str) -> None:
    """The service's two roles and its database, empty when it is new, with who may enter it."""
    conn = await asyncpg.connect(server_url)
    try:
        await conn.execute("SELECT pg_advisory_lock(hashtext('pactline migrations'))")
        for role in ROLES:
            await _prepare_role(conn, service, role, secret)
        if not await conn.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await conn.execute(f'CREATE DATABASE "{name}"')
        await conn.execute(f'REVOKE CONNECT, TEMPORARY ON DATABASE "{name}" FROM PUBLIC')
        await conn.execute(f'GRANT CONNECT ON DATABASE "{name}" TO {role_name(service, "app")}')
        await conn.execute(f'GRANT CONNECT, CREATE, TEMPORARY ON DATABASE "{name}" TO {role_name(service, "system")}')
    finally:
        await conn.close()


async def _prepare_role(conn: "asyncpg.Connection[Any]", service: str, role: Role, secret: str) -> None:
    name = role_name(service, role)
    verb = "ALTER" if await conn.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name) else "CREATE"
    bypass = "BYPASSRLS" if role == "system" else "NOBYPASSRLS"
    password = role_password(secret, service, role)
    await conn.execute(f"{verb} ROLE {name} LOGIN NOSUPERUSER {bypass} PASSWORD '{password}'")


def _scripts(folder: Path) -> ScriptDirectory:
    return ScriptDirectory(str(folder), version_locations=[str(folder)])


def _upgrade(connection: Connection, service: str, finish: bool) -> None:  # noqa: FBT001 - given by run_sync
    migration = Migration(connection, service)
    migration.sql(
        "SELECT pg_advisory_xact_lock(hashtext('pactline migrations'))", "CREATE EXTENSION IF NOT EXISTS pg_trgm"
    )
    for table, folder in revisions(service).items():
        if folder.is_dir():
            scripts = _scripts(folder)
            _run_chain(migration, table, scripts, "head" if finish else _before(scripts))
            migration.sql(f"GRANT SELECT ON {table} TO {{app}}")
    migration.sql(
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO {system}",
        "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {system}",
        "GRANT USAGE, CREATE ON SCHEMA public TO {system}",
    )


def _run_chain(migration: Migration, table: str, scripts: ScriptDirectory, upto: str) -> None:
    def steps(current: Any, _context: MigrationContext) -> Any:
        if current and _reaches_all(scripts, current[0], upto):
            return []
        return scripts._upgrade_revs(upto, current)  # noqa: SLF001 - what alembic's own upgrade command calls

    context = MigrationContext.configure(migration.connection, opts={"version_table": table, "fn": steps})
    with Operations.context(context):
        context.run_migrations(m=migration)


def _reaches_all(scripts: ScriptDirectory, stands: str, upto: str) -> bool:
    order = [one.revision for one in _in_order(scripts)]
    goal = order[-1] if upto == "head" else upto
    return stands in order and order.index(stands) >= order.index(goal)
