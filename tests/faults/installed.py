"""A real installation, started as `pactline up` starts it, with what its invariants are held on."""

import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

from services import operations
from services.catalogue import CATALOGUE
from services.scoring.generation.rebuild import GenerationsDifferError, Rebuild
from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.runtime.probes import is_ready
from shared.runtime.status import environment_of
from shared.security.sealing import Sealer
from shared.settings import PlatformSettings, platform_settings
from shared.testing.invariants.checking import Held
from shared.testing.invariants.findings import Finding
from shared.values.clock import SystemClock
from tests.faults.processes import children_of, send, thaw
from tests.faults.runtime.running import Installation, eventually, installation

READY = 240.0


class Whole(Installation):
    """All services of the product over one data directory."""

    def command(self, story: str = "") -> list[str]:
        return [sys.executable, "-m", "services", "up", "--data-dir", str(self.data_dir), "--port", str(self.port)]

    def answers(self) -> bool:
        return all(is_ready(f"http://127.0.0.1:{self.port + place}") for place in range(len(CATALOGUE)))

    def settings(self) -> PlatformSettings:
        """As each of its processes reads them."""
        names = {name.removeprefix("PACTLINE_").lower(): value for name, value in self.variables().items()}
        return PlatformSettings(**names)

    def variables(self) -> dict[str, str]:
        return environment_of(self.data_dir)

    def healed(self) -> None:
        """Whoever stands still goes on, a supervisor that is gone is started again, and every service is ready."""
        state = self.state()
        for name in [child.name for child in state.children] if state else []:
            thaw(self.family(name))
        thaw(self.processes())
        if not eventually(self.is_whole, READY):
            raise AssertionError(f"not ready again; see the logs in {self.data_dir / 'logs'}")

    def keep_started(self) -> None:
        if self.process is None or self.process.poll() is not None:
            if self.process:
                self.process.communicate()
            self.start()

    def is_whole(self) -> bool:
        self.keep_started()
        return self.is_announced() and self.answers()

    def family(self, name: str) -> list[int]:
        """The processes of one part: a database server has one for each connection."""
        if name == "supervisor":
            return [self.process.pid] if self.process else []
        state = self.state()
        found = [child.pid for child in state.children if child.name == name] if state else []
        return [pid for one in found for pid in (one, *children_of(one))]

    def kill_part(self, name: str) -> None:
        for pid in self.family(name)[:1]:
            send(pid, signal.SIGKILL)
        if name == "supervisor" and self.process:
            self.process.communicate()

    def freeze(self, name: str) -> list[int]:
        """What stands still now, to be let go by `thaw`."""
        frozen = self.family(name)
        for pid in frozen:
            send(pid, signal.SIGSTOP)
        return frozen


@contextmanager
def whole_installation(data_dir: Path, port: int, **environment: str) -> Iterator[Whole]:
    """Gone afterwards with all its processes, which are told this besides."""
    with installation(data_dir, port, kind=Whole, **environment) as one:
        assert isinstance(one, Whole)
        try:
            yield one
        finally:
            for pid in one.processes():
                send(pid, signal.SIGCONT)


@contextmanager
def inside(variables: dict[str, str]) -> Iterator[None]:
    """Code that reads the settings of its process reads the installation's."""
    before = dict(os.environ)
    os.environ.update(variables)
    platform_settings.cache_clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        platform_settings.cache_clear()


@asynccontextmanager
async def held(one: Whole) -> AsyncIterator[Held]:
    """Every store of an installation that runs, every reader of its topics, and scoring's rebuild."""
    settings = one.settings()
    secret = settings.secret.get_secret_value()
    async with AsyncExitStack() as stack:
        stack.enter_context(inside(one.variables()))
        stores = []
        for spec in CATALOGUE:
            database = Database(settings.database_url, spec.name, secret, size=6)
            await database.open()
            stack.push_async_callback(database.close)
            projections = operations.declaration(spec.name).projections
            stores.append(Store(spec.name, database, projections, Sealer(secret), SystemClock()))
        declared = [(store, operations.declaration(store.service).readers) for store in stores]
        others = [reader for store, readers in declared if readers for reader in readers(store)]
        scoring = next(store for store in stores if store.service == "scoring")
        yield Held(stores, settings, others, [partial(read_models_rebuilt, scoring, settings)])


async def read_models_rebuilt(store: Store, settings: PlatformSettings) -> list[Finding]:
    """Scoring's read models, made again from every topic's beginning, against those that serve."""
    try:
        done = await Rebuild(store, settings, cores=1).run()
    except GenerationsDifferError as error:
        return [Finding("rebuilt", "scoring", words) for words in error.details["differences"]]
    return [] if done.verdict.compared else [Finding("rebuilt", "scoring", done.verdict.reason)]
