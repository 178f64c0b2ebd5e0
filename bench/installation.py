"""Rows 14 and 15: how soon a warm installation is ready and what it holds in memory, beside its bare servers."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess  # nosec B404  # our own command lines
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import psutil

from bench.measure import Given, Outcome, Taken
from services.catalogue import CATALOGUE
from shared.runtime.probes import is_ready
from shared.testing.ports import first_port

READY_WITHIN: Final = 180.0
IDLE_SECONDS: Final = 15.0
"""Until whatever a start leaves to do is done."""
OFFSETS: Final = range(len(CATALOGUE))


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds to ready, and the proportional memory of each process by name, in MiB."""

    seconds: float
    memory: dict[str, float]

    @property
    def total(self) -> float:
        return sum(self.memory.values())


async def ready_and_idle(given: Given) -> Outcome:
    """The first start of each makes its files and is not counted."""
    return await asyncio.to_thread(_measured, given)


def _measured(given: Given) -> Outcome:
    rounds = 1 if given.short else given.rounds
    idle = 0.5 if given.short else IDLE_SECONDS
    own, bare = given.folder / "installation", given.folder / "bare"
    if not given.short:
        _installation(own, idle=0)
        _bare_servers(bare, idle=0)
    starts, alone = [], []
    for _ in range(rounds):
        starts.append(_installation(own, idle=idle))
        alone.append(_bare_servers(bare, idle=idle))
    memory = sorted(starts, key=lambda one: one.total)[len(starts) // 2]
    memory_alone = sorted(alone, key=lambda one: one.total)[len(alone) // 2]
    times, times_alone = ([round(one.seconds, 2) for one in each] for each in (starts, alone))
    return Outcome(
        {
            "14": Taken(median(times), median(times_alone), {"rounds": times, "reference_rounds": times_alone}),
            "15": Taken(
                memory.total,
                memory_alone.total,
                {"mib": _rounded(memory.memory), "reference_mib": _rounded(memory_alone.memory)},
            ),
        }
    )


def _installation(data_dir: Path, *, idle: float) -> Start:
    first = first_port()
    command = [sys.executable, "-m", "services", "up", "--data-dir", str(data_dir), "--port", str(first)]
    with _running(command, data_dir.with_suffix(".log")) as process:
        began = time.perf_counter()
        _wait(process, lambda: all(is_ready(f"http://127.0.0.1:{first + offset}") for offset in OFFSETS))
        seconds = time.perf_counter() - began
        time.sleep(idle)
        return Start(seconds, memory_of(process.pid))


def _bare_servers(home: Path, *, idle: float) -> Start:
    told = home.with_suffix(".ready")
    told.unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench.bare_servers", str(home), str(told)]
    with _running(command, home.with_suffix(".log")) as process:
        began = time.perf_counter()
        _wait(process, told.exists)
        seconds = time.perf_counter() - began
        time.sleep(idle)
        servers = memory_of(process.pid)
        return Start(seconds, {name: mib for name, mib in servers.items() if name in ("postgres", "java")})


@contextmanager
def _running(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Asked to end when the block ends, and waited for."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PACTLINE_")}
    with log.open("ab") as words:
        process = subprocess.Popen(command, stdout=words, stderr=words, env=environment)  # nosec B603  # our own command lines
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], reached: object) -> None:
    until = time.perf_counter() + READY_WITHIN
    assert callable(reached)  # nosec B101  # a name of the module
    while not reached():
        if process.poll() is not None or time.perf_counter() > until:
            raise RuntimeError(f"not ready: {process.args!r}")
        time.sleep(0.02)


def memory_of(pid: int) -> dict[str, float]:
    """Proportional set size (shared pages divided among those that share them) of a process and all below it, in MiB,
    summed by the program's name.
    """
    found: dict[str, float] = {}
    top = psutil.Process(pid)
    for process in (top, *top.children(recursive=True)):
        try:
            mib = process.memory_full_info().pss / 2**20
            name = process.name()
        except psutil.Error:
            continue
        found[name] = found.get(name, 0.0) + mib
    return found


def _rounded(memory: dict[str, float]) -> dict[str, float]:
    return {name: round(mib, 1) for name, mib in memory.items()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(memory_of(int(sys.argv[1]))) + "\n")
