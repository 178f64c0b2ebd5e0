"""Certificates: an authority, its clock, and one for each signatory that lasts a day and whose key signs once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

Level = Literal["own", "licensed"]

BEFORE: Final = timedelta(minutes=10)
"""Clocks differ: certificates hold a little earlier than they are made."""
AUTHORITY_LASTS: Final = timedelta(days=7_300)
CLOCK_LASTS: Final = timedelta(days=7_200)
SIGNATORY_LASTS: Final = timedelta(days=1)
BITS = 3072
"""Of the RSA keys of the authority and the clock, which last for decades."""
LONGEST_NAME: Final = 64
"""Characters of a common name (X.520)."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A certificate with its private key, both DER (the key as PKCS #8)."""

    certificate: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who vouches for signatories, and the clock that its signatures are timed by. `above` are the certificates (DER)
    over the authority's own, when it is not its own root.
    """

    authority: Credentials
    clock: Credentials
    level: Level = "own"
    above: tuple[bytes, ...] = ()

    @property
    def roots(self) -> tuple[bytes, ...]:
        """What a signature is trusted by."""
        return self.above[-1:] or (self.authority.certificate,)


def make_authority(name: str, now: datetime) -> Credentials:
    """A root of one's own (RSA, self-signed)."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    key = generate_private_key(public_exponent=65537, key_size=BITS)
    subject = _name(f"{name} authority", name)
    return _made(subject, key, subject, key, now, AUTHORITY_LASTS, authority=True)


def make_clock(name: str, authority: Credentials, now: datetime) -> Credentials:
    """The certificate of the clock (RFC 3161), issued by the authority."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    key = generate_private_key(public_exponent=65537, key_size=BITS)
    above, above_key = _opened(authority)
    return _made(_name(f"{name} clock", name), key, above.subject, above_key, now, CLOCK_LASTS, clock=True)


def make_signatory(name: str, signatory_id: str, organisation: str, issuer: Issuer, now: datetime) -> Credentials:
    """A certificate for one signature, whose key is made here and kept nowhere (ECDSA, P-256)."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    above, above_key = _opened(issuer.authority)
    subject = _name(name, organisation, signatory_id)
    return _made(subject, generate_private_key(SECP256R1()), above.subject, above_key, now, SIGNATORY_LASTS)


def _opened(credentials: Credentials) -> "tuple[x509.Certificate, RSAPrivateKey | EllipticCurvePrivateKey]":
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    key = load_der_private_key(credentials.key, password=None)
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise TypeError("An authority signs by RSA or ECDSA.")
    return x509.load_der_x509_certificate(credentials.certificate), key


def _name(common: str, organisation: str, serial: str = "") -> "x509.Name":
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    parts = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:LONGEST_NAME]),
        x509.NameAttribute(NameOID.COMMON_NAME, common[:LONGEST_NAME]),
    ]
    if serial:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, serial[:LONGEST_NAME]))
    return x509.Name(parts)


def _made(
    subject: "x509.Name",
    key: "RSAPrivateKey | EllipticCurvePrivateKey",
    issuer: "x509.Name",
    issuer_key: "RSAPrivateKey | EllipticCurvePrivateKey",
    now: datetime,
    lasts: timedelta,
    *,
    authority: bool = False,
    clock: bool = False,
) -> Credentials:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import ExtendedKeyUsageOID

    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    public = key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + lasts)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if clock:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamping, critical=True)
    certificate = builder.sign(issuer_key, SHA256())
    return Credentials(
        certificate.public_bytes(serialization.Encoding.DER),
        key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
