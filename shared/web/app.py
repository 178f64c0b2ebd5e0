"""From a declaration to a running service: the one place where the parts are put together."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import structlog
from fastapi import FastAPI

from shared.eventstore.database import Database
from shared.eventstore.deadlines import DeadlinePoller
from shared.eventstore.event import Recorded, event_types
from shared.eventstore.relay import Relay
from shared.eventstore.store import Store
from shared.keeping.erasures import ErasureList
from shared.messaging.audit.loop import AuditLoop
from shared.messaging.consumer import Consumer
from shared.messaging.producer import EventProducer
from shared.messaging.publishing import publishing
from shared.messaging.runner import ConsumerRunner
from shared.messaging.topics import Topics
from shared.messaging.watching import BrokerWatch
from shared.observability import surroundings
from shared.observability.metrics import begin_counting, figure
from shared.observability.tracing import configure_tracing, shutdown_tracing
from shared.security.consumer import access_consumer
from shared.security.grants import Grants
from shared.security.sealing import Sealer
from shared.security.tokens import KeySource, TokenVerifier, keys_by_http
from shared.settings import PlatformSettings, platform_settings
from shared.values.clock import Clock, SystemClock
from shared.web import logs, looks, operating, platform, problems, versions
from shared.web.answered import Answered
from shared.web.client import Peers
from shared.web.correlation import Correlated
from shared.web.counted import Counted
from shared.web.head import HeadAsGet
from shared.web.health import is_migrated
from shared.web.idempotency import FORGET, Answers
from shared.web.openapi import document
from shared.web.positions import reached_in
from shared.web.rate import RateLimit
from shared.web.routing import CommandRoute
from shared.web.running import Running
from shared.web.service import Service

CLEANED_EVERY: Final = 3600.0
TRIED_EVERY: Final = 2.0
JWKS_PATH: Final = "/.well-known/jwks.json"

log = structlog.get_logger(__name__)


class NotMigratedError(Exception):
    """The database is not at the version of this code: run the migrations first."""


class UndeclaredAccessError(Exception):
    """A route under /v1 declares neither `allowed(…)` nor `public()`, or asks for a permission nobody listed."""


def build_app(
    service: Service,
    settings: PlatformSettings | None = None,
    *,
    clock: Clock | None = None,
    keys: KeySource | None = None,
    database: str = "",
) -> FastAPI:
    """The service's application. `keys` gives the issuer's JWK set in place of asking the portal over HTTP,
    `database` another database than `pactline_<service>`.
    """
    chosen = settings or platform_settings()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with run(service, chosen, clock or SystemClock(), keys, database) as running:
            app.state.running = running
            yield
            running.draining = True

    app = FastAPI(
        title=f"Pactline {service.name}",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # shared/observability sees to them
    )
    found = routes_of(service)
    check_declared(service, found)
    # Routes stand directly in the application: an included router would match every path twice.
    app.router.routes.extend(found)
    app.router.routes.extend(each for pages in service.pages for each in pages.routes)
    app.add_middleware(Answered)
    app.add_middleware(Correlated)
    app.add_middleware(Counted, service=service.name)
    app.add_middleware(HeadAsGet)
    problems.install(app, service.astray)
    _describe(app, service.name, found)
    return app


def _describe(app: FastAPI, service: str, routes: Sequence[CommandRoute]) -> None:
    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document(app, service, routes)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to change the document


def routes_of(service: Service) -> list[CommandRoute]:
    """Every route of the service, the platform's own last."""
    everywhere = (looks.routes, logs.routes, operating.routes, platform.routes, versions.routes)
    found = [route for router in (*service.routers, *everywhere) for route in router.routes]
    return [route for route in found if isinstance(route, CommandRoute)]


def check_declared(service: Service, routes: Sequence[CommandRoute]) -> None:
    """Raises `UndeclaredAccessError` for a route that everybody could call without anybody having said so."""
    for route in routes:
        where = f"{service.name}: {route.path}"
        if route.rule is None and route.path.startswith("/v1"):
            raise UndeclaredAccessError(f"{where} declares neither allowed() nor public()")
        permission = route.rule.permission if route.rule else None
        listed = service.permissions and listed_of(service)
        if permission is not None and listed and permission not in listed:
            raise UndeclaredAccessError(f"{where} asks for {permission}, which is not listed")


def own_events(service: str) -> list[str]:
    """The wire names of all events that the service's code records."""
    rooms = (f"services.{service}.", "shared.")
    return sorted(name for name, kind in event_types.items() if kind.__module__.startswith(rooms))


def listed_of(service: Service) -> dict[str, str]:
    """What may be granted on the service: its own permissions, and those of the platform."""
    return {**service.permissions, **looks.PERMISSIONS, **logs.PERMISSIONS, **operating.PERMISSIONS}


@contextlib.asynccontextmanager
async def run(
    service: Service, settings: PlatformSettings, clock: Clock, keys: KeySource | None, database_name: str
) -> AsyncIterator[Running]:
    """The service's parts, started in order and stopped in the reverse one."""
    async with contextlib.AsyncExitStack() as stack:
        secret = settings.secret.get_secret_value()
        for event, (metric, meaning) in service.figures.items():
            figure(event, metric, meaning)
        begin_counting(service.name, own_events(service.name))
        configure_tracing(service.name, settings.otlp_endpoint)
        stack.callback(shutdown_tracing)
        database = Database(
            settings.database_url,
            service.name,
            secret,
            name=database_name,
            wait=settings.database_wait_seconds,
            statement=settings.database_statement_seconds,
            app_settings=service.app_settings,
        )
        await database.open()
        stack.push_async_callback(database.close)
        async with database.pool("system").acquire() as conn:
            if not await is_migrated(conn, service.name):
                raise NotMigratedError(service.name)
        store = Store(service.name, database, service.projections, Sealer(secret), clock, settings.zone)
        grants = Grants(database)
        await grants.refresh()
        consumers = [
            *service.consumers,
            *(() if service.owns_access else (replace(access_consumer, applied=grants.stirred.set),)),
        ]
        running = Running(
            name=service.name,
            settings=settings,
            store=store,
            grants=grants,
            tokens=TokenVerifier(
                settings.issuer_url, service.name, keys or keys_by_http(settings.url("portal") + JWKS_PATH)
            ),
            peers=Peers(settings, service.name),
            answers=Answers(secret),
            limit=RateLimit(settings.rate_per_second, settings.rate_burst),
            reached=reached_in(database, [one for one in consumers if one.wanted is None]),
            after_commit=_refreshing(grants) if service.owns_access else None,
            parkers=[*consumers, *service.replayers],
            permissions=listed_of(service),
        )
        stack.push_async_callback(running.peers.close)
        erasures = ErasureList(store, settings.erasure_list, service.erasers)
        store.on_erased = erasures.note
        runner = await _start_messages(stack, service, consumers, running)
        _start_background(stack, service, running, runner)
        if service.erasers:
            stack.push_async_callback(_ended, _in_background(f"{service.name}-erasures", erasures.keep()))
        log.info("service_started", service=service.name)
        yield running
        running.draining = True


async def _start_messages(
    stack: contextlib.AsyncExitStack, service: Service, consumers: Sequence[Consumer], running: Running
) -> ConsumerRunner:
    producer = EventProducer(running.settings, service.name)
    stack.push_async_callback(producer.stop)
    relay = running.relay = Relay(running.store, publishing(producer, service.name))
    relay.start()
    stack.push_async_callback(relay.stop)
    watch = running.kafka = BrokerWatch(running.settings, service.name, lambda: relay.position > 0)
    runner = running.consumers = ConsumerRunner(
        service.name, consumers, running.store, running.settings, broker_answers=lambda: watch.answers
    )
    await runner.start()
    stack.push_async_callback(runner.stop)
    stack.push_async_callback(_ended, _in_background(f"{service.name}-kafka", watch.run()))
    audit = audit_of(service, running)
    audit.start()
    stack.push_async_callback(audit.stop)
    poller = DeadlinePoller(running.store, service.deadlines)
    poller.start()
    stack.push_async_callback(poller.stop)
    return runner


def audit_of(service: Service, running: Running) -> AuditLoop:
    """The audit in the background: of the service's topic, and of all that reads topics here. The other services are
    asked what they hold.
    """
    relay, others = running.relay, service.readers(running.store) if service.readers else ()
    return AuditLoop(
        running.store,
        running.settings,
        others=others,
        owners=versions.owners_asked(running),
        active=lambda: relay is not None and relay.leading,
    )


def _start_background(
    stack: contextlib.AsyncExitStack, service: Service, running: Running, runner: ConsumerRunner
) -> None:
    for name, coroutine in (
        ("grants", running.grants.watch()),
        ("answers", _forget_answers(running.store.database)),
        ("topic", _make_topic(service.name, runner.topics)),
        ("logs", logs.seal_logs(running)),
        ("version", logs.note_version(running)),
        ("surroundings", surroundings.watch(service.name, running.settings)),
        *((one.__name__, one(running)) for one in service.background),
    ):
        stack.push_async_callback(_ended, _in_background(f"{service.name}-{name}", coroutine))


def _in_background(name: str, work: Awaitable[None]) -> "asyncio.Future[None]":
    return asyncio.ensure_future(_watched(name, work))


async def _watched(name: str, work: Awaitable[None]) -> None:
    try:
        await work
    except asyncio.CancelledError:
        raise
    except Exception:
        log.exception("background_failed", task=name)


async def _ended(task: "asyncio.Future[None]") -> None:
    task.cancel()
    await asyncio.wait([task], timeout=5)


async def _make_topic(service: str, topics: Topics) -> None:
    anew = False
    while True:
        try:
            await topics.ensure([service], anew=anew)
        except Exception as error:  # noqa: BLE001 - the broker may be away; the relay waits for it too
            log.warning("topic_not_made", error=repr(error))
            anew = True
            await asyncio.sleep(TRIED_EVERY)
        else:
            return


async def _forget_answers(database: Database) -> None:
    while True:
        try:
            await database.pool("system").execute(FORGET)
        except Exception as error:  # noqa: BLE001 - the database may be away; the next round cleans
            log.warning("answers_not_cleaned", error=type(error).__name__)
        await asyncio.sleep(CLEANED_EVERY)


def _refreshing(grants: Grants) -> Callable[[Sequence[Recorded[Any]]], Awaitable[None]]:
    async def refresh(_appended: Sequence[Recorded[Any]]) -> None:
        await grants.refresh()

    return refresh
