"""A command with a known key is answered, not done again: the answer is kept, sealed, in the command's transaction."""

import hashlib
import re
from typing import Final
from weakref import WeakKeyDictionary

import asyncpg
from pydantic_core import from_json, to_json
from starlette.responses import Response

from shared.eventstore.connections import Connections
from shared.eventstore.prepared import Ready
from shared.eventstore.transaction import Transaction
from shared.eventstore.work import Work
from shared.security.sealing import Sealer, derive
from shared.web.claims import Claims
from shared.web.errors import (
    CommandRunningError,
    IdempotencyKeyMalformedError,
    IdempotencyKeyMissingError,
    IdempotencyKeyReusedError,
)

HEADER: Final = "idempotency-key"
FORM: Final = re.compile(r"[\x21-\x7e]{1,200}\Z")
KEPT_HEADERS: Final = frozenset({b"content-type", b"etag", b"link", b"location", b"pactline-position"})
TRY: Final = "SELECT free FROM claim_key($1, $2)"
ANSWER: Final = "SELECT fingerprint, answer FROM idempotency WHERE caller = $1 AND key = $2"
KEEP: Final = "INSERT INTO idempotency (caller, key, fingerprint, answer) VALUES ($1, $2, $3, $4)"
FORGET: Final = "DELETE FROM idempotency WHERE given_at < now() - interval '24 hours'"


def key_in(header: str | None, *, required: bool) -> str | None:
    """The caller's key; raises `IdempotencyKeyMissingError` where one is required and there is none,
    `IdempotencyKeyMalformedError` where its form is refused.
    """
    if header is None:
        if required:
            raise IdempotencyKeyMissingError
        return None
    if not FORM.match(header):
        raise IdempotencyKeyMalformedError
    return header


class Answers:
    """The answers given in the last 24 hours at least."""

    def __init__(self, secret: str) -> None:
        self._sealer = Sealer(secret)
        self._key = derive(secret, "answers")
        self._claims: WeakKeyDictionary[Connections, Claims] = WeakKeyDictionary()

    def fingerprint(self, *parts: bytes) -> bytes:
        """A keyed digest of what was asked: bodies may hold secrets, which a plain digest would let be guessed."""
        digest = hashlib.blake2b(key=self._key, digest_size=16)
        for part in parts:
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()

    async def claim(self, transaction: Transaction, caller: str, key: str, fingerprint: bytes) -> Response | None:
        """The answer given before, or None when the command is to be done, which holds the key until the work ends.

        Raises `CommandRunningError` while another request with the key runs, `IdempotencyKeyReusedError` when the key
        came with something else.
        """
        place = caller, key
        claims = self._claims.get(transaction.pool)
        if claims is None:
            claims = self._claims[transaction.pool] = Claims(transaction.pool)
        free = await claims.hold(place)
        transaction.afterwards(lambda: claims.free(place))
        if free:
            return None
        known = await transaction.fetch_alone(ANSWER, caller, key)
        if not known:
            raise CommandRunningError
        if known[0]["fingerprint"] != fingerprint:
            raise IdempotencyKeyReusedError
        return self._opened(known[0]["answer"], _place(caller, key))

    async def hold(self, transaction: Transaction, caller: str, key: str) -> None:
        """Holds the key for the transaction; raises `CommandRunningError` while another one does."""
        if not await transaction.fetchval(TRY, caller, key):
            raise CommandRunningError

    def keep(self, work: Work, caller: str, key: str, fingerprint: bytes, response: Response) -> None:
        """Keeps the answer with what the work leaves. Committing fails if the key was answered meanwhile."""
        headers = {name.decode(): value.decode() for name, value in response.raw_headers if name in KEPT_HEADERS}
        head = to_json({"status": response.status_code, "headers": headers})
        sealed = self._sealer.seal(self._key, head + b"\n" + bytes(response.body), _place(caller, key))
        work.say_last(Ready(KEEP, [caller, key, fingerprint, sealed], independent=True))

    def _opened(self, sealed: bytes, place: bytes) -> Response:
        head, _, body = self._sealer.unseal(self._key, sealed, place).partition(b"\n")
        known = from_json(head)
        headers = {**known["headers"], "Idempotency-Replayed": "true"}
        return Response(body, status_code=known["status"], headers=headers)


def answered_meanwhile(error: BaseException) -> bool:
    """Whether a commit failed because another request with the same key was answered first."""
    return isinstance(error, asyncpg.UniqueViolationError) and error.constraint_name == "idempotency_pkey"


def _place(caller: str, key: str) -> bytes:
    return f"{caller} {key}".encode()
