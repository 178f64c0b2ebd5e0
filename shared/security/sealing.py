"""Authenticated encryption: AES-256-GCM under a key of one's own, and the wrapping of such keys by the master secret.

AES-GCM with random 96-bit nonces as in NIST SP 800-38D 8.2.2; keys derived by HKDF-SHA256 (RFC 5869).
"""

import secrets
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32


class SealBrokenError(Exception):
    """The bytes were not sealed with this key and these associated data, or were changed since."""


@lru_cache(maxsize=64)
def derive(master_secret: str | bytes, purpose: str, length: int = KEY_BYTES) -> bytes:
    """A key for one purpose from the installation's secret; the same inputs give the same key."""
    secret = master_secret.encode() if isinstance(master_secret, str) else master_secret
    return HKDF(algorithm=SHA256(), length=length, salt=b"pactline", info=purpose.encode()).derive(secret)


def new_key() -> bytes:
    """A fresh random key of 256 bits."""
    return secrets.token_bytes(KEY_BYTES)


class Sealer:
    """Seals bytes under given keys and wraps keys under one derived from the master secret.

    A sealed value is `nonce || ciphertext || tag`. `associated` binds it to its place (for example the stream's name):
    the same bytes put elsewhere do not open.
    """

    def __init__(self, master_secret: str | bytes) -> None:
        if not master_secret:
            raise ValueError("The master secret is empty.")
        self._wrapping = AESGCM(derive(master_secret, "wrapping"))

    def seal(self, key: bytes, plain: bytes, associated: bytes) -> bytes:
        """The plain bytes under `key`, openable only with the same associated data."""
        return _seal(AESGCM(key), plain, associated)

    def unseal(self, key: bytes, sealed: bytes, associated: bytes) -> bytes:
        """The plain bytes again; raises `SealBrokenError` if key, bytes or associated data differ."""
        return _unseal(AESGCM(key), sealed, associated)

    def wrap(self, key: bytes) -> bytes:
        """A key as it may lie in a table."""
        return _seal(self._wrapping, key, b"key")

    def unwrap(self, blob: bytes) -> bytes:
        """The key that `wrap` was given; raises `SealBrokenError` under another master secret."""
        return _unseal(self._wrapping, blob, b"key")


def _seal(cipher: AESGCM, plain: bytes, associated: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, associated)


def _unseal(cipher: AESGCM, sealed: bytes, associated: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], associated)
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError from error
