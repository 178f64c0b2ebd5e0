"""One request to a partner's endpoint: to one resolved address, signed, bounded in time, its answer's body not read."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final, Self

import httpx
from standardwebhooks import Webhook

from services.notify.settings import Network
from services.notify.webhook.address import AddressError, Place, read_address, resolve
from services.notify.webhook.vault import Target
from services.notify.webhook_delivery.events import Reason

LONGEST_SECONDS: Final = 15.0
"""For everything: finding the name, connecting, TLS, sending, and the first line and headers of the answer."""
GONE: Final = 410
BUSY: Final = frozenset({429, 503})
"""Statuses with which an endpoint may say when to come again (RFC 9110, 10.2.3; RFC 6585, 4)."""
LONGEST_WORDS: Final = 40
NAMES_AT_ONCE: Final = 16
"""Names that are looked up at once, in threads of their own: those that everybody shares stay free."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The endpoint answered 2xx."""

    status: int


@dataclass(frozen=True, slots=True)
class NotTaken:
    """And why not; `wait` is how long the endpoint wants to be left alone."""

    reason: Reason
    status: int | None = None
    wait: timedelta | None = None


def read_answer(status: int, retry_after: str | None, now: datetime) -> Taken | NotTaken:
    """What an endpoint's status means, with its `Retry-After` where it sent one."""
    if 200 <= status < 300:
        return Taken(status)
    if status == GONE:
        return NotTaken("gone", status)
    if status in BUSY and retry_after is not None:
        return NotTaken("refused", status, read_wait(retry_after, now))
    return NotTaken("redirected" if 300 <= status < 400 else "refused", status)


def read_wait(retry_after: str, now: datetime) -> timedelta | None:
    """How long `Retry-After` asks to wait, in seconds or until a date of HTTP; None where it says nothing of the kind,
    or a moment that is over. Whoever goes by it has a bound: here it is what the endpoint says.
    """
    said = retry_after.strip()
    if not said.isascii() or len(said) > LONGEST_WORDS:
        return None
    try:
        wait = timedelta(seconds=int(said)) if said.isdigit() else _moment(said) - now
    except (ValueError, OverflowError):
        return None
    return wait if wait > timedelta() else None


def _moment(said: str) -> datetime:
    moment = parsedate_to_datetime(said)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def signed(target: Target, delivery_id: str, body: str, now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks, with a signature by each secret that is valid. `now` is UTC."""
    signatures = (Webhook(secret).sign(delivery_id, now, body) for secret in target.secrets)
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


class Post:
    """Sends to partners' endpoints; no proxy, no redirect, no cookie, no connection kept.

    Nothing of an answer is read behind its headers: an endless body, or one that unpacks to a thousand times its size,
    costs nothing, since the connection is closed on it.
    """

    def __init__(
        self, allowed: Sequence[Network], ca_file: Path | None = None, seconds: float = LONGEST_SECONDS
    ) -> None:
        trusted = httpx.create_ssl_context(trust_env=False)
        if ca_file is not None:
            trusted.load_verify_locations(ca_file)
        self._allowed, self._seconds = allowed, seconds
        self._names = ThreadPoolExecutor(NAMES_AT_ONCE, "webhook-names")
        self._timeouts = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
        self._client = httpx.AsyncClient(
            verify=trusted,
            trust_env=False,
            follow_redirects=False,
            timeout=seconds,
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"User-Agent": "Pactline-Webhooks", "Accept-Encoding": "identity", "Connection": "close"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()
        self._names.shutdown(wait=False, cancel_futures=True)

    async def send(self, target: Target, delivery_id: str, body: str, now: datetime) -> Taken | NotTaken:
        """What became of one try, whatever the other side does."""
        try:
            async with asyncio.timeout(self._seconds):
                place = read_address(target.address, self._allowed)
                address = await resolve(place, self._allowed, self._names)
                status, retry_after = await self._ask(place, address, signed(target, delivery_id, body, now), body)
                return read_answer(status, retry_after, now)
        except AddressError:
            return NotTaken("address")
        except (TimeoutError, httpx.TimeoutException):
            return NotTaken("slow")
        except (OSError, UnicodeError, httpx.HTTPError):
            return NotTaken("unreachable")

    async def _ask(self, place: Place, address: str, headers: dict[str, str], body: str) -> tuple[int, str | None]:
        there = f"[{address}]" if ":" in address else address
        request = self._client.build_request(
            "POST",
            f"https://{there}:{place.port}{place.path}",
            headers={**headers, "Host": place.host_header, "Content-Type": "application/json"},
            content=body.encode(),
            # The certificate has to be the name's, not the address's.
            extensions={"sni_hostname": place.host, "timeout": self._timeouts},
        )
        response = await self._client.send(request, stream=True)
        await response.aclose()
        self._client.cookies.clear()
        return response.status_code, response.headers.get("retry-after")
