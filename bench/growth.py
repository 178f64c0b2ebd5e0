"""How appending and relaying stand at a thousand to ten million stored events: the growth of rows 1a and 4."""

from typing import Final

import asyncpg

from bench import append, disk
from bench.measure import Given, Grown, Outcome, Stored
from bench.order import opened
from bench.relaying import both_ways, fill
from shared.eventstore.database import url_with
from shared.eventstore.store import Store

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
SIZES_OF_SHORT: Final = (1_000, 2_000)
APPENDED: Final = 2_000
RELAYED: Final = 1_000_000
"""Of a larger store the last million is relayed: what its size changes shows as well."""
ROUNDS_UP_TO: Final = 100_000
"""Larger sizes are relayed once: one round of them is as long as many of a small one."""


async def of_the_store(given: Given) -> Outcome:
    """One store is filled further and further; each size is relayed to a topic of its own. What is
    stored is told of the largest.
    """
    points: list[Grown] = []
    stored: list[Stored] = []
    async with opened(given) as store:
        pool = store.database.pool("system")
        for size in SIZES_OF_SHORT if given.short else SIZES:
            here = await pool.fetchval("SELECT count(*) FROM events")
            await fill(store, size - here)
            rounds = given.rounds if size <= ROUNDS_UP_TO else 1
            async with both_ways(given, store) as ways:
                relaying = min(size, RELAYED)
                relayed = await ways.taken(relaying, rounds)
                topic = disk.of_topics(given, ways.topic, "a topic, compressed, one copy", relaying * rounds)
            stored = [await disk.of_table(pool, "events", "events of a store, with indexes", size), *topic]
            appended = await append.taken(store, 160 if given.short else APPENDED, min(given.rounds, 3))
            await forget(given, store, relayed.detail["last"])
            points.append(Grown("1a", size, appended.value, appended.reference))
            points.append(Grown("4", size, relayed.value, relayed.reference))
    return Outcome(growth=points, stored=stored)


async def forget(given: Given, store: Store, last: int) -> None:
    """Takes the events behind a position away, which no role of a service may do."""
    owner = await asyncpg.connect(url_with(given.postgres_url, database=store.database.name))
    try:
        await owner.execute("SET session_replication_role = replica")
        await owner.execute("DELETE FROM events WHERE position > $1", last)
    finally:
        await owner.close()
