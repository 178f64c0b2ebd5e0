"""A server's certificate for tests, and TLS before a PostgreSQL that was built without it."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.observability.surroundings import SSL_REQUEST


def self_signed(folder: Path, ends: datetime) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that signed itself, good until `ends`, and a server's side of TLS which shows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pactline")])
    begins = min(ends, datetime.now(UTC)) - timedelta(days=30)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), begins, ends)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
    shown = builder.sign(key, SHA256()).public_bytes(Encoding.PEM)
    folder.mkdir(parents=True, exist_ok=True)
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(shown)
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    return certificate, context


@asynccontextmanager
async def behind_tls(postgres_url: str, context: ssl.SSLContext, query: str) -> AsyncIterator[str]:
    """The address, with `query`, at which the same PostgreSQL answers to TLS alone: what asks without it is cut off."""
    parts = urlsplit(postgres_url)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            if await reader.readexactly(len(SSL_REQUEST)) != SSL_REQUEST:
                writer.close()
                return
            writer.write(b"S")
            await writer.start_tls(context)
            their_reader, their_writer = await asyncio.open_connection(parts.hostname, parts.port)
            await asyncio.gather(_copy(reader, their_writer), _copy(their_reader, writer))

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        user = parts.netloc.rpartition("@")[0]
        place = f"{user}@127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield urlunsplit((parts.scheme, place, parts.path, query, ""))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
