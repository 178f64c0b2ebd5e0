"""What a service stands on, looked at now and then: room on the disk, and until when certificates are good."""

import asyncio
import shutil
import ssl
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import structlog
from cryptography import x509

from shared.observability.metrics import CERTIFICATE_EXPIRES, DISK_FREE, DISK_SIZE
from shared.settings import PlatformSettings

EVERY: Final = 60.0
CERTIFICATES_EVERY: Final = 3600.0
LONGEST_LOOK: Final = 5.0
TLS_WANTED: Final = frozenset({"require", "verify-ca", "verify-full"})
SSL_REQUEST: Final = struct.pack("!ii", 8, 80877103)
"""What a client of PostgreSQL sends before TLS begins (protocol 3.0, SSLRequest)."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Peer:
    """A server that shows a certificate; `postgres` asks for TLS in its own words first."""

    name: str
    host: str
    port: int
    postgres: bool = False


def room(place: Path) -> tuple[int, int]:
    """Bytes free and in all on the disk of a folder, or of the nearest one above it that exists."""
    absolute = place.absolute()
    there = next(one for one in (absolute, *absolute.parents) if one.exists())
    usage = shutil.disk_usage(there)
    return usage.free, usage.total


def authorities(settings: PlatformSettings) -> Iterator[tuple[str, Path]]:
    """The files of authorities that are trusted, by a name for the label."""
    if settings.kafka_security_protocol.endswith("SSL") and settings.kafka_ca_file is not None:
        yield "kafka authority", settings.kafka_ca_file
    for given in parse_qs(urlsplit(settings.database_url).query).get("sslrootcert", []):
        yield "database authority", Path(given)


def peers(settings: PlatformSettings) -> Iterator[Peer]:
    """The servers that are reached over TLS."""
    if settings.kafka_security_protocol.endswith("SSL"):
        host, _, port = settings.kafka.split(",")[0].rpartition(":")
        yield Peer("kafka", host, int(port))
    database = urlsplit(settings.database_url)
    if TLS_WANTED & set(parse_qs(database.query).get("sslmode", [])):
        yield Peer("database", database.hostname or "", database.port or 5432, postgres=True)


def ends_in(certificates: bytes) -> float:
    """The moment (seconds since 1970) at which the first of the certificates ends that ends first; PEM or DER."""
    if b"-----BEGIN" in certificates:
        found = x509.load_pem_x509_certificates(certificates)
    else:
        found = [x509.load_der_x509_certificate(certificates)]
    return min(one.not_valid_after_utc.timestamp() for one in found)


async def presented(peer: Peer) -> bytes:
    """The certificate that a server shows, whoever signed it: here its age counts, elsewhere whether it is trusted."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    async with asyncio.timeout(LONGEST_LOOK):
        reader, writer = await asyncio.open_connection(peer.host, peer.port)
        try:
            if peer.postgres:
                writer.write(SSL_REQUEST)
                await reader.readexactly(1)
            await writer.start_tls(context, server_hostname=peer.host)
            shown: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        finally:
            writer.close()
    return shown


async def note_certificates(service: str, settings: PlatformSettings) -> None:
    """Sets until when each certificate is good. One that can't be read keeps what was known of it."""
    for name, file in authorities(settings):
        try:
            ends = ends_in(file.read_bytes())
        except (OSError, ValueError) as error:
            log.warning("certificate_not_read", certificate=name, error=repr(error))
        else:
            CERTIFICATE_EXPIRES.labels(service, name).set(ends)
    for peer in peers(settings):
        try:
            ends = ends_in(await presented(peer))
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as error:
            log.warning("certificate_not_shown", certificate=peer.name, error=repr(error))
        else:
            CERTIFICATE_EXPIRES.labels(service, peer.name).set(ends)


def note_room(service: str, settings: PlatformSettings) -> None:
    """Sets how much room the data directory has."""
    free, size = room(settings.data_dir)
    DISK_FREE.labels(service).set(free)
    DISK_SIZE.labels(service).set(size)


async def watch(service: str, settings: PlatformSettings) -> None:
    """Looks for ever."""
    certificates_at = -CERTIFICATES_EVERY
    while True:
        note_room(service, settings)
        if time.monotonic() - certificates_at >= CERTIFICATES_EVERY:
            await note_certificates(service, settings)
            certificates_at = time.monotonic()
        await asyncio.sleep(EVERY)
