"""A service's database: a pool for callers' requests under row-level security and one for the service itself."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import quote, urlsplit, urlunsplit

from shared.eventstore.connections import WAIT_SECONDS, Connections

Role = Literal["app", "system"]

STATEMENT_SECONDS: Final = 15.0
"""How long one statement of a caller's may take, unless the installation is set otherwise."""
OWN_STATEMENT_SECONDS: Final = 60.0
"""The same of the service's own work, which is longer and waited for by nobody."""


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


class Database:
    """Pools of one service: `app` is bound by row-level security, `system` (consumers, relay, rebuild) is not.

    `app_settings` are settings of the server that the connections of `app` begin with.
    """

    def __init__(
        self,
        server_url: str,
        service: str,
        secret: str,
        *,
        name: str = "",
        size: int = 16,
        wait: float = WAIT_SECONDS,
        statement: float = STATEMENT_SECONDS,
        app_settings: Mapping[str, str] | None = None,
    ) -> None:
        self.service = service
        self.name = name or database_name(service)
        self._server_url = server_url
        self._secret = secret
        self._size = size
        self._wait = wait
        self._statement: dict[Role, float] = {"app": statement, "system": OWN_STATEMENT_SECONDS}
        self._settings: dict[Role, Mapping[str, str]] = {"app": app_settings or {}, "system": {}}
        self._pools: dict[Role, Connections] = {}

    def url(self, role: Role) -> str:
        return url_with(
            self._server_url,
            database=self.name,
            user=role_name(self.service, role),
            password=role_password(self._secret, self.service, role),
        )

    async def open(self) -> None:
        for role, seconds in self._statement.items():
            self._pools[role] = await Connections(
                self.url(role),
                size=self._size,
                wait=self._wait,
                statement=seconds,
                settings={"application_name": f"pactline-{self.service}-{role}", **self._settings[role]},
            )

    def pool(self, role: Role) -> Connections:
        """The connections of a role. Waiting for one raises `TimeoutError` when it takes longer than it may."""
        return self._pools[role]

    async def close(self) -> None:
        for pool in self._pools.values():
            try:
                await pool.shut()
            finally:
                pool.terminate()
        self._pools.clear()
