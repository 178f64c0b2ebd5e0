"""The hash chain over a log: a digest a record, a seal a batch that includes the seal before it.

Seals are HMAC-SHA256 (RFC 2104) under a key derived from the installation's secret, so that who can write the
database but does not know the secret can't make a chain that holds.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from shared.chained.log import Log


def digest(log: Log, record: Mapping[str, Any]) -> bytes:
    """SHA-256 over all fields of a record in a fixed form."""
    form = [_plain(record[field]) for field in log.fields]
    return hashlib.sha256(json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return {"bytes": value.hex()} if isinstance(value, bytes) else value


def seal(key: bytes, previous: bytes, batch: int, numbers: Sequence[int], digests: Sequence[bytes]) -> bytes:
    """The seal of a batch: of its place, of which records it holds, of what they say, and of all batches before it."""
    text = json.dumps([previous.hex(), batch, list(numbers), [one.hex() for one in digests]], separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
