"""Compact JSON web signatures (RFC 7515, RFC 8037): the algorithm is that of the key, never the header's wish."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

LONGEST: Final = 4096
SMALLEST_MODULUS: Final = 2048


class SignatureRefusedError(Exception):
    """The text is not a web signature by a known key with an allowed algorithm."""


Verify = Callable[[bytes, bytes], None]
"""`verify(signature, signed)`, raising `InvalidSignature`."""


def encode(data: bytes) -> str:
    """Base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of unpadded base64url; raises `SignatureRefusedError` for any other alphabet."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureRefusedError from error


def _rsa(jwk: Mapping[str, Any]) -> Verify:
    modulus, exponent = (int.from_bytes(decode(jwk[part]), "big") for part in ("n", "e"))
    key: RSAPublicKey = RSAPublicNumbers(exponent, modulus).public_key()
    if key.key_size < SMALLEST_MODULUS:
        raise SignatureRefusedError
    return lambda signature, signed: key.verify(signature, signed, PKCS1v15(), SHA256())


def _ed25519(jwk: Mapping[str, Any]) -> Verify:
    if jwk.get("crv") != "Ed25519":
        raise SignatureRefusedError
    return Ed25519PublicKey.from_public_bytes(decode(jwk["x"])).verify


ALGORITHMS: Final[Mapping[str, tuple[str, Callable[[Mapping[str, Any]], Verify]]]] = {
    "RSA": ("RS256", _rsa),
    "OKP": ("EdDSA", _ed25519),
}
"""The one algorithm of each kind of key."""


def verifiers(jwks: Mapping[str, Any]) -> dict[tuple[str, str], Verify]:
    """The usable keys of a JWK set by key id and algorithm; keys of other kinds are passed over."""
    found: dict[tuple[str, str], Verify] = {}
    for jwk in jwks.get("keys", ()):
        algorithm, make = ALGORITHMS.get(jwk.get("kty"), ("", None))
        if make is None or jwk.get("use", "sig") != "sig" or jwk.get("alg", algorithm) != algorithm:
            continue
        try:
            found[jwk["kid"], algorithm] = make(jwk)
        except (SignatureRefusedError, KeyError, ValueError, TypeError):
            continue
    return found


def header_of(token: str) -> dict[str, Any]:
    """The header of a compact signature, not yet trusted."""
    if len(token) > LONGEST or token.count(".") != 2:
        raise SignatureRefusedError
    return _object(token.partition(".")[0])


def claims_of(token: str, verify: Verify) -> dict[str, Any]:
    """The payload, once the signature holds."""
    signed, _, signature = token.rpartition(".")
    try:
        verify(decode(signature), signed.encode())
    except InvalidSignature as error:
        raise SignatureRefusedError from error
    return _object(signed.partition(".")[2])


def _object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(decode(part))
    except ValueError as error:
        raise SignatureRefusedError from error
    if not isinstance(value, dict):
        raise SignatureRefusedError
    return value


class SigningKey:
    """An Ed25519 key pair whose id is its RFC 7638 thumbprint."""

    def __init__(self, private: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(private)
        raw = self._private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        thumb = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": encode(raw)}, separators=(",", ":"), sort_keys=True)
        self.id = encode(hashlib.sha256(thumb.encode()).digest())
        self.jwk: dict[str, str] = {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": encode(raw),
            "kid": self.id,
            "alg": "EdDSA",
            "use": "sig",
        }

    def sign(self, claims: Mapping[str, Any], *, kind: str = "at+jwt") -> str:
        """The claims as a compact signature."""
        header = {"alg": "EdDSA", "kid": self.id, "typ": kind}
        signed = ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
        return f"{signed}.{encode(self._private.sign(signed.encode()))}"
