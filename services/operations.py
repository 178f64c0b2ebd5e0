"""What an operator asks of an installation from a terminal: the work behind the commands of `pactline`."""

import importlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.catalogue import CATALOGUE
from shared.runtime.opening import opening
from shared.values.errors import StartError
from shared.values.progress import UNSEEN, Progress

if TYPE_CHECKING:
    from shared.chained.verifying import Verdict
    from shared.eventstore.store import Store
    from shared.messaging.audit.reader import Reader
    from shared.messaging.audit.report import Report
    from shared.messaging.consumer import Consumer
    from shared.messaging.parked import Replayer
    from shared.web.service import Service


def reach(data_dir: Path) -> None:
    """Lets this process work on the installation that runs over `data_dir`, unless the environment names servers.

    Raises `StartError` where there is neither.
    """
    from shared.runtime.status import environment_of

    if names_servers():
        return
    found = environment_of(data_dir)
    if not found:
        raise StartError(
            f"No installation runs over {data_dir}, and PACTLINE_DATABASE_URL names no server.",
            "Start one with `pactline up`, name its directory with --data-dir, or set PACTLINE_DATABASE_URL and"
            " PACTLINE_KAFKA.",
        )
    os.environ.update(found)


def names_servers() -> bool:
    """Whether the environment names the servers to work on."""
    return bool({"PACTLINE_DATABASE_URL", "PACTLINE_DATABASE_URL_FILE"} & os.environ.keys())


def declaration(service: str) -> "Service":
    """What the service declares: `services.<service>.app.SERVICE`."""
    found: Service = importlib.import_module(f"services.{service}.app").SERVICE
    return found


def consumers_of(service: str) -> "list[Consumer | Replayer]":
    """Whoever parks in the service and can retry: its consumers, the one of access rights included, other readers."""
    from shared.security.consumer import access_consumer

    declared = declaration(service)
    return [*declared.consumers, *(() if declared.owns_access else (access_consumer,)), *declared.replayers]


def readers_of(store: "Store") -> "Sequence[Reader]":
    """Who reads topics in the service besides its consumers."""
    readers = declaration(store.service).readers
    return readers(store) if readers else ()


@asynccontextmanager
async def opened(service: str, database_name: str = "") -> AsyncIterator["Store"]:
    """The service's store, for work beside the running service; `database_name` unless it has its usual one."""
    from shared.eventstore.database import Database
    from shared.eventstore.store import Store
    from shared.security.sealing import Sealer
    from shared.settings import platform_settings
    from shared.values.clock import SystemClock

    settings = platform_settings()
    secret = settings.secret.get_secret_value()
    database = Database(settings.database_url, service, secret, name=database_name, size=2)
    with opening(f"The database of {service} can't be opened"):
        await database.open()
    try:
        projections = declaration(service).projections
        yield Store(service, database, projections, Sealer(secret), SystemClock(), settings.zone)
    finally:
        await database.close()


async def in_every_store(work: "Callable[[Store], Awaitable[Any]]") -> dict[str, Any]:
    """The answer of `work` by service."""
    answers = {}
    for spec in CATALOGUE:
        async with opened(spec.name) as store:
            answers[spec.name] = await work(store)
    return answers


async def audit_everything(services: Sequence[str] = (), progress: Progress = UNSEEN) -> "Report":
    """Every store held against its topic, every topic and every store against each consumer that reads it; of these
    services alone, where any are named.
    """
    from shared.messaging.audit.run import audit
    from shared.settings import platform_settings

    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(opened(spec.name)) for spec in CATALOGUE]
        asked = [store for store in stores if not services or store.service in services]
        others = [reader for store in asked for reader in readers_of(store)]
        return await audit(asked, platform_settings(), others, stores, progress)


async def verify_logs(known_seals: Mapping[str, str]) -> "dict[str, Verdict]":
    """The chain of each log of each service, as `portal.journal`; `known_seals` are earlier seals that it must hold."""
    from shared.settings import platform_settings
    from shared.web.logs import keys_of_logs, verify_log

    keys = keys_of_logs(platform_settings().secret.get_secret_value())

    async def verified(store: "Store") -> "dict[str, Verdict]":
        async with store.database.pool("system").acquire() as conn:
            return {
                f"{store.service}.{name}": await verify_log(
                    conn,  # type: ignore[arg-type] # a pool's proxy is one
                    name,
                    key,
                    known_seals.get(f"{store.service}.{name}", ""),
                )
                for name, key in keys.items()
            }

    return {name: verdict for one in (await in_every_store(verified)).values() for name, verdict in one.items()}


async def rebuild_tables(service: str, progress: Progress = UNSEEN, *, swap: bool) -> list[dict[str, Any]]:
    """Each table of the service, made again from its events and compared with the live one."""
    from shared.eventstore.rebuild import rebuild

    async with opened(service) as store:
        return [{**asdict(check), "same": check.same} for check in await rebuild(store, swap=swap, progress=progress)]


async def migrate_all(progress: Progress = UNSEEN, *, finish: bool) -> dict[str, dict[str, Any]]:
    """Brings every service's database and topic to this version; `finish` when no older one runs any more. The answer
    says by service whether that changed anything, and where the database stands.
    """
    from shared.eventstore.database import database_name, url_with
    from shared.messaging.topics import ensure_topics
    from shared.migrations.run import migrate, versions_at
    from shared.migrations.unit_codes import learn_codes
    from shared.settings import platform_settings

    settings = platform_settings()
    secret, done = settings.secret.get_secret_value(), {}
    addresses = {spec.name: url_with(settings.database_url, database=database_name(spec.name)) for spec in CATALOGUE}
    with opening("The databases can't be brought to this version"):
        for spec in CATALOGUE:
            changed = await migrate(settings.database_url, spec.name, secret, finish=finish, progress=progress)
            done[spec.name] = {"changed": changed, **await versions_at(addresses[spec.name])}
        if finish or any(one["changed"] for one in done.values()):
            await learn_codes(addresses)
    progress.step("kafka: topics are made and set right")
    await ensure_topics(settings)
    return done
