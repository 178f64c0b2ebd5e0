"""Brings a database to its form of today: the database, its two roles, the tables of platform and service."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import asyncpg

from shared.eventstore.database import Role, database_name, role_name, role_password, url_with
from shared.migrations.chain import chain_of

HERE: Final = Path(__file__).resolve().parent
SERVICES: Final = HERE.parent.parent / "services"
ROLES: Final[tuple[Role, ...]] = ("app", "system")
_TABLES: Final = ("platform_version", "service_version")
_THERE: Final = "SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL"


def revisions(service: str) -> dict[str, Path]:
    """The chains to run, in order: version table to the folder of its revisions."""
    return {"platform_version": HERE / "platform", "service_version": SERVICES / service / "migrations"}


def works_on(service: str, stands: Mapping[str, str]) -> bool:
    """Whether this code can work on a database that stands at these versions: all that it needs beforehand has run. A
    version that it does not know was made by a newer code, whose migrations leave alone what this one uses.
    """
    chains = _chains(service)
    return stands.keys() == chains.keys() and all(chain_of(chains[table]).works_on(at) for table, at in stands.items())


def _chains(service: str) -> dict[str, Path]:
    return {table: folder for table, folder in revisions(service).items() if folder.is_dir()}


def _reached(chains: Mapping[str, Path], stands: Mapping[str, str], *, finish: bool) -> bool:
    return stands.keys() == chains.keys() and all(
        chain_of(chains[table]).reached(at, finish=finish) for table, at in stands.items()
    )


async def migrate(server_url: str, service: str, secret: str, *, database: str = "", finish: bool = True) -> None:
    """Creates what is missing and runs what has not run; a second call changes nothing.

    Without `finish` migrations that take away what the code before this one still uses wait until it is gone.
    `server_url` names a role that may create databases and roles. Two calls at once wait for each other.
    """
    name = database or database_name(service)
    await prepare_server(server_url, service, secret, name)
    url, chains = url_with(server_url, database=name), _chains(service)
    conn = await asyncpg.connect(url)
    try:
        stands = await versions(conn)
    finally:
        await conn.close()
    if not _reached(chains, stands, finish=finish):
        from shared.migrations.upgrading import upgrade

        await upgrade(url, service, chains, finish=finish)


async def versions(conn: "asyncpg.Connection[Any]") -> dict[str, str]:
    """The versions a database stands at; empty before the first migration."""
    there = [row["name"] for row in await conn.fetch(_THERE, list(_TABLES))]
    stands = [f"SELECT '{table}' AS chain, version_num FROM {table}" for table in there]  # nosec B608  # names of tables of the code
    return {row["chain"]: row["version_num"] for row in await conn.fetch(" UNION ALL ".join(stands))} if stands else {}


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
