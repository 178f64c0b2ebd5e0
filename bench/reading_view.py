"""Row 9: reads of the customer 360 by HTTP, beside an application that shows the same views, lying ready as rows."""

from __future__ import annotations

import os
from statistics import median
from typing import Final

import asyncpg

from bench.event_mix import CUSTOMER, DIGITS, UNITS, digits_of
from bench.http_client import client, each
from bench.http_load import Answered, Load, loaded, request
from bench.measure import Given, Outcome, Taken
from bench.served import Served, process, services
from bench.topic_filling import publish_families
from bench.waiting import until

CUSTOMERS: Final = 2_000
SHOWN: Final = 400
CONNECTIONS: Final = 8
SECONDS: Final = 4.0
FOLDED: Final = "SELECT count(DISTINCT customer_id) FROM customer_facts WHERE kind = 'changed'"
CACHE: Final = "CREATE TABLE cached_views (customer_id text PRIMARY KEY, view text NOT NULL)"


async def by_http(given: Given) -> Outcome:
    customers, shown = (20, 5) if given.short else (CUSTOMERS, SHOWN)
    async with services(given, ["scoring"]) as served:
        await publish_families(served.settings, 1, customers)
        conn = await asyncpg.connect(served.database("scoring"))
        try:
            await until(lambda: conn.fetchval(FOLDED), lambda found: found == customers)
        finally:
            await conn.close()
        headers = await served.caller("scoring", ["scoring.customer.read"])
        await served.units_below("scoring", UNITS)
        paths = [f"/v1/customers/{CUSTOMER.replace(DIGITS, digits_of(number))}/360" for number in range(1, shown + 1)]
        await _cache(given, served, headers, paths)
        os.environ["BENCH_CACHED_VIEWS"] = given.postgres_url
        async with process("bare", "bench.bare_app:create_app", given.folder, served.settings) as bare:
            texts = [request("GET", path, headers) for path in paths]
            for port in (served.ports["scoring"], bare):
                await _answered(port, texts, given)  # statements are planned, caches filled
            taken, reference = [], []
            for _ in range(given.rounds):
                taken.append(await _answered(served.ports["scoring"], texts, given))
                reference.append(await _answered(bare, texts, given))
    middle, bare_middle = (sorted(all_of, key=lambda one: one.rate)[len(all_of) // 2] for all_of in (taken, reference))
    detail = {
        "rounds": [one.rate for one in taken], "reference_rounds": [one.rate for one in reference],
        "milliseconds": middle.milliseconds, "reference_milliseconds": bare_middle.milliseconds,
    }  # fmt: skip
    value, bare_value = (median(one.rate for one in all_of) for all_of in (taken, reference))
    return Outcome({"9": Taken(value, bare_value, detail)})


async def _cache(given: Given, served: Served, headers: dict[str, str], paths: list[str]) -> None:
    async with client(served.ports["scoring"]) as asking:
        views = await each(paths, lambda path: asking.get(path, headers))
    conn = await asyncpg.connect(given.postgres_url)
    try:
        await conn.execute(f"DROP TABLE IF EXISTS cached_views; {CACHE}")
        rows = [(path.split("/")[3], view.decode()) for path, view in zip(paths, views, strict=True)]
        await conn.executemany("INSERT INTO cached_views VALUES ($1, $2)", rows)
    finally:
        await conn.close()


async def _answered(port: int, texts: list[str], given: Given) -> Answered:
    found = await loaded(Load(port, texts, CONNECTIONS, 0.5 if given.short else SECONDS))
    if set(found.statuses) != {"200"}:
        raise RuntimeError(f"not shown: {found.statuses}")
    return found
