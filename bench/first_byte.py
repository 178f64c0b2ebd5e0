"""How long until the first byte of an answer: one connection, one request at a time, as a browser waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

LENGTH: Final = b"content-length:"
WITHIN: Final = 30.0


@dataclass(frozen=True, slots=True)
class FirstBytes:
    """Milliseconds of each request, in order."""

    each: Sequence[float]

    @property
    def median(self) -> float:
        return round(median(self.each), 3)

    @property
    def p99(self) -> float:
        """By nearest rank."""
        ordered = sorted(self.each)
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 3)


async def first_bytes(port: int, paths: Sequence[str], headers: dict[str, str]) -> FirstBytes:
    """Asks for the paths in turn. Raises RuntimeError for an answer that is not 200."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = "".join(f"{name}: {text}\r\n" for name, text in headers.items())
    taken = []
    try:
        for path in paths:
            started = time.perf_counter()
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{lines}\r\n".encode())
            async with asyncio.timeout(WITHIN):
                first = await reader.readexactly(1)
                taken.append((time.perf_counter() - started) * 1000)
                await _rest(reader, path, first)
    finally:
        writer.close()
        await writer.wait_closed()
    return FirstBytes(taken)


async def _rest(reader: asyncio.StreamReader, path: str, first: bytes) -> None:
    head = (first + await reader.readuntil(b"\r\n\r\n")).lower()
    at = head.index(LENGTH) + len(LENGTH)
    await reader.readexactly(int(head[at : head.index(b"\r", at)]))
    if head[9:12] != b"200":
        raise RuntimeError(f"{path} answered {head[9:12].decode()}")
