"""Work done in a process forked from this one: it shares the memory of all that was imported before."""

import gc
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from shared.runtime.children import die_with_parent
from shared.settings import platform_settings


@dataclass
class Forked:
    """`run` is called in the child; its answer is the exit status. Where `log` is None the child keeps the terminal.
    The parent may have no threads: a lock held by one would stay locked in the child for ever.
    """

    name: str
    run: Callable[[], int]
    log: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    pid: int = 0
    status: int | None = None

    def start(self) -> None:
        if threading.active_count() > 1:
            raise RuntimeError(f"{self.name} would be forked from a process with threads: {threading.enumerate()}")
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()  # what the parent holds is never written by the child's collector, so that its pages stay shared
        self.status = None
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            self._be_the_child(parent)

    def _be_the_child(self, parent: int) -> None:
        status = 1
        try:
            os.setpgid(0, 0)
            die_with_parent(parent, signal.SIGKILL)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            if self.log is not None:
                _write_to(self.log)
            os.environ.update(self.environment)
            platform_settings.cache_clear()  # the parent may have read its own, which name no servers
            gc.enable()
            status = self.run()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except BaseException:  # noqa: BLE001 - the last frame of a process: whatever it was must be written down
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    @property
    def alive(self) -> bool:
        if self.pid and self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return bool(self.pid) and self.status is None

    @property
    def listens(self) -> bool:
        """Whether it is this process, and no other program, that takes connections at the port."""
        try:
            open_now = psutil.Process(self.pid).net_connections("tcp")
        except psutil.Error:
            return False
        return any(one.status == psutil.CONN_LISTEN and one.laddr.port == self.port for one in open_now)

    def send(self, number: signal.Signals) -> None:
        if self.alive:
            os.kill(self.pid, number)

    def wait(self, within: float) -> int | None:
        """Its exit status, negative for a signal; None when it still runs after `within` seconds."""
        until = time.monotonic() + within
        while self.alive:
            if time.monotonic() > until:
                return None
            time.sleep(0.02)
        return self.status

    def stop(self, within: float) -> None:
        """Asks first, waits `within` seconds, then ends it for certain."""
        self.send(signal.SIGTERM)
        if self.wait(within) is None:
            self.send(signal.SIGKILL)
            self.wait(10.0)

    def ending(self) -> str:
        """How it ended, in words."""
        if self.status is not None and self.status < 0:
            return signal.Signals(-self.status).name
        return f"exit status {self.status}"

    def last_words(self) -> str:
        """What it said last that is no news: an error, or a line of no log; else the end of its log."""
        try:
            written = self.log.read_text(encoding="utf-8", errors="replace") if self.log else ""
        except OSError:
            return ""
        lines = [line for line in written.splitlines() if line.strip()]
        return next(filter(None, map(_complaint, reversed(lines))), lines[-1] if lines else "")


def _complaint(line: str) -> str:
    """The sentence of a line that tells what went wrong; empty for news."""
    try:
        said = json.loads(line)
    except ValueError:
        return line
    if not isinstance(said, dict) or said.get("level") not in ("error", "critical"):
        return ""
    return ": ".join(str(said[key]) for key in ("event", "error") if said.get(key))


def _write_to(log: Path) -> None:
    with log.open("ab") as file, Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
