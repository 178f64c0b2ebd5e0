"""A whole service under test: its real application on real servers, and callers with rights of their own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from shared.eventstore import sql
from shared.messaging.topics import SERVICES, ensure_topics
from shared.security import folding
from shared.security.jws import SigningKey
from shared.security.sealing import derive
from shared.security.tokens import TokenIssuer
from shared.settings import PlatformSettings
from shared.testing.isolation import SECRET, CloneDatabase
from shared.values.clock import Clock
from shared.values.ids import new_id
from shared.web.app import build_app
from shared.web.protocol import Protocol
from shared.web.running import Running
from shared.web.service import Service

ISSUER = "http://issuer.test"
DOCUMENTS: dict[int, tuple[Service, dict[str, Any]]] = {}
"""The OpenAPI document of each declared service, once asked for: making one takes a second. By its `id`, which is its
own as long as the service is kept.
"""
KEY = SigningKey(derive(SECRET, "signing"))


@dataclass
class Serving:
    """One running service. `caller(...)` gives an HTTP client that speaks for somebody."""

    app: FastAPI
    running: Running
    issuer: TokenIssuer
    _clients: list[httpx.AsyncClient] = field(default_factory=list)

    async def ready(self, seconds: float = 30) -> None:
        """Waits until the service says that it can work."""
        client = self.client()
        async with asyncio.timeout(seconds):
            while (await client.get("/readyz")).status_code != 200:  # noqa: ASYNC110 - it is asked over HTTP
                await asyncio.sleep(0.1)

    async def unit(
        self,
        unit_id: str,
        parent_id: str | None = None,
        kind: str = "city",
        *,
        active: bool = True,
        code: str | None = None,
    ) -> str:
        """Puts a unit into the tree, or closes it, as the portal's event does."""
        await self._fold(folding.unit_changed(unit_id, parent_id, unit_id, kind, None, active=active, code=code))
        return unit_id

    async def grant(
        self, subject: str, permissions: list[str], unit_id: str, role: str = "tested", until: date | None = None
    ) -> None:
        """Lets a subject do something on a unit and below, and work there."""
        await self._fold(folding.member_placed(subject, unit_id))
        await self._fold(folding.role_granted(subject, role, permissions, unit_id, until))

    async def sign_out(self, subject: str, session: str) -> None:
        """Ends a session, as the portal's event says."""
        await self._fold(folding.session_ended(session, subject, datetime.now(UTC)))

    async def leave(self, subject: str) -> None:
        """Somebody works here no longer, as the portal's event says."""
        await self._fold(folding.member_stopped(subject))

    async def caller(self, subject: str, permissions: list[str] | None = None, unit_id: str = "") -> httpx.AsyncClient:
        """A client with a token of the subject, who is granted the permissions on the unit when both are given."""
        if permissions and unit_id:
            await self.grant(subject, permissions, unit_id)
        token = self.issuer.token(subject, self.running.name)
        return self.client({"Authorization": f"Bearer {token}"})

    def client(self, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
        """A client that sends these headers; each POST gets an Idempotency-Key of its own unless it brings one."""
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="http://service.test",
            headers=headers,
            event_hooks={"request": [_with_key]},
        )
        self._clients.append(client)
        return client

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """The same application behind a real HTTP server; gives its address."""
        config = uvicorn.Config(self.app, port=0, lifespan="off", log_level="error", http=Protocol)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it by no event
            await asyncio.sleep(0.01)
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        yield f"http://{host}:{port}"
        server.should_exit = True
        await task

    async def _fold(self, statements: Any) -> None:
        once = list(statements)
        try:
            await self._execute(once)
        except asyncpg.DeadlockDetectedError:  # the service's own consumer was folding the same people
            await self._execute(once)
        await self.running.grants.refresh()

    async def _execute(self, statements: list[Any]) -> None:
        async with self.running.store.database.pool("system").acquire() as conn, conn.transaction():
            await sql.execute_all(conn, statements)  # type: ignore[arg-type] # a pool's proxy is a connection

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()


def _described(service: Service, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if id(service) not in DOCUMENTS:
        DOCUMENTS[id(service)] = (service, make())
    return DOCUMENTS[id(service)][1]


async def _with_key(request: httpx.Request) -> None:
    if request.method == "POST" and "idempotency-key" not in request.headers:
        request.headers["Idempotency-Key"] = new_id()


Serve = Callable[..., Awaitable[Serving]]


@pytest.fixture
async def serve(
    clone_database: CloneDatabase, postgres_url: str, kafka_bootstrap: str, worker_name: str, tmp_path: Path
) -> AsyncIterator[Serve]:
    """Starts services, each on a database of its own, with a clock and settings where given."""
    async with contextlib.AsyncExitStack() as stack:

        async def start(
            service: Service,
            *,
            clock: Clock | None = None,
            prepare: Callable[[str], Awaitable[None]] | None = None,
            own_keys: Callable[[PlatformSettings], TokenIssuer] | None = None,
            **changes: Any,
        ) -> Serving:
            given: dict[str, Any] = {
                "database_url": postgres_url,
                "kafka": kafka_bootstrap,
                "secret": SECRET,
                "issuer_url": ISSUER,
                "topic_prefix": f"{worker_name}-",
                "partitions": 1,
                "data_dir": tmp_path / "house",
            }
            settings = PlatformSettings(**{**given, **changes})
            if "kafka" not in changes:  # another broker has its topics and its rights already
                await ensure_topics(settings, {*SERVICES, service.name})
            database = await clone_database(service.name)
            if prepare is not None:
                await prepare(database)
            issuer = own_keys(settings) if own_keys else TokenIssuer(KEY, ISSUER)

            async def keys() -> dict[str, Any]:
                return issuer.jwks

            app = build_app(service, settings, clock=clock, keys=keys, database=database)
            app.openapi = partial(_described, service, app.openapi)  # type: ignore[method-assign]
            await stack.enter_async_context(app.router.lifespan_context(app))
            serving = Serving(app, app.state.running, issuer)
            stack.push_async_callback(serving.close)
            return serving

        yield start
