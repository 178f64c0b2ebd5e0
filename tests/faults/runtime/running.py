"""An installation started as a person would start it, as another process, and looked at from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from shared.runtime.probes import is_ready
from shared.runtime.state import State, read_state

SCRIPT = Path(__file__).with_name("small_installation.py")
REPOSITORY = SCRIPT.parents[3]
PATIENCE = 150.0


def eventually(holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


class Installation:
    def __init__(self, data_dir: Path, port: int, environment: dict[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.port = port
        self.environment = environment or {}
        self.process: subprocess.Popen[str] | None = None

    def start(self, story: str = "") -> None:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PACTLINE_")}
        self.process = subprocess.Popen(
            self.command(story),
            cwd=REPOSITORY,
            env={**plain, "PYTHONPATH": str(REPOSITORY), **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def command(self, story: str = "") -> list[str]:
        return [sys.executable, str(SCRIPT), str(self.data_dir), str(self.port), *([story] if story else [])]

    def ready(self) -> None:
        if not eventually(lambda: self.process.poll() is not None or self.is_announced()):
            raise AssertionError("not ready in time")
        if self.process.poll() is not None:
            raise AssertionError(self.process.stderr.read())

    def is_announced(self) -> bool:
        state = self.state()
        return state is not None and state.supervisor.pid == self.process.pid and bool(state.address)

    def state(self) -> State | None:
        return read_state(self.data_dir / "state.json")

    def child(self, name: str) -> int:
        return next(child.pid for child in self.state().children if child.name == name)

    def kill(self, name: str) -> int:
        pid = self.child(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def answers(self) -> bool:
        return is_ready(f"http://127.0.0.1:{self.port}") and is_ready(f"http://127.0.0.1:{self.port + 1}")

    def refusal(self) -> str:
        """What it says on stderr when it does not start."""
        _, words = self.process.communicate(timeout=PATIENCE)
        return words

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode

    def processes(self) -> list[int]:
        """All that mention this data directory: the supervisor, what it forked, PostgreSQL and Kafka."""
        everything = psutil.process_iter(["cmdline"])
        return [p.pid for p in everything if any(str(self.data_dir) in word for word in p.info["cmdline"] or ())]


@contextmanager
def installation(
    data_dir: Path, port: int, *, kind: type[Installation] = Installation, **environment: str
) -> Iterator[Installation]:
    one = kind(data_dir, port, environment)
    try:
        yield one
    finally:
        if one.process and one.process.poll() is None:
            one.process.kill()
            one.process.communicate(timeout=PATIENCE)
            eventually(lambda: not one.processes(), 20)
