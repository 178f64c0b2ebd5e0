"""Real services as processes, each served as an installation serves it, and callers with rights on one unit."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import asyncpg
import msgspec
from sqlalchemy import Executable

from bench.measure import Given
from shared.eventstore import sql
from shared.eventstore.database import database_name, role_name, role_password, url_with
from shared.messaging.topics import ensure_topics
from shared.migrations.run import migrate
from shared.runtime.ports import any_free
from shared.runtime.probes import is_ready
from shared.runtime.serving import ServiceSpec, serve
from shared.security import folding
from shared.security.jws import SigningKey
from shared.security.sealing import derive
from shared.security.tokens import TokenIssuer
from shared.settings import PORTS, PlatformSettings
from shared.testing.isolation import SECRET
from shared.values.ids import new_id

NOBODY: Final = "http://127.0.0.1:9"
"""Where no other service answers."""
HANDED_ON: Final = (
    "database_url", "kafka", "issuer_url", "rate_per_second", "topic_prefix", *(f"{name}_url" for name in PORTS),
)  # fmt: skip
READY_WITHIN: Final = 150.0
AN_HOUR: Final = 3600


@dataclass
class Served:
    """Services that run, and where."""

    settings: PlatformSettings
    issuer: TokenIssuer
    unit: str
    ports: dict[str, int] = field(default_factory=dict)

    def database(self, service: str) -> str:
        """Address of a service's database, as the service itself signs in."""
        role, secret = role_name(service, "system"), role_password(SECRET, service, "system")
        return url_with(self.settings.database_url, database=database_name(service), user=role, password=secret)

    async def caller(self, service: str, permissions: Sequence[str], subject: str = "") -> dict[str, str]:
        """Headers of somebody who may do this on the one unit."""
        who = subject or new_id()
        await self._told(
            service,
            folding.unit_changed(self.unit, None, "Bench", "headquarters", None, active=True),
            folding.member_placed(who, self.unit),
            folding.role_granted(who, "measured", list(permissions), self.unit, None),
        )
        return {"Authorization": f"Bearer {self.issuer.token(who, service, lifetime=AN_HOUR)}"}

    async def units_below(self, service: str, names: Sequence[str]) -> None:
        """More units, below the one."""
        changes = [folding.unit_changed(name, self.unit, name, "city", None, active=True) for name in names]
        await self._told(service, *changes)

    async def _told(self, service: str, *changes: Iterable[Executable]) -> None:
        conn = await asyncpg.connect(self.database(service))
        try:
            for statements in changes:
                await sql.execute_all(conn, list(statements))
        finally:
            await conn.close()
        await asyncio.sleep(0.6)  # the service looks twice a second whether rights have changed


async def migrate_anew(server_url: str, name: str) -> None:
    """The service's database, empty: what another measurement left there says that its topic has lost records."""
    server = await asyncpg.connect(server_url)
    try:
        await server.execute(f"DROP DATABASE IF EXISTS {database_name(name)} WITH (FORCE)")
    finally:
        await server.close()
    await migrate(server_url, name, SECRET)


@asynccontextmanager
async def services(given: Given, names: Sequence[str]) -> AsyncIterator[Served]:
    """These services, migrated, served and ready."""
    async with AsyncExitStack() as stack:
        portal = await stack.enter_async_context(_keys())
        settings = PlatformSettings(
            database_url=given.postgres_url,
            kafka=given.kafka,
            secret=SECRET,
            issuer_url=portal.issuer,
            portal_url=portal.issuer,
            customer_url=NOBODY,
            rate_per_second=0,
            topic_prefix=f"bench-{new_id()[-6:]}-",
        )
        await ensure_topics(settings)
        served = Served(settings, portal.tokens, new_id())
        for name in names:
            await migrate_anew(given.postgres_url, name)
            module = f"services.{name}.app:create_app"
            served.ports[name] = await stack.enter_async_context(process(name, module, given.folder, settings))
        yield served


@dataclass(frozen=True, slots=True)
class _Portal:
    issuer: str
    tokens: TokenIssuer


@asynccontextmanager
async def _keys() -> AsyncIterator[_Portal]:
    """The portal's key document, for services to verify tokens with."""
    port = any_free()
    address = f"http://127.0.0.1:{port}"
    tokens = TokenIssuer(SigningKey(derive(SECRET, "signing")), address)
    body = msgspec.json.encode(tokens.jwks)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"

    async def give(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer % (len(body), body))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(give, "127.0.0.1", port)
    try:
        yield _Portal(address, tokens)
    finally:
        server.close()


@asynccontextmanager
async def process(
    name: str, module: str, folder: Path, settings: PlatformSettings, port: int = 0
) -> AsyncIterator[int]:
    """An application in a process of its own, under the same server and options as every service; gives its port."""
    port = port or any_free()
    variables = {f"PACTLINE_{name_of.upper()}": str(getattr(settings, name_of)) for name_of in HANDED_ON}
    log = folder / f"{name}.log"
    with log.open("ab") as words:
        started = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.served", name, module, str(port),
            env={**os.environ, **variables, "PACTLINE_SECRET": SECRET, "PACTLINE_LOG_LEVEL": "warning"},
            stdout=words, stderr=words,
        )  # fmt: skip
    try:
        async with asyncio.timeout(READY_WITHIN):
            while not await asyncio.to_thread(is_ready, f"http://127.0.0.1:{port}"):
                if started.returncode is not None:
                    raise RuntimeError(f"{name} did not start: {log.read_text(encoding='utf-8')[-2000:]}")
                await asyncio.sleep(0.1)
        yield port
    finally:
        if started.returncode is None:
            started.terminate()
        await started.wait()


if __name__ == "__main__":
    sys.exit(serve(ServiceSpec(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
