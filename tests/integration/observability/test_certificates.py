"""A certificate is read from the server that shows it, whoever signed it."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from shared.observability.surroundings import SSL_REQUEST, note_certificates
from shared.settings import PlatformSettings
from shared.testing.tls import self_signed

ENDS = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    return self_signed(tmp_path, ENDS)[1]


def told(service: str, certificate: str) -> float | None:
    labels = {"service": service, "certificate": certificate}
    return REGISTRY.get_sample_value("pactline_certificate_expires_timestamp_seconds", labels)


async def test_a_broker_shows_until_when_its_certificate_is_good(context: ssl.SSLContext):
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as server:
        port = server.sockets[0].getsockname()[1]
        settings = PlatformSettings(kafka=f"127.0.0.1:{port}", kafka_security_protocol="SSL")
        await note_certificates("with a broker", settings)
    assert told("with a broker", "kafka") == ENDS.timestamp()


async def test_a_database_shows_it_after_it_was_asked_for_tls(context: ssl.SSLContext):
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(len(SSL_REQUEST)) == SSL_REQUEST
        writer.write(b"S")
        await writer.start_tls(context)
        await reader.read()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await note_certificates(
            "with a database",
            PlatformSettings(database_url=f"postgresql://app@127.0.0.1:{port}/postgres?sslmode=require"),
        )
    assert told("with a database", "database") == ENDS.timestamp()


async def test_a_server_that_is_away_tells_nothing_and_stops_nobody():
    await note_certificates("alone", PlatformSettings(kafka="127.0.0.1:1", kafka_security_protocol="SSL"))
    assert told("alone", "kafka") is None
