"""Brings a database to its form of today: the database, its two roles, the tables of platform and service."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import asyncpg

from shared.eventstore.database import Role, database_name, role_name, role_password, url_with
from shared.migrations.chain import chain_of
from shared.values.errors import StartError
from shared.values.progress import UNSEEN, Progress

HERE: Final = Path(__file__).resolve().parent
SERVICES: Final = HERE.parent.parent / "services"
ROLES: Final[tuple[Role, ...]] = ("app", "system")
_TABLES: Final = ("platform_version", "service_version")
RIGHTS: Final = ("CREATEDB", "CREATEROLE", "BYPASSRLS")
"""What the role needs that migrates, from PostgreSQL 16 on, where it is no superuser. It owns what it makes."""
_ATTRIBUTES: Final = """
SELECT rolname AS name, rolcanlogin AS "LOGIN", rolsuper AS "SUPERUSER", rolcreatedb AS "CREATEDB",
       rolcreaterole AS "CREATEROLE", rolbypassrls AS "BYPASSRLS"
FROM pg_roles WHERE rolname = """
_STANDS: Final = _ATTRIBUTES + "$1"
_RIGHTS: Final = _ATTRIBUTES + "current_user"
_ACTS_AS: Final = """
SELECT CASE WHEN me.rolsuper THEN true ELSE pg_has_role(them.oid, 'USAGE') AND pg_has_role(them.oid, 'SET') END
FROM pg_roles AS me, pg_roles AS them WHERE me.rolname = current_user AND them.rolname = $1
"""
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


async def migrate(
    server_url: str,
    service: str,
    secret: str,
    *,
    database: str = "",
    finish: bool = True,
    progress: Progress = UNSEEN,
) -> bool:
    """Creates what is missing and runs what has not run, and says whether there was any; a second call changes nothing.

    Without `finish` migrations that take away what the code before this one still uses wait until it is gone.
    `server_url` names a superuser or a role that has `RIGHTS`. Two calls at once wait for each other.
    """
    name = database or database_name(service)
    await prepare_server(server_url, service, secret, name)
    url, chains = url_with(server_url, database=name), _chains(service)
    stands = await versions_at(url)
    if _reached(chains, stands, finish=finish):
        return False
    from shared.migrations.upgrading import upgrade

    await upgrade(url, service, chains, progress, finish=finish)
    return True


async def versions_at(url: str) -> dict[str, str]:
    """The same of the database at this address."""
    conn = await asyncpg.connect(url)
    try:
        return await versions(conn)
    finally:
        await conn.close()


async def versions(conn: "asyncpg.Connection[Any]") -> dict[str, str]:
    """The versions a database stands at; empty before the first migration."""
    there = [row["name"] for row in await conn.fetch(_THERE, list(_TABLES))]
    stands = [f"SELECT '{table}' AS chain, version_num FROM {table}" for table in there]  # nosec B608  # names of tables of the code
    return {row["chain"]: row["version_num"] for row in await conn.fetch(" UNION ALL ".join(stands))} if stands else {}


async def prepare_server(server_url: str, service: str, secret: str, name: str) -> None:
    """The service's two roles and its database, empty when it is new, with who may enter it. Raises `StartError` that
    names what the role of `server_url` lacks of `RIGHTS`.
    """
    conn = await asyncpg.connect(server_url)
    try:
        await _prepare(conn, service, secret, name)
    except asyncpg.InsufficientPrivilegeError as error:
        raise await _refused(conn, error) from error
    finally:
        await conn.close()


async def _prepare(conn: "asyncpg.Connection[Any]", service: str, secret: str, name: str) -> None:
    await conn.execute("SELECT pg_advisory_lock(hashtext('pactline migrations'))")
    for role in ROLES:
        await _prepare_role(conn, service, role, secret)
    if not await conn.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        await conn.execute(f'CREATE DATABASE "{name}"')
    await conn.execute(f'REVOKE CONNECT, TEMPORARY ON DATABASE "{name}" FROM PUBLIC')
    await conn.execute(f'GRANT CONNECT ON DATABASE "{name}" TO {role_name(service, "app")}')
    await conn.execute(f'GRANT CONNECT, CREATE, TEMPORARY ON DATABASE "{name}" TO {role_name(service, "system")}')


async def _prepare_role(conn: "asyncpg.Connection[Any]", service: str, role: Role, secret: str) -> None:
    """The role as it is to be: only what differs is altered, since each attribute asks for a right of its own."""
    name = role_name(service, role)
    stands = await conn.fetchrow(_STANDS, name)
    wanted = {"LOGIN": True, "SUPERUSER": False, "BYPASSRLS": role == "system"}
    differs = [
        word if want else f"NO{word}" for word, want in wanted.items() if want != (stands is not None and stands[word])
    ]
    verb = "CREATE" if stands is None else "ALTER"
    password = role_password(secret, service, role)
    await conn.execute(f"{verb} ROLE {name} {' '.join([*differs, 'PASSWORD'])} '{password}'")
    if not await conn.fetchval(_ACTS_AS, name):
        # Whoever made a role may give it away and is no member: what a service made itself would be out of reach.
        await conn.execute(f"GRANT {name} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE")


async def _refused(conn: "asyncpg.Connection[Any]", error: asyncpg.PostgresError) -> StartError:
    """What the role that migrates lacks, in words."""
    who = await conn.fetchrow(_RIGHTS)
    assert who is not None  # nosec B101  # noqa: S101 - whoever asks is a role
    role, lacks = who["name"], [right for right in RIGHTS if not (who["SUPERUSER"] or who[right])]
    if lacks:
        return StartError(
            f"The role {role} of PACTLINE_DATABASE_URL lacks {' and '.join(lacks)}.",
            f'Let a superuser say: ALTER ROLE "{role}" {" ".join(lacks)};',
        )
    reason = " ".join(part for part in (str(error), getattr(error, "detail", None)) if part)
    return StartError(
        f"The role {role} of PACTLINE_DATABASE_URL may not make databases and roles ready: {reason.rstrip('.')}.",
        "Migrate as the role that made them, or as a superuser.",
    )
