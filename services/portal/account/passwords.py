"""Passwords are kept as Argon2id hashes (RFC 9106, second recommended option) and compared away from the event loop."""

import asyncio
import secrets
import string
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.values.errors import DomainError

SHORTEST: Final = 10
LONGEST: Final = 200
ONE_TIME_LENGTH: Final = 16

_HASHER: Final = PasswordHasher()
# What unknown logins are compared with, so that they take as long as known ones.
_NOBODY: Final = "$argon2id$v=19$m=65536,t=3,p=4$MIIRqgvgQbgj220jfp0MPA$YfwJSVjtjSU0zzV/P3S9nnQ/USre2wvJMjfCIjrTQbg"


class WeakPasswordError(DomainError):
    """A password has 10 to 200 characters, not all alike, and is not the login."""

    status = 422
    pointer = "/password"


def check_strength(password: str, login: str, field: str = "/password") -> None:
    """Raises `WeakPasswordError`, with a pointer to its field, for what is refused whoever asks."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 4 or password.casefold() == login.casefold():
        raise WeakPasswordError(pointer=field)


async def hashed(password: str) -> str:
    """The hash to keep."""
    return await asyncio.to_thread(_HASHER.hash, password)


async def fits(password: str, kept: str | None) -> bool:
    """Whether the password is the one that was hashed; takes as long when there is none."""
    return await asyncio.to_thread(_fits, password, kept)


def _fits(password: str, kept: str | None) -> bool:
    try:
        return _HASHER.verify(kept or _NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def one_time_password() -> str:
    """A first password, to be changed at the first sign-in."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(ONE_TIME_LENGTH))
