"""Programs run as private children: they die with us, write to a log of their own, hear no Ctrl-C of the terminal."""

import ctypes
import os
import signal
import subprocess  # nosec B404  # our own command lines
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from shared.runtime.accounts import Account
from shared.runtime.errors import StartError, from_os_error

_SET_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG of prctl(2)
_LOG_KEPT: Final = 8 * 1024 * 1024
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int, death_signal: signal.Signals) -> None:
    """Called in a child: the kernel sends `death_signal` when the thread that made it ends. Linux only; elsewhere the
    next start ends what was left, by the process ids it finds in the state file.
    """
    if sys.platform != "linux":
        return
    _libc.prctl(_SET_DEATH_SIGNAL, int(death_signal), 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Program:
    """A program to run and, once started, its process."""

    name: str
    command: Sequence[str]
    log: Path
    death_signal: signal.Signals
    account: Account | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    log_from: int = 0

    def start(self) -> None:
        parent = os.getpid()
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            if self.log.exists() and self.log.stat().st_size > _LOG_KEPT:
                self.log.replace(self.log.with_suffix(".log.1"))
            with self.log.open("ab") as log:
                self.log_from = log.tell()
                self.process = subprocess.Popen(  # nosec B603  # noqa: S603 - our own command line
                    list(self.command),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd="/",
                    env={"PATH": os.environ.get("PATH", ""), **self.environment},
                    process_group=0,
                    preexec_fn=lambda: die_with_parent(parent, self.death_signal),  # noqa: PLW1509 - no threads yet
                    **(self.account.popen_options() if self.account else {}),
                )
        except FileNotFoundError as error:
            raise StartError(
                f"{self.name} cannot be run: {self.command[0]} is missing, or the loader it needs.",
                "Run `make` again to install it; on a Linux without glibc use your own servers by "
                "PACTLINE_DATABASE_URL and PACTLINE_KAFKA.",
            ) from error
        except OSError as error:
            raise from_os_error(error, self.log) from error

    @property
    def pid(self) -> int:
        assert self.process is not None  # nosec B101  # noqa: S101 - asked only of a started program
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def wait(self, within: float) -> int | None:
        """Its exit status, or None when it still runs after `within` seconds."""
        assert self.process is not None  # nosec B101  # noqa: S101 - asked only of a started program
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            return None

    def output(self, limit: int = 4000) -> str:
        """The end of what this start has written."""
        try:
            with self.log.open("rb") as log:
                size = log.seek(0, os.SEEK_END)
                log.seek(max(self.log_from, size - limit))
                return log.read().decode("utf-8", "replace")
        except OSError:
            return ""

    def stop(self, polite: signal.Signals, within: float) -> None:
        """Asks first, waits `within` seconds, then ends it for certain."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(polite)
            if self.wait(within) is None:
                self.process.kill()
        self.process.wait()
