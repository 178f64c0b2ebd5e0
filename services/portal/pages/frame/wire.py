"""How a page's many small questions travel: HTTP/1.1 over kept connections, with nothing done that they don't need.

httpx makes and reads the messages; what it would spend on the way to a socket and back was half of a page's work.
"""

import asyncio
import ssl
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import httpx

HEAD_ENDS: Final = b"\r\n\r\n"
LARGEST_HEAD: Final = 64 * 1024
KEPT: Final = 32
"""Connections to one service that wait for the next question."""
BODILESS: Final = frozenset({204, 304})

Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A connection to a service."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def give_up(self) -> None:
        self.writer.transport.abort()


class Wire(httpx.AsyncBaseTransport):
    """Whole answers only: what goes on for ever is asked another way.

    Raises as httpx's own transports do: `ConnectError`, `ReadError`, `RemoteProtocolError`, and their timeouts.
    """

    def __init__(self, verify: ssl.SSLContext) -> None:
        self._verify = verify
        self._kept: defaultdict[Place, list[Line]] = defaultdict(list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        limits = request.extensions.get("timeout", {})
        url = request.url
        place = (url.scheme, url.host, url.port or {"http": 80, "https": 443}[url.scheme])
        line = self._waiting(place) or await self._connected(place, limits.get("connect"))
        whole = False
        try:
            async with asyncio.timeout(limits.get("read")):
                line.writer.write(_written(request))
                status, headers, body = await _read(line.reader, request.method)
            whole = True
        except TimeoutError as error:
            raise httpx.ReadTimeout("no answer in time", request=request) from error
        except (OSError, EOFError) as error:
            raise httpx.ReadError(repr(error), request=request) from error
        except (ValueError, asyncio.LimitOverrunError) as error:
            raise httpx.RemoteProtocolError(repr(error), request=request) from error
        finally:
            if not whole:
                line.give_up()
        self._keep(place, line, headers)
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body), request=request)

    async def aclose(self) -> None:
        for lines in self._kept.values():
            for line in lines:
                line.give_up()
        self._kept.clear()

    def _waiting(self, place: Place) -> Line | None:
        """A kept connection that the service has not closed meanwhile, the one used last first."""
        lines = self._kept[place]
        while lines:
            line = lines.pop()
            if not (line.reader.at_eof() or line.writer.is_closing()):
                return line
            line.give_up()
        return None

    async def _connected(self, place: Place, seconds: float | None) -> Line:
        scheme, host, port = place
        try:
            async with asyncio.timeout(seconds):
                context = self._verify if scheme == "https" else None
                return Line(*await asyncio.open_connection(host, port, ssl=context, limit=LARGEST_HEAD))
        except TimeoutError as error:
            raise httpx.ConnectTimeout(f"{host}:{port} did not answer in time") from error
        except OSError as error:
            raise httpx.ConnectError("All connection attempts failed") from error

    def _keep(self, place: Place, line: Line, headers: list[tuple[bytes, bytes]]) -> None:
        closes = any(name == b"connection" and value.lower() == b"close" for name, value in headers)
        if closes or len(self._kept[place]) >= KEPT:
            line.give_up()
        else:
            self._kept[place].append(line)


def _written(request: httpx.Request) -> bytes:
    head = [request.method.encode(), b" ", request.url.raw_path, b" HTTP/1.1\r\n"]
    for name, value in request.headers.raw:
        head += (name, b": ", value, b"\r\n")
    return b"".join((*head, b"\r\n", request.content))


async def _read(reader: asyncio.StreamReader, method: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body. Raises ValueError for what is no answer, EOFError for one that breaks off."""
    lines = (await reader.readuntil(HEAD_ENDS))[: -len(HEAD_ENDS)].split(b"\r\n")
    version, status, *_ = lines[0].split(b" ", 2)
    if version != b"HTTP/1.1":
        raise ValueError(f"an answer in {version!r}")
    headers = [(name.strip().lower(), value.strip()) for name, _, value in (line.partition(b":") for line in lines[1:])]
    told = dict(headers)
    if method == "HEAD" or int(status) in BODILESS:
        return int(status), headers, b""
    if told.get(b"transfer-encoding", b"").lower() == b"chunked":
        return int(status), headers, await _chunks(reader)
    return int(status), headers, await reader.readexactly(int(told[b"content-length"]))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    pieces = []
    while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        pieces.append(await reader.readexactly(size))
        await reader.readexactly(2)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass  # what is told after the last piece is of no use here
    return b"".join(pieces)
