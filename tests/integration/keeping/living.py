"""A whole installation, started as an operator would, asked by HTTP and by commands."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import httpx

from services.__main__ import main
from services.portal.setup.handlers import bootstrap_secret
from services.story.callers import Caller, sign_in
from shared.runtime.state import read_state
from shared.runtime.status import environment_of
from shared.settings import PlatformSettings
from shared.testing.ports import first_port

PATIENCE = 300.0
PASSWORD = "a long enough sentence 7"


@contextmanager
def room() -> Iterator[Path]:
    """A folder that the account of PostgreSQL may pass."""
    place = Path(tempfile.mkdtemp(prefix="pactline-keeping-"))
    place.chmod(0o711)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def pactline(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """One command of the product, with no setting but those named."""
    return subprocess.run(
        [sys.executable, "-m", "services", *map(str, arguments)],
        env={**_plain(), **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def answered(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The same without a process of its own, for commands that refuse before they ask any server."""
    out, err, status = StringIO(), StringIO(), 0
    environment = patch.dict(os.environ, {**_plain(), **variables}, clear=True)
    with environment, patch.object(sys, "argv", ["pactline", *map(str, arguments)]):
        try:
            with redirect_stdout(out), redirect_stderr(err):
                main()
        except SystemExit as ended:
            status = int(ended.code or 0)
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PACTLINE_")}


@dataclass
class Living:
    """One installation over a data directory; `variables` are settings of its own."""

    data_dir: Path
    variables: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        port = first_port()
        log = self.data_dir.parent / f"{self.data_dir.name}.log"
        command = [sys.executable, "-m", "services", "up", "--data-dir", str(self.data_dir), "--port", str(port)]
        with log.open("ab") as out:
            self.process = subprocess.Popen(command, env={**_plain(), **self.variables}, stdout=out, stderr=out)
        until = time.monotonic() + PATIENCE
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(log.read_text())
            time.sleep(0.2)

    def _is_ready(self) -> bool:
        state = read_state(self.data_dir / "state.json")
        return state is not None and state.supervisor.pid == self.process.pid and bool(state.address)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def kill(self) -> None:
        """As a power cut does: nobody is asked."""
        children = read_state(self.data_dir / "state.json").children
        self.process.kill()
        self.process.wait(PATIENCE)
        until = time.monotonic() + PATIENCE
        while any(child.found() for child in children) and time.monotonic() < until:
            time.sleep(0.1)

    @property
    def settings(self) -> PlatformSettings:
        found = environment_of(self.data_dir)
        return PlatformSettings(
            **{name.removeprefix("PACTLINE_").lower(): value for name, value in found.items()}, _env_file=None
        )

    @asynccontextmanager
    async def administrator(self, *, first: bool = False) -> AsyncIterator[Caller]:
        """The administrator signed in; `first` sets the organisation up."""
        settings = self.settings
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
            if first:
                await Caller(settings, client).post("portal", "/v1/setup", SETUP | _bootstrap(settings))
            caller = await sign_in(settings, client, "administrator", PASSWORD)
            for service, path in PROBES.items():
                while not await caller.admitted(service, path):
                    await asyncio.sleep(0.2)
            yield caller


SETUP = {
    "organisation": "中泰集团总部",
    "legal_entity": {"name": "中泰集团有限公司", "tax_number": "91110000100000000R", "currency": "CNY"},
    "administrator": {
        "login": "administrator",
        "name": "管理员",
        "email": "administrator@pactline.example",
        "password": PASSWORD,
    },
}
PROBES = {"customer": "/v1/customers?limit=1", "contract": "/v1/contracts?limit=1"}


def _bootstrap(settings: PlatformSettings) -> dict[str, str]:
    return {"bootstrap": bootstrap_secret(settings.secret.get_secret_value())}


@contextmanager
def living(data_dir: Path, **variables: str) -> Iterator[Living]:
    """An installation that is stopped in the end, whatever happened."""
    one = Living(data_dir, variables)
    try:
        yield one
    finally:
        one.stop()
