"""kill -9 of a service at each named point of an import: it goes on to its end, every row has its effect once."""

from pathlib import Path
from uuid import uuid4

import pytest

from shared.settings import PlatformSettings
from shared.testing.invariants.checking import Held, assert_holds
from shared.testing.invariants.stored import gapless
from shared.testing.isolation import SECRET
from shared.values.ids import new_id
from tests.faults.imports.importing import kind_of, opened, sent, taken
from tests.faults.imports.rows import KINDS
from tests.faults.relaying import relaying
from tests.faults.victims import killed

VICTIM = Path(__file__).with_name("victim.py")
POINTS = (
    ("while the file arrives", 2, 0),
    ("before a slice is written", 2, 1),
    ("before a slice commits", 2, 1),
    ("after a slice commits", 2, 2),
    ("before the end commits", 1, 3),
)
"""A point, how often it is reached, and how many of the three slices are there after the kill."""
SHORT = ("before a slice commits", "after a slice commits")
"""The two services share the way of an import: one is killed at every point each time, the other at these."""

CASES = [
    *(("purchases", *one) for one in POINTS),
    *(("customers", *one) for one in POINTS if one[0] in SHORT),
    *(pytest.param("customers", *one, marks=pytest.mark.full) for one in POINTS if one[0] not in SHORT),
]


@pytest.fixture
def settings(postgres_url, kafka_bootstrap, worker_name):
    prefix = f"{worker_name}.{uuid4().hex[:8]}."
    return PlatformSettings(database_url=postgres_url, kafka=kafka_bootstrap, topic_prefix=prefix, partitions=2)


async def ended(store, kind, file, import_id):
    await sent(store, kind, import_id, file)
    await taken(store, kind, import_id)


@pytest.mark.parametrize(("name", "point", "times", "slices"), CASES)
async def test_every_row_has_its_effect_once_after_a_kill(
    name, point, times, slices, settings, clone_database, tmp_path
):
    kind, wanted, import_id, again = kind_of(name), KINDS[name], new_id(), new_id()
    database, file = await clone_database(kind.service.name), wanted.written(tmp_path)
    async with opened(kind, settings.database_url, database, SECRET) as store:
        pool = store.database.pool("system")
        await wanted.beforehand(pool)
        await killed(VICTIM, name, point, times, import_id, file, database, SECRET, settings=settings)
        assert await pool.fetchval(f"SELECT count(*) FROM {wanted.table}") == wanted.after(slices)
        assert await gapless(store) == []

        await ended(store, kind, file, import_id)
        before = await pool.fetchval("SELECT count(*) FROM events")
        await ended(store, kind, file, again)
        async with relaying(store, settings):
            await assert_holds(Held([store], settings))

        progress = f"SELECT {', '.join(wanted.done)} FROM import_progress WHERE import_id = $1"
        assert await pool.fetchrow(progress, import_id) == tuple(wanted.done.values())
        assert await pool.fetchrow(progress, again) == tuple(wanted.again.values())
        assert await pool.fetchval("SELECT count(*) FROM events") == before + wanted.events_again
        assert await pool.fetchval("SELECT count(*) FROM import_chunks") == 0
        await wanted.is_held(pool, import_id)
