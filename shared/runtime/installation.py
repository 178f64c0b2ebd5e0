"""The servers an installation stands on: its own PostgreSQL, Kafka and mail box, or yours where variables name them."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from shared.runtime.data_dir import DataDir
from shared.runtime.errors import StartError
from shared.runtime.forked import Forked
from shared.runtime.kafka import Kafka, nothing
from shared.runtime.mailbox import FOLDER as MAIL
from shared.runtime.mailbox import keep_mail
from shared.runtime.ports import any_free, is_free, on_a_port
from shared.runtime.postgres import Postgres
from shared.runtime.serving import ServiceSpec
from shared.settings import read_settings

Report = Callable[[str], None]

# as far from the first service's port as these; another free one is taken where somebody has it
_POSTGRES_FROM_FIRST: Final = 32
_KAFKA_FROM_FIRST: Final = 92
_SMTP_FROM_FIRST: Final = 25
# on one machine nothing is lost on the way, and after a kill nobody wants to wait for the dead any longer
_SESSION_SECONDS: Final = "10"


@dataclass
class Servers:
    """After `start`, `variables` tell every process of the installation where its servers are, without a password of
    the database's superuser; `secrets` are for those who migrate.
    """

    place: DataDir
    first_port: int
    report: Report
    postgres: Postgres | None = None
    kafka: Kafka | None = None
    mail: Forked | None = None
    variables: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)

    def read_settings(self) -> None:
        """First of all, so that a variable which is not understood is told before anything is started."""
        own_secret = not {"PACTLINE_SECRET", "PACTLINE_SECRET_FILE"} & os.environ.keys()
        given = read_settings(**({"secret": self.place.secret()} if own_secret else {}))
        self.given = given.model_fields_set
        self.variables = {"PACTLINE_DATA_DIR": str(self.place.root)}
        self.secrets = {"PACTLINE_SECRET": given.secret.get_secret_value(), "PACTLINE_DATABASE_URL": given.database_url}
        self.variables["PACTLINE_KAFKA"] = given.kafka

    def start(self, *, mail: bool = True, meanwhile: Callable[[], None] = nothing) -> None:
        """`mail` is left out by those who run no services; `meanwhile` is done while Kafka starts, once PostgreSQL can
        be asked.
        """
        if "database_url" not in self.given:
            self._start_postgres()
        self.variables["PACTLINE_DATABASE_URL"] = without_password(self.secrets["PACTLINE_DATABASE_URL"])
        if "kafka" not in self.given:
            self._start_kafka(meanwhile)
        else:
            meanwhile()
        if mail and "smtp_url" not in self.given:
            self._start_mail()

    def for_services(self) -> dict[str, str]:
        return {**self.variables, "PACTLINE_SECRET": self.secrets["PACTLINE_SECRET"]}

    def for_migration(self) -> dict[str, str]:
        return {**self.variables, **self.secrets}

    def ended(self) -> list[str]:
        """What died under us, by name."""
        owned = (("PostgreSQL", self.postgres), ("Kafka", self.kafka))
        return [name for name, server in owned if server and not server.alive]

    def restart_ended(self) -> bool:
        """Starts again what died under us, on the same port; True when something was."""
        ended = False
        if self.postgres and not self.postgres.alive:
            self.report("PostgreSQL ended and is started again")
            self.postgres.start()
            ended = True
        if self.kafka and not self.kafka.alive:
            self.report("Kafka ended and is started again")
            self.kafka.start()
            ended = True
        if self.mail and not self.mail.alive:
            self.mail.start()
            ended = True
        return ended

    def stop(self) -> None:
        if self.mail:
            self.mail.stop(within=2.0)
        if self.kafka:
            self.kafka.stop()
        if self.postgres:
            self.postgres.stop()

    def processes(self) -> list[tuple[str, int]]:
        owned = (("PostgreSQL", self.postgres), ("Kafka", self.kafka), ("mail box", self.mail))
        return [(name, server.pid) for name, server in owned if server and server.pid]

    def _start_postgres(self) -> None:
        self.report("Starting PostgreSQL")

        def start(port: int) -> str:
            self.postgres = Postgres(self.place.root / "postgres", self.place.log("postgres"), port=port)
            return self.postgres.start()

        self.secrets["PACTLINE_DATABASE_URL"] = on_a_port(start, self.first_port + _POSTGRES_FROM_FIRST)

    def _start_kafka(self, meanwhile: Callable[[], None]) -> None:
        self.report("Starting Kafka")

        def start(port: int) -> str:
            self.kafka = Kafka(self.place.root / "kafka", self.place.log("kafka"), port=port, report=self.report)
            return self.kafka.start(meanwhile)

        if "kafka_session_seconds" not in self.given:
            self.variables["PACTLINE_KAFKA_SESSION_SECONDS"] = _SESSION_SECONDS
        self.variables["PACTLINE_KAFKA"] = on_a_port(start, self.first_port + _KAFKA_FROM_FIRST)

    def _start_mail(self) -> None:
        wanted = self.first_port + _SMTP_FROM_FIRST
        port = wanted if is_free(wanted) else any_free()
        self.mail = Forked("mail", partial(keep_mail, self.place.root / MAIL, port), self.place.log("mail"))
        self.mail.start()
        self.variables["PACTLINE_SMTP_URL"] = f"smtp://127.0.0.1:{port}"


def without_password(url: str) -> str:
    """Where the server is, without who may do everything there: services sign in with roles of their own."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def addresses(specs: Sequence[ServiceSpec]) -> dict[str, str]:
    """The variables that tell services of one another."""
    urls = {f"PACTLINE_{spec.name.upper()}_URL": spec.address for spec in specs}
    portal = next((spec.address for spec in specs if spec.name == "portal"), "")
    return {**urls, "PACTLINE_ISSUER_URL": os.environ.get("PACTLINE_ISSUER_URL") or portal}


def migrate_all(names: Sequence[str]) -> int:
    """Brings every service's database to its form of today. Run in a process of its own: it needs an event loop. The
    settings are read there.
    """
    import asyncio

    from shared.eventstore.database import database_name, url_with
    from shared.migrations.run import migrate
    from shared.migrations.unit_codes import learn_codes
    from shared.settings import platform_settings

    settings = platform_settings()

    async def run() -> None:
        changed = [await migrate(settings.database_url, name, settings.secret.get_secret_value()) for name in names]
        if any(changed):
            await learn_codes({name: url_with(settings.database_url, database=database_name(name)) for name in names})

    asyncio.run(run())
    return 0


def make_topics() -> int:
    """Brings the topics to their form of today, likewise."""
    import asyncio

    from shared.messaging.topics import ensure_topics
    from shared.settings import platform_settings

    asyncio.run(ensure_topics(platform_settings()))
    return 0


def migrating(place: DataDir, specs: Sequence[ServiceSpec], variables: Mapping[str, str]) -> Forked:
    """The process that does it; `finished` says whether it could."""
    return Forked("migrate", partial(migrate_all, [spec.name for spec in specs]), place.log("migrate"), variables)


def finished(child: Forked, what: str, within: float = 600.0) -> None:
    """Waits for the end of a process; raises StartError when it failed."""
    if child.wait(within) != 0:
        child.stop(within=5.0)
        raise StartError(f"{what}: {child.last_words()}", f"The whole story is in {child.log}.")


def to_stderr(words: str) -> None:
    """A supervisor goes on though nobody can be told: its log may lie on the disk that is full."""
    with suppress(OSError):
        sys.stderr.write(f"{words}\n")
        sys.stderr.flush()
