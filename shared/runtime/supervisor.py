"""`pactline up`: servers and services as children of one process that starts, watches, restarts and ends them."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Final

from shared.runtime.data_dir import DataDir
from shared.runtime.errors import StartError
from shared.runtime.forked import Forked
from shared.runtime.garbage import not_looked_for
from shared.runtime.installation import (
    Report,
    Servers,
    addresses,
    finished,
    make_topics,
    migrating,
    to_stderr,
)
from shared.runtime.ports import require_free
from shared.runtime.probes import is_ready
from shared.runtime.requests import Restorer
from shared.runtime.restoration import Restoration
from shared.runtime.serving import DRAIN_SECONDS, ServiceSpec, ports_from, preload, serve
from shared.runtime.state import Process, State, end_leftovers, read_state, write_state

READY_WITHIN: Final = 150.0  # a consumer group waits 45 s for a member that was killed
_SERVERS_AGAIN: Final = 3
"""How often servers that end while the services start are started again."""
_FIRST_DELAY: Final = 0.5
_LONGEST_DELAY: Final = 30.0
_STEADY_AFTER: Final = 60.0
_BEAT: Final = 0.1
_INTERRUPTED: Final = 130
_STOPPING: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

Play = Callable[[], int]
Greet = Callable[[str], Sequence[str]]
"""What there is to say, line by line, to whoever started the installation, given the portal's address."""


def nothing_to_say(_address: str) -> Sequence[str]:
    """The greeting of an installation that needs nothing."""
    return ()


class _StopAskedError(Exception):
    """Ctrl-C or SIGTERM came."""


@dataclass
class Watched:
    """A service and when it may be started again: the longer it fails, the later."""

    spec: ServiceSpec
    child: Forked
    started: float = 0.0
    delay: float = _FIRST_DELAY
    again_at: float | None = None

    def start(self) -> None:
        self.started = time.monotonic()
        self.again_at = None
        self.child.start()

    def restart_when_due(self, report: Report) -> bool:
        """True when it was started again now."""
        now = time.monotonic()
        if self.child.alive:
            return False
        if self.again_at is None:
            self.delay = _FIRST_DELAY if now - self.started > _STEADY_AFTER else min(self.delay * 2, _LONGEST_DELAY)
            self.again_at = now + self.delay
            report(f"{self.spec.name} ended ({self.child.ending()}) and is started again in {self.delay:.0f} s")
        if now < self.again_at:
            return False
        self.start()
        return True


@dataclass
class Supervisor:
    """`run` returns the exit status once everything has ended. Needs a process without threads."""

    specs: tuple[ServiceSpec, ...]
    place: DataDir
    report: Report = to_stderr
    greet: Greet = nothing_to_say
    restorer: Restorer | None = None
    services: list[Watched] = field(default_factory=list)
    migration: Forked | None = None
    player: Forked | None = None
    address: str = ""
    stops_asked: int = 0
    stopping: bool = False

    def __post_init__(self) -> None:
        self.servers = Servers(self.place, min(spec.port for spec in self.specs), self.report)
        self.restoration = self.restorer and Restoration(
            self.place, self.restorer, self.report, self.servers.for_migration
        )

    def run(self, play: Play | None, *, serve_on: bool) -> int:
        self.place.open()
        before = {number: signal.signal(number, self._on_signal) for number in _STOPPING}
        try:
            for name in end_leftovers(read_state(self.place.state)):
                self.report(f"{name} of a start that was killed had not ended and was ended")
            self._start()
            return self._play(play, serve_on=serve_on) if play else self._watch()
        except _StopAskedError:
            return _INTERRUPTED if play and not serve_on else 0
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)
            self.place.close()

    def _start(self) -> None:
        self._note()
        self.servers.read_settings()
        for spec in self.specs:
            require_free(spec.port, f"the service {spec.name}")
        self.servers.start(meanwhile=self._load)
        self._note()
        if self.migration:
            self._finished(self.migration, "The databases could not be brought up to date")
        if self.restoration:
            self.restoration.mend()
        environment = {**self.servers.for_services(), **addresses(self.specs)}
        topics = Forked("topics", make_topics, self.place.log("topics"), environment)
        topics.start()
        for spec in self.specs:
            child = Forked(spec.name, partial(serve, spec), self.place.log(spec.name), environment, spec.port)
            self.services.append(Watched(spec, child))
            self.services[-1].start()
            self._note()
        self._finished(topics, "The topics could not be made")
        self._wait_ready()
        self.address = next((spec.address for spec in self.specs if spec.name == "portal"), self.specs[0].address)
        self._note()
        self.report(f"Pactline is ready at {self.address}")
        for line in self.greet(self.address):
            self.report(line)

    def _load(self) -> None:
        """While Kafka starts."""
        if self.migration:  # Kafka is started a second time when its port was taken meanwhile
            return
        self.report("Loading the services and bringing the databases up to date")
        with not_looked_for():
            preload(self.specs)
        self.migration = migrating(self.place, self.specs, self.servers.for_migration())
        self.migration.start()

    def _finished(self, child: Forked, what: str) -> None:
        """Whoever could not do its work because a server ended says so."""
        try:
            finished(child, what)
        except StartError as error:
            self._require_servers(error)
            raise

    def _require_servers(self, why: Exception | None = None) -> None:
        if ended := self.servers.ended():
            raise StartError(
                f"{' and '.join(ended)} ended while Pactline was starting.",
                f"Start it again; why it ended may stand in {self.place.logs}.",
            ) from why

    def _wait_ready(self) -> None:
        began, servers_again, times = time.monotonic(), 0.0, 0
        waiting = list(self.services)
        while waiting:
            for service in [one for one in waiting if is_ready(one.spec.address) and one.child.listens]:
                waiting.remove(service)
                self.report(f"{service.spec.name} is ready")
            if times == _SERVERS_AGAIN:
                self._require_servers()
            if self.servers.restart_ended():
                servers_again, times = time.monotonic(), times + 1
                self._note()
            for service in [one for one in waiting if not one.child.alive]:
                self._again(service, servers_again)
            if waiting and time.monotonic() - began > READY_WITHIN:
                names = ", ".join(service.spec.name for service in waiting)
                raise StartError(
                    f"Not ready after {READY_WITHIN:.0f} seconds: {names}.", f"Their logs are in {self.place.logs}."
                )
            time.sleep(_BEAT)

    def _again(self, service: Watched, servers_again: float) -> None:
        """Who was begun before a server was started again may have ended for it, and gets another try."""
        if service.started > servers_again:
            raise StartError(
                f"The service {service.spec.name} could not start: {service.child.last_words()}",
                f"The whole story is in {service.child.log}.",
            )
        service.start()
        self._note()

    def _play(self, play: Play, *, serve_on: bool) -> int:
        self.player = Forked("demo", play, environment={**self.servers.for_services(), **addresses(self.specs)})
        self.player.start()
        while self.player.alive:
            self._beat()
        status = self.player.status or 0
        return self._watch() if serve_on else status

    def _watch(self) -> int:
        while True:
            self._beat()

    def _beat(self) -> None:
        try:
            changed = self.servers.restart_ended()
        except StartError as error:
            self.report(str(error))
            time.sleep(_FIRST_DELAY)
            changed = False
        for service in self.services:
            changed |= service.restart_when_due(self.report)
        if changed:
            self._note()
        if self.restoration and not (self.player and self.player.alive) and self.restoration.due():
            self._restore(self.restoration)
        time.sleep(_BEAT)

    def _restore(self, restoration: Restoration) -> None:
        """Everybody waits meanwhile: the services end, and are started again over whatever came of it."""
        address, self.address = self.address, ""
        self.report("The services end for a restore")
        restoration.say(state="stopping")
        self._end([service.child for service in self.services])
        self._note()
        portal = next((spec.port for spec in self.specs if spec.name == "portal"), self.specs[0].port)
        restoration.carry_out(portal, self._keep_servers)
        self.report("The services are started again")
        for service in self.services:
            service.start()
        self.address = address
        self._note()

    def _keep_servers(self) -> None:
        try:
            self.servers.restart_ended()
        except StartError as error:
            self.report(str(error))
        time.sleep(_BEAT)

    def _stop(self) -> None:
        """Services first, so that what has begun is finished; then what they stand on."""
        self.stopping, self.address = True, ""
        work = self.restoration.children if self.restoration else []
        self._end([*([self.player] if self.player else []), *work, *(service.child for service in self.services)])
        self.servers.stop()
        self.place.state.unlink(missing_ok=True)

    def _end(self, children: Sequence[Forked]) -> None:
        for child in children:
            child.send(signal.SIGTERM)
        until = time.monotonic() + DRAIN_SECONDS + 5
        impatient = self.stops_asked + 1
        while any(child.alive for child in children) and time.monotonic() < until and self.stops_asked < impatient:
            time.sleep(_BEAT)
        for child in children:
            child.stop(within=0.0)

    def _note(self) -> None:
        children = [Process.of(name, pid) for name, pid in self.servers.processes()]
        children += [Process.of(s.spec.name, s.child.pid, s.spec.port) for s in self.services if s.child.alive]
        variables = {**self.servers.variables, **addresses(self.specs)}
        own = Process.of("supervisor", os.getpid())
        known = own, self.address, tuple(children), variables
        write_state(self.place.state, State(*known, restores=self.restoration is not None))

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """The first ends whatever is waited for; one more while we stop ends our patience."""
        self.stops_asked += 1
        if not self.stopping:
            raise _StopAskedError


def up(
    specs: Sequence[ServiceSpec],
    data_dir: Path,
    *,
    first_port: int,
    play: Play | None = None,
    serve_on: bool = True,
    greet: Greet = nothing_to_say,
    report: Report = to_stderr,
    restorer: Restorer | None = None,
) -> int:
    """Runs an installation until it is told to stop, or, with `play` and not `serve_on`, until that story ends; the
    exit status is then the story's. `greet` is asked once everything is ready; `play` runs in a process of its own with
    the installation's settings in its environment; `restorer` brings back-ups back on a wish. Raises StartError when
    something outside the product stands in the way; nothing runs then.
    """
    supervisor = Supervisor(ports_from(specs, first_port), DataDir(data_dir), report, greet, restorer)
    return supervisor.run(play, serve_on=serve_on)
