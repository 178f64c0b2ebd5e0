"""Row 16: the first byte of each page of the portal, with the services it asks, beside the bare queries it rests on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import asyncpg
import httpx

from bench import disk
from bench.first_byte import FirstBytes, first_bytes
from bench.measure import Given, Outcome, Stored, Taken
from bench.populating import ONE_ASSET_IN, ids, populate
from bench.served import Served, migrate_anew, process
from bench.waiting import until
from services.portal.setup.handlers import bootstrap_secret
from services.portal.token.handlers import issuer_of
from services.scoring.customer_view.months import PAYMENT_MONTHS
from services.scoring.customer_view.queries import ALWAYS
from services.scoring.customer_view.statement import CUSTOMER_360
from services.scoring.customer_view.timeline import ROOMS, STATEMENTS
from services.scoring.customer_view.unit_figures import UNIT_FIGURES
from shared.eventstore import sql
from shared.eventstore.database import database_name, url_with
from shared.messaging.topics import ensure_topics
from shared.runtime.ports import any_free
from shared.security.schema import EVERYTHING
from shared.settings import PORTS, PlatformSettings
from shared.testing.isolation import SECRET
from shared.values.ids import new_id

FAMILIES: Final = 100_000
SHOWN: Final = 100
LIMIT: Final = 100.0
"""Milliseconds within which each page begins, 99 times of 100."""
FOLDED_WITHIN: Final = 1800.0
PASSWORD: Final = "correct horse battery"  # nosec B105  # of an installation that lives for minutes
TODAY: Final = date(2026, 11, 22)

WRITING: Final = ("customer", "contract", "asset")
"""Whose events the families are."""
ALL_OF: Final = "all tables of {name}"
"""The place of what is stored."""

Query = tuple[str, str, tuple[Any, ...]]
"""Whose database, the statement, its arguments."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a request is about."""

    customer: str
    contract: str
    asset: str
    unit: str


def of(number: int, unit: str) -> Subject:
    """The family of that number; its asset is that of the last family that has one."""
    return Subject(*ids(number)[:2], ids((number - 1) // ONE_ASSET_IN * ONE_ASSET_IN + 1)[2], unit)


def timeline(customer: str) -> Query:
    """The twenty latest events of a customer."""
    wanted = STATEMENTS["customer"].params(
        subject=customer, day=TODAY, known_at=ALWAYS, rooms=list(ROOMS), contract=None, first=date.min, last=date.max,
        amounts=None,
    )  # fmt: skip
    c = wanted.selected_columns
    keys = [c.effective_on.desc(), c.recorded_at.desc(), c.stream.desc(), c.version.desc()]
    text, arguments = sql.compiled(wanted.order_by(*keys).limit(20))
    return "scoring", text, tuple(arguments)


def _listed(service: str, table: str, key: str) -> Query:
    return service, f"SELECT * FROM {table} ORDER BY {key} DESC LIMIT 50", ()  # nosec B608  # constants of this file


def _of(service: str, table: str, column: str, value: str, key: str) -> Query:
    return service, f"SELECT * FROM {table} WHERE {column} = $1 ORDER BY {key} DESC LIMIT 100", (value,)  # nosec B608  # constants of the code only


def figures(one: Subject) -> list[Query]:
    return [("scoring", UNIT_FIGURES, (one.unit, TODAY, ALWAYS, None))]


def customer(one: Subject) -> list[Query]:
    return [
        _of("customer", "customers", "customer_id", one.customer, "customer_id"),
        _of("customer", "contacts", "customer_id", one.customer, "contact_id"),
        ("scoring", CUSTOMER_360, (one.customer, TODAY, ALWAYS, EVERYTHING, "")),
        ("scoring", PAYMENT_MONTHS, (one.customer, TODAY, ALWAYS)),
        timeline(one.customer),
        _of("contract", "payments", "counterparty_id", one.customer, "effective_on"),
        _of("asset", "cards", "supplier_id", one.customer, "asset_id"),
    ]


def contract(one: Subject) -> list[Query]:
    family = ("contracts", "obligations", "ledgers", "ledger_limits", "ledger_balances", "invoices", "payments")
    return [
        *(_of("contract", table, "contract_id", one.contract, "contract_id") for table in family),
        timeline(one.customer),
    ]


def asset(one: Subject) -> list[Query]:
    return [_of("asset", table, "asset_id", one.asset, "asset_id") for table in ("cards", "books")]


PAGES: Final[Mapping[str, tuple[str, Any]]] = {
    "home": ("/", lambda _: [_listed("notify", "tasks", "task_id")]),
    "customers": ("/customers", lambda _: [_listed("customer", "customers", "customer_id")]),
    "customer": ("/customers/{customer}", customer),
    "contracts": ("/contracts", lambda _: [_listed("contract", "contracts", "contract_id")]),
    "contract": ("/contracts/{contract}", contract),
    "assets": ("/assets", lambda _: [_listed("asset", "cards", "asset_id")]),
    "asset": ("/assets/{asset}", asset),
    "open items": (
        "/open-items?amount=4800.00&currency=CNY",
        lambda _: [("contract", "SELECT * FROM invoices WHERE open_item = '4800 CNY' LIMIT 50", ())],
    ),
    "why": (
        "/why/customer/{customer}/received?currency=CNY",
        lambda one: [_of("scoring", "payments", "customer_id", one.customer, "effective_on")],
    ),
    "timeline": ("/customers/{customer}/timeline", lambda one: [timeline(one.customer)]),
}
"""Each page, and the queries that it can't do without."""
PARTS: Final[Mapping[str, tuple[str, Any]]] = {
    "figures of home": ("/home/figures", figures),
    "approvals of home": ("/home/approvals", lambda _: [_listed("contract", "approvals", "approval_id")]),
}
"""What comes into a page once it is there, likewise."""


async def pages(given: Given) -> Outcome:
    families, shown = (20, 3) if given.short else (FAMILIES, SHOWN)
    async with _installation(given, families) as (served, cookie):
        # Other pages are shown than those that were read last: what is measured is not one hot row.
        step = max(1, families // shown)
        subjects = [of(number, served.unit) for number in range(1, families + 1, step)][:shown]
        headers = {"Cookie": cookie, "Accept": "text/html"}
        found: dict[str, FirstBytes] = {}
        bare: dict[str, FirstBytes] = {}
        async with _databases(served) as databases:
            for name, (path, queries) in {**PAGES, **PARTS}.items():
                paths = [path.format(**{field: getattr(one, field) for field in one.__slots__}) for one in subjects]
                await first_bytes(served.ports["portal"], paths[:3], headers)  # statements are planned
                found[name] = await first_bytes(served.ports["portal"], paths, headers)
                bare[name] = await _bare(databases, [queries(one) for one in subjects])
            stored = await kept(databases)
    slowest = slowest_of(found)
    told = {
        name: {
            "median": found[name].median, "p99": found[name].p99, "reference_median": bare[name].median,
            "reference_p99": bare[name].p99,
        }
        for name in found
    }  # fmt: skip
    detail = {
        "pages": {name: told[name] for name in PAGES},
        "parts": {name: told[name] for name in PARTS},
        "slowest": slowest,
        "families": families,
    }  # fmt: skip
    return Outcome({"16": Taken(found[slowest].p99, LIMIT, detail)}, stored=stored)


async def kept(databases: Mapping[str, asyncpg.Connection[Any]]) -> list[Stored]:
    """What all tables of a service take by each event of its store; those of notify by each that it hears of."""
    events = {name: int(await databases[name].fetchval("SELECT count(*) FROM events")) for name in WRITING}
    told = {**events, "notify": sum(events.values())}
    return [await disk.of_all_tables(databases[name], ALL_OF.format(name=name), told[name]) for name in told]


def slowest_of(found: Mapping[str, FirstBytes]) -> str:
    """The page that begins last, 99 times of 100; what comes into a page later is not asked."""
    return max(PAGES, key=lambda name: found[name].p99)


async def _bare(databases: Mapping[str, asyncpg.Connection[Any]], asked: Sequence[Sequence[Query]]) -> FirstBytes:
    """The queries of each request: those of one database one after another, the databases side by side."""
    taken = []
    for queries in asked:
        started = time.perf_counter()
        await asyncio.gather(*(_answered(databases[name], name, queries) for name in {one for one, *_ in queries}))
        taken.append((time.perf_counter() - started) * 1000)
    return FirstBytes(taken)


async def _answered(conn: asyncpg.Connection[Any], name: str, queries: Sequence[Query]) -> None:
    for owner, text, arguments in queries:
        if owner == name:
            await conn.fetch(text, *arguments)


@asynccontextmanager
async def _databases(served: Served) -> AsyncIterator[dict[str, asyncpg.Connection[Any]]]:
    async with AsyncExitStack() as stack:
        found = {}
        for name in ("customer", "contract", "asset", "scoring", "notify"):
            found[name] = await asyncpg.connect(served.database(name))
            stack.push_async_callback(found[name].close)
        yield found


@asynccontextmanager
async def _installation(given: Given, families: int) -> AsyncIterator[tuple[Served, str]]:
    """The portal and all services as processes, the data of so many families, and the cookie of who sees it all."""
    ports = {name: any_free() for name in PORTS}
    addresses = {f"{name}_url": f"http://127.0.0.1:{port}" for name, port in ports.items()}
    settings = PlatformSettings(
        database_url=given.postgres_url, kafka=given.kafka, secret=SECRET, rate_per_second=0,
        issuer_url=addresses["portal_url"], topic_prefix=f"bench-{new_id()[-6:]}-", **addresses,
    )  # fmt: skip
    await ensure_topics(settings)
    async with AsyncExitStack() as stack:
        for name in PORTS:
            await migrate_anew(given.postgres_url, name)
        await stack.enter_async_context(_running("portal", given, settings, ports))
        unit, cookie = await _set_up(addresses["portal_url"])
        events = await populate(settings, unit, families)
        for name in ("customer", "contract", "asset", "scoring", "notify"):
            await stack.enter_async_context(_running(name, given, settings, ports))
        served = Served(settings, issuer_of(settings), unit, ports)
        await _caught_up(settings, families)
        await _admitted(addresses["portal_url"], cookie, events)
        yield served, cookie


def _running(name: str, given: Given, settings: PlatformSettings, ports: Mapping[str, int]) -> Any:
    return process(name, f"services.{name}.app:create_app", given.folder, settings, ports[name])


async def _set_up(portal: str) -> tuple[str, str]:
    """The first start: the unit that owns everything, and a session of its administrator."""
    body = {
        "bootstrap": bootstrap_secret(SECRET),
        "organisation": "Bench",
        "administrator": {"login": "root", "name": "Root", "password": PASSWORD},
    }
    async with httpx.AsyncClient(base_url=portal, trust_env=False, timeout=30) as client:
        made = await client.post("/v1/setup", json=body, headers={"Idempotency-Key": new_id()})
        made.raise_for_status()
        signed = await client.post("/sign-in", data={"login": "root", "password": PASSWORD})
        cookie = signed.headers["set-cookie"].partition(";")[0]
    return str(made.json()["unit_id"]), cookie


async def _caught_up(settings: PlatformSettings, families: int) -> None:
    """Scoring has folded every family, nobody has anything left to read or to do, and every database knows what its
    tables hold: what is measured is a page, not a page beside an import.
    """

    async def received() -> int:
        return int(await conn.fetchval("SELECT count(*) FROM payments WHERE kind = 'received'"))

    for name in PORTS:
        await until(partial(_left, settings, name), lambda left: left == 0, within=FOLDED_WITHIN)
    for name in ("scoring", "customer", "contract", "asset"):
        conn = await asyncpg.connect(url_with(settings.database_url, database=database_name(name)))
        try:
            if name == "scoring":
                await until(received, lambda found: found >= families, within=FOLDED_WITHIN)
            await conn.execute("VACUUM ANALYZE", timeout=FOLDED_WITHIN)
        finally:
            await conn.close()


async def _left(settings: PlatformSettings, service: str) -> int:
    """Records that a service has not read, events that it has not published, and what is due and not done."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        told = (await client.get(f"{settings.url(service)}/v1/platform/status")).json()
    conn = await asyncpg.connect(url_with(settings.database_url, database=database_name(service)))
    try:
        due = int(await conn.fetchval("SELECT count(*) FROM deadlines WHERE due_at <= now()"))
    finally:
        await conn.close()
    unread = sum(1 if one["lag"] is None else one["lag"] for one in told["consumers"])
    unsent = told["relay"]["pending"]
    return due + unread + (1 if unsent is None else unsent)


async def _admitted(portal: str, cookie: str, events: int) -> None:
    """Until each service has heard who may do what, so that no page is quick because it is empty."""
    async with httpx.AsyncClient(base_url=portal, trust_env=False, timeout=30) as client:
        for path in ("/customers", "/contracts", "/assets", "/"):
            for _ in range(300):
                page = (await client.get(path, headers={"Cookie": cookie})).text
                if 'class="missing"' not in page:
                    break
                await asyncio.sleep(0.2)
            else:
                raise RuntimeError(f"{path} is not whole, after {events} events")
