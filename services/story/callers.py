"""People of the story as HTTP clients: each signs in, gets a token for the service asked, and sends new keys."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from services.story.errors import StoryBrokenError
from shared.settings import PlatformSettings
from shared.values.ids import new_id

TOKEN_SECONDS: Final = 200.0
SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: status, JSON, and the headers that the story goes on with."""

    status: int
    json: Any
    headers: httpx.Headers

    @property
    def position(self) -> str:
        """What a reader elsewhere may wait for."""
        return str(self.headers.get("pactline-position", ""))

    def __getitem__(self, name: str) -> Any:
        return self.json[name]


@dataclass
class Caller:
    """Somebody who has signed in. Without a session it speaks for nobody."""

    settings: PlatformSettings
    client: httpx.AsyncClient
    name: str = "nobody"
    session: str = ""
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)

    async def get(self, service: str, path: str, **params: Any) -> Reply:
        """Reads; anything but 200 breaks the story off."""
        wanted = {name: value for name, value in params.items() if value not in (None, "")}
        return await self._send(service, "GET", path, 200, params=wanted)

    async def post(
        self, service: str, path: str, body: Any = None, *, status: int | tuple[int, ...] = 0, if_match: int = 0
    ) -> Reply:
        """Commands, with a new Idempotency-Key; expects success, or exactly `status`."""
        headers = {"Idempotency-Key": new_id(), **({"If-Match": f'"{if_match}"'} if if_match else {})}
        return await self._send(service, "POST", path, status, json=body, headers=headers)

    async def put(self, service: str, path: str, body: Any, *, if_match: int) -> Reply:
        """Edits what was read at a version."""
        return await self._send(service, "PUT", path, 0, json=body, headers={"If-Match": f'"{if_match}"'})

    async def admitted(self, service: str, path: str) -> bool:
        """Whether the service lets this caller read there already; rights travel over Kafka."""
        answer = await self.client.get(self.settings.url(service) + path, headers=await self._authorization(service))
        return answer.is_success

    async def upload(self, service: str, path: str, content: bytes, media: str, **params: Any) -> Reply:
        """Sends a file as the body."""
        headers = {"Idempotency-Key": new_id(), "Content-Type": media}
        return await self._send(service, "POST", path, 0, content=content, headers=headers, params=params)

    @asynccontextmanager
    async def listen(self, service: str, path: str, **params: Any) -> AsyncIterator[httpx.Response]:
        """A stream of server-sent events, open as long as the block runs."""
        url = self.settings.url(service) + path
        headers = await self._authorization(service)
        async with self.client.stream("GET", url, params=params, headers=headers) as answer:
            if answer.status_code != 200:
                raise StoryBrokenError(f"{self.name} could not listen to {service}{path}: {answer.status_code}.")
            yield answer

    async def _send(self, service: str, method: str, path: str, status: int | tuple[int, ...], **options: Any) -> Reply:
        url = self.settings.url(service) + path
        headers = {**(await self._authorization(service)), **options.pop("headers", {})}
        if options.get("json", ...) is None:
            options.pop("json")
        try:
            answer = await self.client.request(method, url, headers=headers, **options)
        except httpx.HTTPError as error:
            words = f"{service} did not answer {method} {path}: {type(error).__name__}."
            raise StoryBrokenError(words) from error
        wanted = (status,) if isinstance(status, int) else status
        fits = answer.status_code in wanted if wanted != (0,) else answer.is_success
        if not fits:
            words = f"{method} {service}{path} by {self.name} answered {answer.status_code}: {answer.text[:600]}"
            raise StoryBrokenError(words)
        has_json = "json" in answer.headers.get("content-type", "")
        return Reply(answer.status_code, answer.json() if has_json else None, answer.headers)

    async def _authorization(self, audience: str) -> dict[str, str]:
        if not self.session:
            return {}
        known = self._tokens.get(audience)
        if known is None or known[1] < time.monotonic():
            asked = {"session": self.session, "audience": audience}
            answer = await self.client.post(self.settings.url("portal") + "/v1/tokens", json=asked)
            if not answer.is_success:
                raise StoryBrokenError(f"{self.name} got no token for {audience}: {answer.text[:300]}")
            known = str(answer.json()["token"]), time.monotonic() + TOKEN_SECONDS
            self._tokens[audience] = known
        return {"Authorization": f"Bearer {known[0]}"}


async def sign_in(settings: PlatformSettings, client: httpx.AsyncClient, login: str, password: str) -> Caller:
    """Somebody's session at the portal."""
    answer = await client.post(settings.url("portal") + "/v1/sessions", json={"login": login, "password": password})
    if not answer.is_success:
        raise StoryBrokenError(f"{login} could not sign in: {answer.text[:300]}")
    return Caller(settings, client, login, str(answer.json()["session"]))
