"""A service's database: a pool for callers' requests under row-level security and one for the service itself."""

import asyncio
import hashlib
import hmac
import json
from typing import Any, Literal
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

Role = Literal["app", "system"]


def database_name(service: str, prefix: str = "pactline") -> str:
    """`pactline_customer` for the service customer."""
    return f"{prefix}_{service}"


def role_name(service: str, role: Role) -> str:
    """`pactline_customer_app`; roles belong to the server, so they carry no database prefix."""
    return f"pactline_{service}_{role}"


def role_password(secret: str, service: str, role: Role) -> str:
    """Derived from the installation's secret, so that migrations and services agree without a file."""
    return hmac.new(secret.encode(), f"database:{service}:{role}".encode(), hashlib.sha256).hexdigest()


def url_with(url: str, *, database: str, user: str = "", password: str = "") -> str:
    """The server's URL for another database, and another user when given."""
    parts = urlsplit(url)
    location = parts.netloc
    if user:
        location = f"{quote(user)}:{quote(password)}@{location.rpartition('@')[2]}"
    return urlunsplit((parts.scheme, location, f"/{database}", parts.query, ""))


async def prepare_connection(conn: "asyncpg.Connection[Any]") -> None:
    """Every connection reads and writes `jsonb` as Python values."""
    await conn.set_type_codec("jsonb", schema="pg_catalog", encoder=_encode, decoder=json.loads, format="text")


async def _nothing_to_reset(conn: "asyncpg.Connection[Any]") -> None:
    """Settings are made per transaction only, so that giving a connection back costs no round trip."""


def _encode(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class Database:
    """Pools of one service: `app` is bound by row-level security, `system` (consumers, relay, rebuild) is not."""

    def __init__(self, server_url: str, service: str, secret: str, *, name: str = "", size: int = 16) -> None:
        self.service = service
        self.name = name or database_name(service)
        self._server_url = server_url
        self._secret = secret
        self._size = size
        self._pools: dict[Role, asyncpg.Pool[asyncpg.Record]] = {}

    def url(self, role: Role) -> str:
        return url_with(
            self._server_url,
            database=self.name,
            user=role_name(self.service, role),
            password=role_password(self._secret, self.service, role),
        )

    async def open(self) -> None:
        roles: tuple[Role, ...] = ("app", "system")
        for role in roles:
            self._pools[role] = await asyncpg.create_pool(
                self.url(role),
                min_size=1,
                max_size=self._size,
                init=prepare_connection,
                reset=_nothing_to_reset,
                command_timeout=60,
                server_settings={"application_name": f"pactline-{self.service}-{role}", "jit": "off"},
            )

    def pool(self, role: Role) -> "asyncpg.Pool[asyncpg.Record]":
        return self._pools[role]

    async def close(self) -> None:
        for pool in self._pools.values():
            try:
                await asyncpg_close(pool)
            finally:
                pool.terminate()
        self._pools.clear()


async def asyncpg_close(pool: "asyncpg.Pool[asyncpg.Record]", seconds: float = 5) -> None:
    """Closes a pool within a bound; connections still in use after it are cut."""
    try:
        await asyncio.wait_for(pool.close(), seconds)
    except TimeoutError:
        pool.terminate()
