"""A load generator of its own process, light enough not to be what is measured: raw HTTP/1.1 over kept connections."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, cast

import uvloop

NUMBER: Final = b"000000000000"
"""Stands in a request where each one sent has a number of its own."""
PATIENCE: Final = 60.0
PERCENTILES: Final = (50.0, 90.0, 99.0, 99.9)


@dataclass(frozen=True, slots=True)
class Load:
    """Requests sent in turn to one server, by so many connections that each wait for the answer, for so long."""

    port: int
    requests: Sequence[str]
    connections: int
    seconds: float
    first: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers a second, milliseconds by percentile (100 is the slowest), and how many had which status."""

    rate: float
    milliseconds: dict[str, float]
    statuses: dict[str, int]
    sent: int

    @property
    def p99(self) -> float:
        return self.milliseconds["99"]


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> str:
    """The request's text; `NUMBER` in it is replaced by the number of the one sent."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {text}" for name, text in headers.items())]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines) + "\r\n\r\n" + body.decode()


async def loaded(load: Load) -> Answered:
    """Runs the load in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.http_load", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate(json.dumps(asdict(load)).encode())
    if process.returncode:
        raise RuntimeError("the load generator failed")
    return Answered(**json.loads(out))


def distribution(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds by percentile, nearest rank; 100 is the slowest."""
    ordered = sorted(seconds)
    ranks = {f"{share:g}": min(len(ordered) - 1, int(len(ordered) * share / 100)) for share in PERCENTILES}
    return {name: round(ordered[rank] * 1000, 3) for name, rank in {**ranks, "100": len(ordered) - 1}.items()}


class Connection(asyncio.Protocol):
    """Sends the next request as soon as the last is answered."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._held = b""
        self._began = 0.0
        self._wire: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._wire = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, found, rest = self._held.partition(b"\r\n\r\n")
        if not found:
            return
        at = head.lower().find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(rest) < length:
            return
        self._held = b""
        self._run.answered(time.perf_counter() - self._began, head[9:12].decode())
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._run.ended(exc)

    def _send(self) -> None:
        if self._wire is None:
            return
        if self._run.over:
            self._wire.close()
            return
        text = self._run.next()
        self._began = time.perf_counter()
        self._wire.write(text)


class Run:
    """What all connections of one load share."""

    def __init__(self, load: Load) -> None:
        self._texts = itertools.cycle([text.encode() for text in load.requests])
        self._numbers = itertools.count(load.first)
        self._left = load.connections
        self._until = 0.0
        self.latencies: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.done = asyncio.get_running_loop().create_future()

    def begin(self, seconds: float) -> None:
        self._until = time.perf_counter() + seconds

    @property
    def over(self) -> bool:
        return time.perf_counter() >= self._until

    def next(self) -> bytes:
        return next(self._texts).replace(NUMBER, b"%012d" % next(self._numbers))

    def answered(self, seconds: float, status: str) -> None:
        self.latencies.append(seconds)
        self.statuses[status] += 1

    def ended(self, error: Exception | None) -> None:
        self._left -= 1
        if error is not None and not self.done.done():
            self.done.set_exception(error)
        elif self._left == 0 and not self.done.done():
            self.done.set_result(None)


async def _run(load: Load) -> Answered:
    run = Run(load)
    began = time.perf_counter()
    run.begin(load.seconds)
    loop = asyncio.get_running_loop()
    for _ in range(load.connections):
        await loop.create_connection(lambda: Connection(run), "127.0.0.1", load.port)
    async with asyncio.timeout(load.seconds + PATIENCE):
        await run.done
    took = time.perf_counter() - began
    count = len(run.latencies)
    return Answered(round(count / took, 1), distribution(run.latencies), dict(run.statuses), count)


def main() -> None:
    given: dict[str, Any] = json.load(sys.stdin)
    answer = uvloop.run(_run(Load(**given)))
    json.dump(asdict(answer), sys.stdout)


if __name__ == "__main__":
    main()
