"""A real Kafka that lets nobody in without a name, with the rights that deploy/kafka declares."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from shared.messaging.administration import administrator
from shared.messaging.rights import declared, lay_down
from shared.runtime.kafka import Kafka
from shared.runtime.kafka_access import Access
from shared.runtime.ports import any_free, on_a_port
from shared.settings import PlatformSettings

DECLARED = Path(__file__).resolve().parents[3] / "deploy" / "kafka"
PASSWORD = "a-password-of-tests"


@dataclass(frozen=True)
class Guarded:
    """`settings(user)` are those of a client that signs in as that user."""

    bootstrap: str
    authority: Path

    def settings(self, user: str, **changes: Any) -> PlatformSettings:
        return PlatformSettings(**self.options(user), **changes)

    def options(self, user: str, password: str = PASSWORD) -> dict[str, Any]:
        return {
            "kafka": self.bootstrap,
            "kafka_security_protocol": "SASL_SSL",
            "kafka_username": user,
            "kafka_password": password,
            "kafka_ca_file": self.authority,
        }

    def variables(self, user: str, password: str = PASSWORD) -> dict[str, str]:
        return {f"PACTLINE_{name.upper()}": str(value) for name, value in self.options(user, password).items()}


@contextmanager
def guarded(place: Path) -> Iterator[Guarded]:
    """Started for a module of tests; its users and rights are those of deploy/kafka/acls.yml."""
    certificate = _certificate(place)
    access = Access("root", PASSWORD, certificate, certificate.with_name("authority.pem"))
    started: list[Kafka] = []

    def start(port: int) -> str:
        server = Kafka(place / "kafka", place / "kafka.log", port=port, access=access)
        address = server.start()
        started.append(server)
        return address

    found = Guarded(on_a_port(start, any_free()), certificate.with_name("authority.pem"))
    try:
        users = declared((DECLARED / "acls.yml").read_text(encoding="utf-8"))
        lay_down(administrator(found.settings("root")), users, dict.fromkeys(users, PASSWORD))
        yield found
    finally:
        started[0].stop(within=5)


def _certificate(place: Path) -> Path:
    """A self-made one for the loopback address: key and certificate in one file, the certificate alone beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kafka of tests")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    public = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (place / "authority.pem").write_bytes(public)
    (place / "server.pem").write_bytes(private + public)
    return place / "server.pem"
