"""What other services say to the person who looks at a page: asked with a token of theirs, within a bound."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, Literal, TypeVar

import httpx
import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from services.portal.pages.frame.refusals import UNANSWERED, sentence_of
from services.portal.token.handlers import issuer_of
from shared.security.tokens import LIFETIME
from shared.security.trusted import trusted
from shared.settings import PORTS, PlatformSettings
from shared.web.paging import MOST

SECONDS: Final = 2.0
RENEWED_BEFORE: Final = 60.0
MOST_TOKENS: Final = 20_000
MOST_PAGES: Final = 10
AWAY: Final = frozenset({401, 408, 425, 429})
NOTHING: Final = frozenset({404, 422})
"""There is none, or there can't be one of that name."""

log = structlog.get_logger(__name__)


class Seen(BaseModel):
    """What a page needs of an answer: only the fields it shows."""

    model_config = ConfigDict(defer_build=True, extra="ignore", frozen=True)


Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Part(Generic[Shape]):
    """A part of a page: there, or why it is not. `none`: there is nothing of that name; `refused`: not for this
    person; `away`: the service can't be had now.
    """

    value: Shape | None
    state: Literal["there", "none", "refused", "away"]
    service: str
    cursor: str = ""
    """Where a list goes on; empty at its end."""

    def __bool__(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a command: its answer, or the problem that it became."""

    status: int
    body: Mapping[str, Any]
    language: str

    @property
    def done(self) -> bool:
        return self.status < 400

    @property
    def why(self) -> str:
        """The refusal in the words of who asked."""
        return sentence_of({"status": self.status, **self.body}, self.language)


class Tokens:
    """Tokens of those who look at pages now, by session and service."""

    def __init__(self, settings: PlatformSettings) -> None:
        self._issuer = issuer_of(settings)
        self._known: dict[tuple[str, str], tuple[str, float]] = {}

    def of(self, staff_id: str, session_id: str, audience: str) -> str:
        """One that is good for a minute at least."""
        known = self._known.get((session_id, audience))
        if known is not None and known[1] > time.monotonic():
            return known[0]
        if len(self._known) >= MOST_TOKENS:
            self._known.clear()
        token = self._issuer.token(staff_id, audience, session=session_id)
        self._known[session_id, audience] = token, time.monotonic() + LIFETIME - RENEWED_BEFORE
        return token


class Others:
    """The other services over HTTP; one client for all pages."""

    def __init__(self, settings: PlatformSettings, way: httpx.AsyncBaseTransport | None = None) -> None:
        """`way` reaches them otherwise than over the network."""
        self.settings = settings
        self.tokens = Tokens(settings)
        self.client = httpx.AsyncClient(
            timeout=SECONDS,
            trust_env=False,
            verify=trusted(*map(settings.url, PORTS)),
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
            transport=way,
        )

    async def close(self) -> None:
        """Ends the connections."""
        await self.client.aclose()


@dataclass(frozen=True, slots=True)
class Asking:
    """The other services, as one person asks them in one request."""

    others: Others
    staff_id: str
    session_id: str
    correlation: str
    locale: str
    address: str = ""
    """From where the person came to the page: what is signed there was signed from there."""

    def headers(self, service: str) -> dict[str, str]:
        """Who asks, in which chain of causes, from where. Somebody without a session shows no token."""
        said = {"Correlation-Id": self.correlation}
        if self.address:
            said["X-Forwarded-For"] = self.address
        if self.staff_id:
            said["Authorization"] = f"Bearer {self.others.tokens.of(self.staff_id, self.session_id, service)}"
        return said

    async def ask(
        self,
        service: str,
        path: str,
        shape: type[Shape],
        params: Mapping[str, Any] | None = None,
        exactly: Mapping[str, str] | None = None,
    ) -> Part[Shape]:
        """What the service has to say; never raises for a service that is away or says something unexpected.

        Of `params` the empty ones are not asked with; of `exactly` they are.
        """
        asked = {name: value for name, value in (params or {}).items() if value not in (None, "")} | {**(exactly or {})}
        address = self.others.settings.url(service) + path
        try:
            answer = await self._got(address, asked, self.headers(service))
            if answer.status_code in NOTHING:
                return Part(None, "none", service)
            if answer.status_code == 403:
                return Part(None, "refused", service)
            if answer.status_code >= 500 or answer.status_code in AWAY:
                return Part(None, "away", service)
            answer.raise_for_status()
            onward = httpx.URL(answer.links.get("next", {}).get("url", ""))
            return Part(shape.model_validate_json(answer.content), "there", service, onward.params.get("cursor", ""))
        except (httpx.HTTPError, ValidationError) as error:
            log.warning("part_missing", service=service, path=path, error=repr(error))
            return Part(None, "away", service)

    async def _got(self, address: str, asked: Mapping[str, Any], headers: Mapping[str, str]) -> httpx.Response:
        """Asked once more where the connection was a kept one that the service had given up meanwhile."""
        try:
            return await self.others.client.get(address, params=asked, headers=headers)
        except (httpx.ReadError, httpx.RemoteProtocolError):
            return await self.others.client.get(address, params=asked, headers=headers)

    async def ask_whole(
        self,
        service: str,
        path: str,
        shape: type[Shape],
        items: str,
        params: Mapping[str, Any] | None = None,
        most: int = MOST_PAGES,
    ) -> Part[Shape]:
        """A list page by page, its `items` put together; beyond `most` pages the cursor says where it would go on."""
        asked = {**(params or {}), "limit": MOST}
        part = await self.ask(service, path, shape, asked)
        for _ in range(most - 1):
            if part.value is None or not part.cursor:
                break
            more = await self.ask(service, path, shape, {**asked, "cursor": part.cursor})
            if more.value is None:
                break
            both = [*getattr(part.value, items), *getattr(more.value, items)]
            part = replace(more, value=more.value.model_copy(update={items: both}))
        return part

    async def tell(
        self,
        service: str,
        path: str,
        body: Mapping[str, Any],
        *,
        key: str,
        method: str = "POST",
        version: int = 0,
        seconds: float = SECONDS,
    ) -> Told:
        """A command in this person's name; the same `key` does it once. `version` is what an edit was made on (0
        where nothing was there), `seconds` how long its answer may take.
        """
        headers = {**self.headers(service), "Idempotency-Key": key}
        if version or method == "PUT":
            headers["If-Match"] = f'"{version}"'
        address = self.others.settings.url(service) + path
        try:
            answer = await self.others.client.request(method, address, json=body, headers=headers, timeout=seconds)
            said = answer.json() if answer.content else {}
        except (httpx.HTTPError, ValueError) as error:
            log.warning("command_unanswered", service=service, path=path, error=repr(error))
            return Told(503, UNANSWERED, self.locale)
        return Told(answer.status_code, said if isinstance(said, dict) else {}, self.locale)
