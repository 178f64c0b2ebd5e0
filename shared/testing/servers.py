"""The real PostgreSQL and Kafka of a test run: started once, by whoever leads the run, and gone with it."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from shared.runtime.errors import StartError
from shared.runtime.kafka import Kafka
from shared.runtime.ports import any_free, on_a_port
from shared.runtime.postgres import Postgres

_NEED_NONE = ("tests/unit/",)

MEMORY = Path("/dev/shm")  # nosec B108  # noqa: S108 - a folder with a name of its own is made in it
ROOM_NEEDED = 3 * 2**30


@dataclass(frozen=True)
class Servers:
    """`postgres_url` names a superuser; `kafka_bootstrap` is host:port."""

    postgres_url: str
    kafka_bootstrap: str


def given_servers() -> Servers | None:
    """Yours, by the variables that name them to the product too."""
    postgres, kafka = os.environ.get("PACTLINE_DATABASE_URL"), os.environ.get("PACTLINE_KAFKA")
    return Servers(postgres, kafka) if postgres and kafka else None


@contextmanager
def own_servers() -> Iterator[Servers]:
    """Private servers in a temporary folder; not durable, since nothing outlives a test run."""
    home, fast = _folder(), _folder(_in_memory())
    started: list[Postgres | Kafka] = []

    def postgres(port: int) -> str:
        server = Postgres(fast / "postgres", home / "postgres.log", port=port, durable=False)
        address = server.start()
        started.append(server)
        return address

    def kafka(port: int) -> str:
        server = Kafka(home / "kafka", home / "kafka.log", port=port, report=_to_stderr)
        address = server.start()
        started.append(server)
        return address

    try:
        yield Servers(on_a_port(postgres, any_free()), on_a_port(kafka, any_free()))
    finally:
        for server in reversed(started):
            server.stop(within=5.0)
            if not server.home.is_relative_to(home.resolve()):
                shutil.rmtree(server.home, ignore_errors=True)
        shutil.rmtree(fast, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def _folder(within: Path | None = None) -> Path:
    made = Path(tempfile.mkdtemp(prefix="pactline-tests-", dir=within))
    made.chmod(0o711)
    return made


def _in_memory() -> Path | None:
    """Where files cost no disk, if there is room: each test's database is a thousand of them."""
    if not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:  # programs are copied there for some accounts
        return None
    unused = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return MEMORY if shutil.disk_usage(MEMORY).free > ROOM_NEEDED and unused > 2 * ROOM_NEEDED else None


def _to_stderr(words: str) -> None:
    sys.stderr.write(f"{words}\n")


class Lead:
    """The controller of a parallel run: starts the servers when a worker has collected a test that needs them, before
    any test runs, and hands their addresses over in a file.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pactline-run-"))
        self._running = None if given_servers() else own_servers()
        self._started = False

    @property
    def file(self) -> Path:
        return self._folder / "servers.json"

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: object) -> None:
        node.workerinput["pactline_servers"] = str(self.file)  # type: ignore[attr-defined]  # xdist has no types

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        if self._started or self._running is None or all(test.startswith(_NEED_NONE) for test in ids):
            return
        self._started = True
        try:
            answer = asdict(self._running.__enter__())
        except StartError as error:
            answer = {"error": str(error)}
        self.file.write_text(json.dumps(answer), encoding="utf-8")

    def pytest_unconfigure(self) -> None:
        if self._started and self._running is not None:
            self._running.__exit__(None, None, None)
        shutil.rmtree(self._folder, ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    leads = not hasattr(config, "workerinput") and bool(getattr(config.option, "numprocesses", None))
    if leads:
        config.pluginmanager.register(Lead(), "pactline-servers")


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Iterator[Servers]:
    """PostgreSQL and Kafka of this run, shared by all its workers."""
    handed = getattr(request.config, "workerinput", {}).get("pactline_servers")
    if given := given_servers():
        yield given
    elif handed:
        answer = json.loads(Path(handed).read_text(encoding="utf-8"))
        if "error" in answer:
            pytest.fail(answer["error"], pytrace=False)
        yield Servers(**answer)
    else:
        with own_servers() as own:
            yield own


@pytest.fixture(scope="session")
def postgres_url(servers: Servers) -> str:
    """The server's address for its superuser."""
    return servers.postgres_url


@pytest.fixture(scope="session")
def kafka_bootstrap(servers: Servers) -> str:
    return servers.kafka_bootstrap
