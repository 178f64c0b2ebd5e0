"""Queries to other services: with a token of one's own, a time-out, and an answer for when the other is away."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from shared.security.principal import SERVICE_PREFIX
from shared.security.trusted import trusted
from shared.settings import PORTS, PlatformSettings

SECONDS: Final = 2.0
RENEW_BEFORE: Final = 60.0
AWAY_STATUSES: Final = frozenset({401, 403, 408, 425, 429})


@dataclass(frozen=True, slots=True)
class Away:
    """The other service gave no answer in time, or can't now; `why` is for the log."""

    why: str

    def __bool__(self) -> bool:
        return False


def client_secret(secret: str, service: str) -> str:
    """What a service shows the portal to get its tokens, derived from the installation's secret."""
    return hmac.new(secret.encode(), f"client:{service}".encode(), hashlib.sha256).hexdigest()


class Peers:
    """The other services, as one service asks them."""

    def __init__(self, settings: PlatformSettings, service: str, *, seconds: float = SECONDS) -> None:
        self._settings = settings
        self._name = service
        self._client = httpx.AsyncClient(
            timeout=seconds, trust_env=False, verify=trusted(*(settings.url(name) for name in PORTS))
        )
        self._tokens: dict[str, tuple[str, float]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def get(
        self, service: str, path: str, params: Mapping[str, Any] | None = None, *, correlation: str = ""
    ) -> Any | Away | None:
        """The JSON another service answers: None where it has none (404), `Away` when it can't be had.

        `Away` is false in conditions, as None is: show what is known and leave the rest out.
        """
        try:
            return await self._get(service, path, params, correlation)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            self._tokens.pop(service, None)
            return Away(type(error).__name__)

    async def _get(
        self, service: str, path: str, params: Mapping[str, Any] | None, correlation: str
    ) -> Any | Away | None:
        headers = {"Authorization": f"Bearer {await self._token(service)}"}
        if correlation:
            headers["Correlation-Id"] = correlation
        answer = await self._client.get(self._settings.url(service) + path, params=params, headers=headers)
        if answer.status_code == 404:
            return None
        if answer.status_code >= 500 or answer.status_code in AWAY_STATUSES:
            self._tokens.pop(service, None)
            return Away(f"status {answer.status_code}")
        answer.raise_for_status()
        return answer.json()

    async def _token(self, audience: str) -> str:
        known = self._tokens.get(audience)
        if known is not None and known[1] > time.monotonic():
            return known[0]
        async with self._locks.setdefault(audience, asyncio.Lock()):
            known = self._tokens.get(audience)
            if known is not None and known[1] > time.monotonic():
                return known[0]
            asked = {
                "client": f"{SERVICE_PREFIX}{self._name}",
                "secret": client_secret(self._settings.secret.get_secret_value(), self._name),
                "audience": audience,
            }
            answer = await self._client.post(self._settings.url("portal") + "/v1/tokens", json=asked)
            answer.raise_for_status()
            token = str(answer.json()["token"])
            self._tokens[audience] = token, time.monotonic() + 300 - RENEW_BEFORE
            return token

    async def close(self) -> None:
        """Ends the connections."""
        await self._client.aclose()
