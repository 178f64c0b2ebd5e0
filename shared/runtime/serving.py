"""One service as a process: its application built by name and served by uvicorn until it is told to stop."""

import asyncio
import importlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from shared.runtime.errors import StartError
from shared.runtime.garbage import settle
from shared.runtime.ports import LOOPBACK, require_free
from shared.settings import PlatformSettings, read_settings

if TYPE_CHECKING:
    from types import FrameType

    from fastapi import FastAPI

DRAIN_SECONDS: Final = 10
PRELOADED: Final = (
    "shared.web.app",
    "shared.web.protocol",
    "aiokafka.admin",
    "anyio._backends._asyncio",
    "httpcore",
    "uvicorn.lifespan.on",
    "uvloop",
)
"""What a service needs besides its own module."""


@dataclass(frozen=True)
class ServiceSpec:
    """`module` is where the application is built, for example `services.customer.app:create_app`."""

    name: str
    module: str
    port: int

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def factory(self) -> "Callable[[], FastAPI]":
        place, _, name = self.module.partition(":")
        found: Callable[[], FastAPI] = getattr(importlib.import_module(place), name)
        return found


def ports_from(specs: Sequence[ServiceSpec], first: int) -> tuple[ServiceSpec, ...]:
    """The same services with the lowest port at `first` and the others as far from it as before."""
    lowest = min(spec.port for spec in specs)
    return tuple(replace(spec, port=spec.port - lowest + first) for spec in specs)


def preload(specs: Sequence[ServiceSpec]) -> None:
    """Imports what the services need before they are forked: loaded by each beside the others they would hold 27 MiB
    more. What fails here fails again, and is reported, in the service that needs it.
    """
    for name in (*PRELOADED, *(spec.module.partition(":")[0] for spec in specs)):
        try:
            importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - any fault of a service's module is its own to report
            sys.stderr.write(f"{name} could not be loaded: {error}\n")


def serve(spec: ServiceSpec, host: str = LOOPBACK) -> int:
    """Serves until SIGTERM or SIGINT; then answers what has begun, at most for `DRAIN_SECONDS`. Gives the exit status:
    3 when the application could not start, as uvicorn has it.
    """
    import uvicorn

    from shared.eventstore.event import event_types
    from shared.observability.logs import configure_logs, never_log

    options: dict[str, Any] = {
        "http": "shared.web.protocol:Protocol",
        "loop": "uvloop",
        "lifespan": "on",
        "access_log": False,
        "server_header": False,
    }
    made = spec.factory()
    apps: list[FastAPI] = []

    def factory() -> "FastAPI":
        apps.append(made())
        return apps[-1]

    class Server(uvicorn.Server):
        """Says at once that it drains: streams end by themselves then, and nothing more is sent here."""

        def handle_exit(self, sig: int, frame: "FrameType | None") -> None:
            if (running := getattr(apps[-1].state, "running", None)) is not None:
                running.draining = True
            super().handle_exit(sig, frame)

    configure_logs(spec.name, read_settings().log_level)
    never_log(field for event in event_types.values() for field in event.personal_fields - event.word_fields)
    config = uvicorn.Config(
        factory,
        factory=True,
        host=host,
        port=spec.port,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        log_level="warning",
        log_config=None,
        **options,
    )
    config.load()
    settle()
    server = Server(config)
    server.run()
    return 0 if server.started else 3


async def _reach_database(service: str, settings: PlatformSettings) -> None:
    """A service without its database could only die with a traceback: it is said before."""
    from shared.eventstore.database import Database
    from shared.runtime.opening import opening

    with opening(f"The database of {service} can't be opened"):
        database = Database(settings.database_url, service, settings.secret.get_secret_value(), size=1)
        await database.open()
    await database.close()


def serve_one(spec: ServiceSpec) -> int:
    """Serves one service in this process, at `PACTLINE_HOST`, against the servers that the environment names. Gives the
    exit status; a refusal is a sentence on stderr.
    """
    try:
        settings = read_settings()
        require_free(spec.port, f"the service {spec.name}")
        asyncio.run(_reach_database(spec.name, settings))
        return serve(spec, settings.host)
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
