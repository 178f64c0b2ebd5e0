"""The data directory of an installation: its layout, its lock, its secret."""

import fcntl
import os
import secrets
import shutil
from pathlib import Path
from typing import IO, Any, Final

from shared.runtime.errors import OTHER_DATA_DIR, StartError, from_os_error
from shared.runtime.state import read_state

LEAST_FREE: Final = 300 * 1024 * 1024


class DataDir:
    """Opened by one process at a time. The lock belongs to the process, so that it is gone when the process is, however
    it ended, and forked children do not hold it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser().absolute()
        self._lock: IO[Any] | None = None

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def state(self) -> Path:
        return self.root / "state.json"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def open(self, least_free: int = LEAST_FREE) -> None:
        """Makes what is missing and takes the lock. Raises StartError when another start has it, when this user may not
        write there, or when less than `least_free` bytes are left.
        """
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.geteuid() == 0 and self.root.stat().st_uid == 0:
                self.root.chmod(0o711)  # PostgreSQL runs as another account and must pass
            self.logs.mkdir(mode=0o700, exist_ok=True)
            self._lock = (self.root / "lock").open("a")
        except OSError as error:
            raise from_os_error(error, self.root) from error
        try:
            fcntl.lockf(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.close()
            raise self._taken() from error
        left = shutil.disk_usage(self.root).free
        if left < least_free:
            self.close()
            raise StartError(
                f"The disk that holds {self.root} has {left >> 20} MB left; Pactline needs {least_free >> 20} MB to "
                "start.",
                f"Free some space there, or {OTHER_DATA_DIR}.",
            )

    def close(self) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None

    def is_running(self) -> bool:
        """Asked by other processes: whether somebody holds the lock now."""
        if self._lock:
            return True
        try:
            with (self.root / "lock").open("r+") as lock:
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    def secret(self) -> str:
        """The installation's own secret, made at the first start, readable by this user only."""
        place = self.root / "secret"
        try:
            if not place.exists():
                staging = self.root / "secret.new"
                write_private(staging, secrets.token_urlsafe(48))
                staging.rename(place)
            return place.read_text(encoding="ascii").strip()
        except OSError as error:
            raise from_os_error(error, place) from error

    def _taken(self) -> StartError:
        state = read_state(self.state)
        who = f" (process {state.supervisor.pid})" if state else ""
        where = f"Use it at {state.address}, s" if state and state.address else "S"
        return StartError(
            f"Pactline already runs in {self.root}{who}.",
            f"{where}top it with Ctrl-C or SIGTERM, or start this one with another --data-dir and --port.",
        )


def write_private(place: Path, text: str) -> None:
    """Writes a file that only this user may read, from its first byte on."""
    place.unlink(missing_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
