from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from prometheus_client import REGISTRY

from shared.observability.surroundings import Peer, authorities, ends_in, note_certificates, note_room, peers, room
from shared.settings import PlatformSettings

BEGINS = datetime(2026, 1, 1, tzinfo=UTC)


def certificate(days: int) -> x509.Certificate:
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kafka")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, BEGINS, BEGINS + timedelta(days=days))
    return builder.sign(key, None)


def test_of_several_certificates_the_one_that_ends_first_counts():
    bundle = b"".join(certificate(days).public_bytes(Encoding.PEM) for days in (90, 30, 60))
    assert ends_in(bundle) == (BEGINS + timedelta(days=30)).timestamp()
    assert ends_in(certificate(5).public_bytes(Encoding.DER)) == (BEGINS + timedelta(days=5)).timestamp()


def test_nothing_is_watched_where_no_tls_is_configured():
    assert list(authorities(PlatformSettings())) == []
    assert list(peers(PlatformSettings())) == []


def test_kafka_and_database_are_watched_where_they_are_reached_over_tls():
    settings = PlatformSettings(
        kafka="one:9093,two:9093",
        kafka_security_protocol="SASL_SSL",
        kafka_ca_file="ca.pem",
        database_url="postgresql://app@db:6432/postgres?sslmode=verify-full&sslrootcert=/etc/db.pem",
    )
    assert list(authorities(settings)) == [
        ("kafka authority", Path("ca.pem")),
        ("database authority", Path("/etc/db.pem")),
    ]
    assert list(peers(settings)) == [Peer("kafka", "one", 9093), Peer("database", "db", 6432, postgres=True)]


async def test_the_end_of_an_authority_is_told_and_one_that_cannot_be_read_keeps_what_was_known(tmp_path: Path):
    file = tmp_path / "ca.pem"
    file.write_bytes(certificate(10).public_bytes(Encoding.PEM))
    database = f"postgresql://app@db/postgres?sslrootcert={file}"
    await note_certificates("trial", PlatformSettings(database_url=database))
    labels = {"service": "trial", "certificate": "database authority"}
    told = REGISTRY.get_sample_value("pactline_certificate_expires_timestamp_seconds", labels)
    assert told == (BEGINS + timedelta(days=10)).timestamp()
    file.write_text("-----BEGIN nothing")
    await note_certificates("trial", PlatformSettings(database_url=database))
    assert REGISTRY.get_sample_value("pactline_certificate_expires_timestamp_seconds", labels) == told


@pytest.mark.parametrize("place", ["", "not/yet/made"])
def test_the_room_of_a_disk_is_that_of_the_folder_or_of_the_one_above_it(tmp_path: Path, place: str):
    free, size = room(tmp_path / place)
    assert 0 < free <= size
    note_room("trial", PlatformSettings(data_dir=tmp_path / place))
    assert REGISTRY.get_sample_value("pactline_disk_size_bytes", {"service": "trial"}) == size
