"""Codes of the second factor: by time (RFC 6238, six digits of 30 seconds), and ten that stand in for a lost device."""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final

import pyotp

from shared.security.sealing import derive

STEP_SECONDS: Final = 30
AROUND: Final = 1
"""Steps before and after the present one whose codes still count: clocks differ, and people type."""
ISSUER: Final = "Pactline"
RECOVERY_CODES: Final = 10
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that is read as something else."""
GROUP: Final = 4
GROUPS: Final = 3


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 recommends."""
    return pyotp.random_base32()


def address_of(secret: str, login: str) -> str:
    """What a device takes the secret from, as a link or as a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def fitting_step(secret: str, code: str, now: datetime, last: int) -> int | None:
    """The step whose code this is, none of those up to `last`: a code that was seen once counts no more."""
    totp, at = pyotp.TOTP(secret, interval=STEP_SECONDS), int(now.timestamp()) // STEP_SECONDS
    for step in range(at - AROUND, at + AROUND + 1):
        if step > last and hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None


def plain(code: str) -> str:
    """A code as it was typed, without what stands between its groups."""
    return "".join(sign for sign in code.casefold() if sign.isalnum())


def new_recovery_codes() -> list[str]:
    """Ten codes of 59 random bits each, in groups for reading."""
    return [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def kept(code: str, staff_id: str, master: str) -> bytes:
    """A recovery code as it lies in the table: a keyed hash, which whoever reads the table can't try codes against."""
    key = derive(master, "recovery codes")
    return hmac.digest(key, f"{staff_id} {plain(code)}".encode(), hashlib.sha256)
