"""A real HTTPS server of somebody else: it keeps what it is asked, and answers, or misbehaves, as it is told."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, its header names in small letters."""

    line: str
    headers: dict[str, str]
    body: str


Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


def status(code: int, *headers: str, body: str = "") -> Behaviour:
    """Answers with a status, and more headers or a body where given."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {code} told", *headers, f"Content-Length: {len(body)}", "", body]
        writer.write("\r\n".join(lines).encode())
        await writer.drain()

    return answer


@dataclass
class Https:
    """`behaviours` are taken one a request; after the last it answers 200."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    behaviours: list[Behaviour] = field(default_factory=list)
    connections: int = 0
    serving: set[asyncio.Task[None]] = field(default_factory=set)

    def address(self, path: str = "/hook", host: str = "127.0.0.1") -> str:
        return f"https://{host}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if (task := asyncio.current_task()) is not None:
            self.serving.add(task)
        # Cut off at the end by whoever listens, in whatever it was about.
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *rest = head.strip().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in rest)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.asked.append(Asked(line, headers, body.decode()))
            await (self.behaviours.pop(0) if self.behaviours else status(200))(writer)
        writer.close()


@asynccontextmanager
async def https(context: ssl.SSLContext | None) -> AsyncIterator[Https]:
    """Listens on 127.0.0.1 while inside; without a context by plain TCP."""
    there = Https()
    server = await asyncio.start_server(there.serve, "127.0.0.1", 0, ssl=context)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        server.close()
        for one in there.serving:
            one.cancel()
        await asyncio.gather(*there.serving, return_exceptions=True)
