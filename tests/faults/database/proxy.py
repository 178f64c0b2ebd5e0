"""A proxy before PostgreSQL that cuts a connection at the COMMIT of a caller's command."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

Cut = Literal["before it arrives", "before its answer"]
COMMIT = b"COMMIT\0"
SSL_REQUEST = 80877103


@dataclass
class Proxy:
    """Passes everything on. Once armed, it cuts the next connection of `user` whose COMMIT comes by, and goes on so
    with `times` of them: before PostgreSQL gets it (nothing is committed), or before its answer is passed back (all is
    committed, and nobody was told).
    """

    host: str
    port: int
    user: str
    cut: Cut = "before it arrives"
    times: int = 0
    cuts: int = field(default=0, init=False)

    def arm(self, cut: Cut, times: int = 1) -> None:
        self.cut, self.times = cut, times

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind_reader, behind_writer = await asyncio.open_connection(self.host, self.port)
        answers = asyncio.create_task(_copy(behind_reader, writer))
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                await self._pass_on(reader, behind_writer, answers)
        finally:
            answers.cancel()
            for one in (writer, behind_writer):
                one.transport.abort()
            await asyncio.gather(answers, return_exceptions=True)

    async def _pass_on(
        self, reader: asyncio.StreamReader, behind: asyncio.StreamWriter, answers: "asyncio.Task[None]"
    ) -> None:
        first = await _start(reader, behind)
        ours = f"user\0{self.user}\0".encode() in first
        while True:
            kind = await reader.readexactly(1)
            size = await reader.readexactly(4)
            body = await reader.readexactly(int.from_bytes(size) - 4)
            if ours and kind == b"Q" and body.endswith(COMMIT) and self.times > 0:
                self.times -= 1
                self.cuts += 1
                if self.cut == "before its answer":
                    answers.cancel()
                    behind.write(kind + size + body)
                    await behind.drain()
                    # The server has it and commits, whether or not anybody hears of it.
                    await asyncio.sleep(0.2)
                return
            behind.write(kind + size + body)
            await behind.drain()


async def _start(reader: asyncio.StreamReader, behind: asyncio.StreamWriter) -> bytes:
    """The first message has no kind; a question for TLS comes before it."""
    while True:
        size = await reader.readexactly(4)
        body = await reader.readexactly(int.from_bytes(size) - 4)
        behind.write(size + body)
        await behind.drain()
        if int.from_bytes(body[:4]) != SSL_REQUEST:
            return body


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    writer.transport.abort()


@asynccontextmanager
async def proxied(server_url: str, user: str) -> AsyncIterator[tuple[Proxy, str]]:
    """The proxy, and the server's address by way of it."""
    parts = urlsplit(server_url)
    assert parts.hostname
    assert parts.port
    proxy = Proxy(parts.hostname, parts.port, user)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    location = f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{port}"
    try:
        yield proxy, urlunsplit(parts._replace(netloc=location))
    finally:
        server.close()
