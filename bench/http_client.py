"""A few kept connections to one service, for commands whose answers matter one by one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec

from bench.http_load import request
from shared.values.ids import new_id

CONNECTIONS: Final = 8


class Client:
    """Asks over whichever of its connections is free."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: asyncio.LifoQueue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.LifoQueue()

    async def post(self, path: str, body: Any, headers: dict[str, str], *, if_match: int = 0) -> Any:
        """The answer to a command; raises unless it is 2xx."""
        more = {"Idempotency-Key": new_id(), **({"If-Match": f'"{if_match}"'} if if_match else {})}
        return await self._ask(request("POST", path, {**headers, **more}, msgspec.json.encode(body)))

    async def get(self, path: str, headers: dict[str, str]) -> bytes:
        """The body of what is read; raises unless it is 2xx."""
        return await self._bytes(request("GET", path, headers))

    async def _ask(self, text: str) -> Any:
        return msgspec.json.decode(await self._bytes(text))

    async def _bytes(self, text: str) -> bytes:
        reader, writer = connection = await self._free.get()
        if reader.at_eof():  # the service closes what is idle for some seconds
            writer.close()
            reader, writer = connection = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(text.encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            body = await reader.readexactly(length)
        finally:
            self._free.put_nowait(connection)
        if not head.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(f"{text.splitlines()[0]}: {head[:12]!r} {body[:300]!r}")
        return body

    async def _open(self) -> None:
        for _ in range(CONNECTIONS):
            self._free.put_nowait(await asyncio.open_connection("127.0.0.1", self._port))

    def _close(self) -> None:
        while not self._free.empty():
            self._free.get_nowait()[1].close()


@asynccontextmanager
async def client(port: int) -> AsyncIterator[Client]:
    """Connected to a service on this machine."""
    opened = Client(port)
    await opened._open()  # noqa: SLF001 - the one place that makes clients
    try:
        yield opened
    finally:
        opened._close()  # noqa: SLF001 - the same


async def each(items: Iterable[Any], one: Callable[[Any], Awaitable[Any]]) -> list[Any]:
    """The answers of a call for each item, as many at once as a client has connections."""
    limit = asyncio.Semaphore(CONNECTIONS)

    async def limited(item: Any) -> Any:
        async with limit:
            return await one(item)

    return list(await asyncio.gather(*(limited(item) for item in items)))
