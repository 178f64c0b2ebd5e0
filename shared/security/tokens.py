"""Access tokens: five minutes, one audience, subject and session only; made by the portal, verified everywhere."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import httpx

from shared.security.jws import SignatureRefusedError, SigningKey, Verify, claims_of, header_of, verifiers
from shared.security.principal import Principal
from shared.security.trusted import trusted

LIFETIME: Final = 300
LEEWAY: Final = 5
KEYS_FRESH_FOR: Final = 300.0
KEYS_ASKED_EVERY: Final = 2.0
MOST_REMEMBERED: Final = 20_000

KeySource = Callable[[], Awaitable[Mapping[str, Any]]]
"""Gives the issuer's JWK set."""


class TokenRefusedError(Exception):
    """The token is not one of ours, not for us, or over."""


class KeysAwayError(Exception):
    """The issuer's keys can't be had now."""


class TokenIssuer:
    """Makes access tokens under one signing key."""

    def __init__(self, key: SigningKey, issuer: str, now: Callable[[], float] = time.time) -> None:
        self._key = key
        self._issuer = issuer
        self._now = now

    def token(self, subject: str, audience: str, *, session: str = "", lifetime: int = LIFETIME) -> str:
        """A token of the subject for one audience (a service's name), over after `lifetime` seconds."""
        now = int(self._now())
        claims = {"iss": self._issuer, "sub": subject, "aud": audience, "sid": session, "iat": now}
        return self._key.sign({**claims, "exp": now + lifetime})

    @property
    def jwks(self) -> dict[str, Any]:
        """The public part, as verifiers fetch it."""
        return {"keys": [self._key.jwk]}


def keys_by_http(address: str, *, seconds: float = 2.0) -> KeySource:
    """The JWK set at an address; raises `KeysAwayError` when it can't be had in time."""

    async def fetch() -> Mapping[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=seconds, trust_env=False, verify=trusted(address)) as client:
                answer = await client.get(address)
                answer.raise_for_status()
                found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise KeysAwayError from error
        if not isinstance(found, dict):
            raise KeysAwayError
        return found

    return fetch


class TokenVerifier:
    """Verifies tokens for one audience. Keys are cached; a token once verified is known until it is over."""

    def __init__(self, issuer: str, audience: str, keys: KeySource, now: Callable[[], float] = time.time) -> None:
        self._issuer = issuer
        self._audience = audience
        self._source = keys
        self._now = now
        self._keys: dict[tuple[str, str], Verify] = {}
        self._fetched = self._tried = float("-inf")
        self._away = False
        self._lock = asyncio.Lock()
        self._known: dict[str, tuple[Principal, float]] = {}

    async def verify(self, token: str) -> Principal:
        """Whom the token speaks for; raises `TokenRefusedError`, or `KeysAwayError` if the issuer has to be asked."""
        known = self._known.get(token)
        if known is not None:
            if known[1] > self._now():
                return known[0]
            del self._known[token]
        try:
            header = header_of(token)
            verify = await self._key(str(header.get("kid")), str(header.get("alg")))
            if "crit" in header:
                raise TokenRefusedError
            principal, until = self._read(claims_of(token, verify))
        except SignatureRefusedError as error:
            raise TokenRefusedError from error
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[token] = principal, until
        return principal

    async def _key(self, key_id: str, algorithm: str) -> Verify:
        wanted = key_id, algorithm
        if wanted not in self._keys or self._now() - self._fetched > KEYS_FRESH_FOR:
            async with self._lock:
                await self._refresh(wanted)
        verify = self._keys.get(wanted)
        if verify is None and self._away:
            raise KeysAwayError
        if verify is None:
            raise TokenRefusedError
        return verify

    async def _refresh(self, wanted: tuple[str, str]) -> None:
        now = self._now()
        fresh = wanted in self._keys and now - self._fetched <= KEYS_FRESH_FOR
        if fresh or now - self._tried < KEYS_ASKED_EVERY:
            return
        self._tried = now
        try:
            self._keys = verifiers(await self._source())
            self._fetched, self._away = now, False
        except KeysAwayError:
            self._away = True

    def _read(self, claims: Mapping[str, Any]) -> tuple[Principal, float]:
        subject, session, until = claims.get("sub"), claims.get("sid", ""), claims.get("exp")
        audience = claims.get("aud")
        proper = (
            claims.get("iss") == self._issuer
            and (audience == self._audience or (isinstance(audience, list) and self._audience in audience))
            and isinstance(subject, str)
            and subject != ""
            and isinstance(session, str)
            and isinstance(until, int | float)
        )
        now = self._now()
        begins = claims.get("nbf", claims.get("iat", 0))
        if not proper or not isinstance(begins, int | float) or begins > now + LEEWAY:
            raise TokenRefusedError
        over = float(until or 0) + LEEWAY
        if over <= now:
            raise TokenRefusedError
        return Principal(str(subject), str(session)), over
