"""What keeps tests apart on shared servers: databases cloned from templates, one topic prefix a worker, no sockets in
unit tests.
"""

import contextlib
import os
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, NoReturn

import asyncpg
import pytest

from shared.eventstore.database import role_name
from shared.migrations.run import migrate

SECRET = "only for tests"  # nosec B105  # noqa: S105 - what roles of test databases get their passwords from
CloneDatabase = Callable[[str], Awaitable[str]]


@pytest.fixture(scope="session")
def run_name(request: pytest.FixtureRequest) -> str:
    """Unique to this run, the same in all its workers."""
    given = getattr(request.config, "workerinput", {}).get("testrunuid")
    return f"t{(given or uuid.uuid4().hex)[:8]}"


@pytest.fixture(scope="session")
def worker_name(run_name: str) -> str:
    """Unique to this worker of this run: the prefix of its topics and consumer groups."""
    return f"{run_name}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@contextlib.asynccontextmanager
async def cloned_databases(postgres_url: str, run_name: str) -> AsyncIterator[CloneDatabase]:
    """Gives empty migrated databases by a service's name, and drops them at the end. The template is migrated once a
    run, by whichever worker asks first.
    """
    made: list[str] = []

    async def clone(service: str) -> str:
        template = f"{run_name}_{service}"
        name = f"{template}_{uuid.uuid4().hex[:8]}"
        server = await asyncpg.connect(postgres_url)
        try:
            await _ensure_template(server, postgres_url, service, template)
            await server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
            # Rights on the database itself are not copied with its contents; a rebuild makes a schema.
            await server.execute(f'GRANT CREATE ON DATABASE "{name}" TO {role_name(service, "system")}')
        finally:
            await server.close()
        made.append(name)
        return name

    yield clone
    server = await asyncpg.connect(postgres_url)
    try:
        for name in made:
            await server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await server.close()


@pytest.fixture
async def clone_database(postgres_url: str, run_name: str) -> AsyncIterator[CloneDatabase]:
    """Databases of this test alone, dropped after it."""
    async with cloned_databases(postgres_url, run_name) as clone:
        yield clone


async def _ensure_template(server: "asyncpg.Connection[Any]", server_url: str, service: str, template: str) -> None:
    exists = "SELECT 1 FROM pg_database WHERE datname = $1"
    if await server.fetchval(exists, template):
        return
    await server.execute("SELECT pg_advisory_lock(hashtext($1))", template)
    try:
        if not await server.fetchval(exists, template):
            await migrate(server_url, service, SECRET, database=f"{template}_new")
            await server.execute(f'ALTER DATABASE "{template}_new" RENAME TO "{template}"')
    finally:
        await server.execute("SELECT pg_advisory_unlock(hashtext($1))", template)


@pytest.fixture(autouse=True)
def no_sockets_in_unit_tests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit test that reaches for the network fails at that line."""
    if "tests/unit/" not in request.node.nodeid:
        return

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a unit test may not use a socket")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
