"""The port to other systems over HTTP: what is sent once, and what the answer means.

`POST {address}/{port}` takes a message as JSON under its Idempotency-Key and answers 200 or 201 with
`{"number": "..."}`, or 4xx with `{"code": "..."}`. `GET {address}/{port}/{message_id}` answers
`{"state": "accepted", "number": "..."}`, `{"state": "refused", "code": "..."}` or `{"state": "pending"}`.

What is to be signed takes its PDF along (`file`, base64). `GET {address}/signatures/{message_id}/result` answers
`{"state": "signing"}`, `{"state": "signed", "file": "...", "signatories": ["<id>", ...]}` with the PDF that was sent,
the signatures behind it, or `{"state": "declined", "signatory_id": "...", "reason": "..."}`. That a signing is called
off it is told as a message of its own (`voidings`), which names the one that brought it (`message_id`) and its number.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import httpx

from services.contract.port.events import PortName

SECONDS: Final = 10.0
LARGEST_ANSWER: Final = 65_536
LARGEST_FILE: Final = 32_000_000
"""Bytes of the answer that holds a signed PDF."""
LONGEST_REASON: Final = 1_000
TOKEN: Final = re.compile(r"[0-9A-Za-z ./_#:+-]{1,70}\Z")
UNCLEAR: Final = frozenset({408, 425, 429})
"""Answers of the kind 4xx that do not say whether it was taken."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it leaves: the same key for every try of a round."""

    message_id: str
    port: PortName
    document: str
    round: int
    content: str
    file: bytes | None = None

    @property
    def key(self) -> str:
        return f"{self.message_id}-{self.round}"


@dataclass(frozen=True, slots=True)
class NotSent:
    """Nothing left: no connection was made."""


@dataclass(frozen=True, slots=True)
class Taken:
    foreign_number: str


@dataclass(frozen=True, slots=True)
class Declined:
    code: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may have left, or have been taken."""

    reason: str


@dataclass(frozen=True, slots=True)
class Signed:
    """The platform has the signatures of these; `file` is the PDF with them in it."""

    file: bytes
    signatories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotSigned:
    """Somebody told the platform that they do not sign."""

    signatory_id: str
    reason: str


Outcome = NotSent | Taken | Declined | Unclear


class Port(Protocol):
    """Where messages leave. `send` tries once and never raises; `ask` changes nothing on the other side."""

    async def send(self, letter: Letter) -> Outcome: ...

    async def ask(self, letter: Letter) -> Outcome: ...


class HttpPort:
    """One address that takes the messages of every port. Redirects are not followed: nobody else gets a message."""

    def __init__(self, address: str, token: str | None = None, *, seconds: float = SECONDS) -> None:
        self._address = address.rstrip("/")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.AsyncClient(timeout=seconds, trust_env=False, follow_redirects=False, headers=headers)

    async def close(self) -> None:
        await self._client.aclose()

    async def send(self, letter: Letter) -> Outcome:
        """Without a connection nothing was sent; whatever else goes wrong leaves it unclear."""
        said = {
            "message_id": letter.message_id,
            "round": letter.round,
            "document": letter.document,
            "content": json.loads(letter.content),
            **({"file": b64encode(letter.file).decode()} if letter.file is not None else {}),
        }
        try:
            status, answer = await self._exchange("POST", letter.port, json=said, key=letter.key)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return NotSent()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return Unclear(type(error).__name__)
        if status in (200, 201) and (number := _token(answer.get("number"))):
            return Taken(number)
        if 400 <= status < 500 and status not in UNCLEAR:
            return Declined(_token(answer.get("code")) or f"status {status}")
        return Unclear(f"status {status}")

    async def ask(self, letter: Letter) -> Outcome:
        """What came of it there; unclear while the other side does not say."""
        try:
            status, answer = await self._exchange("GET", f"{letter.port}/{letter.message_id}", key=letter.key)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return Unclear(type(error).__name__)
        if status == 200:
            number, code = _token(answer.get("number")), _token(answer.get("code"))
            if answer.get("state") == "accepted" and number:
                return Taken(number)
            if answer.get("state") == "refused":
                return Declined(code or "refused")
        return Unclear(f"status {status}")

    async def result(self, letter: Letter) -> Signed | NotSigned | None:
        """What a signing platform says of what it accepted; None while it is not over, or it can't be understood."""
        path = f"{letter.port}/{letter.message_id}/result"
        try:
            status, answer = await self._exchange("GET", path, key=letter.key, most=LARGEST_FILE)
            file, named = b64decode(str(answer.get("file") or ""), validate=True), answer.get("signatories")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            return None
        if status != 200:
            return None
        if answer.get("state") == "signed" and isinstance(named, list) and all(map(_token, named)):
            return Signed(file, tuple(named))
        who, why = _token(answer.get("signatory_id")), answer.get("reason")
        if answer.get("state") == "declined" and who:
            return NotSigned(who, str(why or "")[:LONGEST_REASON])
        return None

    async def _exchange(
        self, method: str, path: str, *, key: str, most: int = LARGEST_ANSWER, **more: Any
    ) -> tuple[int, Mapping[str, Any]]:
        headers = {"Idempotency-Key": key}
        async with self._client.stream(method, f"{self._address}/{path}", headers=headers, **more) as answer:
            body = b""
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > most:
                    return answer.status_code, {}
        return answer.status_code, _object(body)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _token(value: object) -> str:
    """A number or code of the other side, if it is one that can be kept."""
    return value if isinstance(value, str) and TOKEN.match(value) else ""
