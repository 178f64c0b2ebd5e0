"""kill -9 of a service at each named point of an import: it goes on to its end, every row has its effect once."""

import asyncio
import json
import os
import signal
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from shared.testing.invariants.stored import gapless, rebuilt
from shared.testing.isolation import SECRET
from shared.values.ids import derived_id, new_id
from tests.faults.imports.importing import UNIT, kind_of, opened, sent, taken

ROOT = Path(__file__).parents[3]
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

OF_CUSTOMERS = [one if one[0] in SHORT else pytest.param(*one, marks=pytest.mark.full) for one in POINTS]

SHOPPERS = 30
PURCHASES = [
    {
        "source_id": f"p{number}",
        "customer_source_id": f"s{number % SHOPPERS}",
        "date": "1997-01-01",
        "amount": f"{number % 7}.{number % 100:02}",
        "quantity": 1 + number % 3,
    }
    for number in range(500)
]
CUSTOMERS = [
    {
        "source_id": f"c{number}",
        "kind": "person",
        "person_name": f"王{number}",
        "stage": "active",
        "contacts": [{"source_id": "a", "role": "buyer", "name": f"李{number}", "email": f"li{number}@example.com"}],
    }
    for number in range(250)
]
REMEMBERED = (
    "INSERT INTO known_customers (customer_id, unit_id, kind, source, source_id) VALUES ($1, $2, 'person', 'shop', $3)"
)


async def killed_at(kind, point, times, import_id, file, url, name):
    environment = os.environ | {"PACTLINE_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    words = [kind, point, str(times), import_id, str(file), name, SECRET]
    process = await asyncio.create_subprocess_exec(sys.executable, str(VICTIM), *words, env=environment)
    async with asyncio.timeout(60):
        await process.wait()
    assert process.returncode == -signal.SIGKILL


def written(folder, rows):
    file = folder / "rows.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    return file


async def is_whole(store):
    """Streams without gaps, and tables that the events alone would give."""
    assert await gapless(store) == []
    assert await rebuilt(store) == []


async def ended(store, kind, file, import_id):
    await sent(store, kind, import_id, file)
    await taken(store, kind, import_id)


@pytest.mark.parametrize(("point", "times", "slices"), POINTS)
async def test_every_purchase_is_there_once_after_a_kill(point, times, slices, postgres_url, clone_database, tmp_path):
    kind, name, import_id = kind_of("purchases"), await clone_database("contract"), new_id()
    file = written(tmp_path, PURCHASES)
    async with opened(kind, postgres_url, name, SECRET) as store:
        pool = store.database.pool("system")
        shoppers = [(derived_id("customer", f"s{one}"), UNIT, f"s{one}") for one in range(SHOPPERS)]
        await pool.executemany(REMEMBERED, shoppers)
        await killed_at("purchases", point, times, import_id, file, postgres_url, name)
        assert await pool.fetchval("SELECT count(*) FROM orders") == min(200 * slices, 500)
        assert await gapless(store) == []

        await ended(store, kind, file, import_id)
        before = await pool.fetchval("SELECT count(*) FROM events")
        again = new_id()
        await ended(store, kind, file, again)
        await is_whole(store)

        progress = "SELECT done, imported, unchanged, rejected FROM import_progress WHERE import_id = $1"
        assert await pool.fetchrow(progress, import_id) == (500, 500, 0, 0)
        assert await pool.fetchrow(progress, again) == (500, 0, 500, 0)
        assert await pool.fetchval("SELECT count(*) FROM events") == before
        assert await pool.fetchval("SELECT count(*) FROM import_chunks") == 0
        await holds_what_the_source_holds(pool, import_id)


async def holds_what_the_source_holds(pool, import_id):
    total = sum(Decimal(row["amount"]) for row in PURCHASES)
    paid = [row for row in PURCHASES if Decimal(row["amount"])]
    found = await pool.fetch("SELECT source_id, amount FROM orders")
    assert sorted((row["source_id"], row["amount"]) for row in found) == sorted(
        (row["source_id"], Decimal(row["amount"])) for row in PURCHASES
    )
    assert await pool.fetchrow("SELECT count(*), sum(amount) FROM payments") == (len(paid), total)
    assert await pool.fetchval("SELECT count(*) FROM contracts") == SHOPPERS
    assert await pool.fetchval("SELECT amount FROM import_amounts WHERE import_id = $1", import_id) == total
    booked = await pool.fetch("SELECT kind, sum(amount) FROM ledger_balances GROUP BY kind ORDER BY kind")
    assert booked == [("ordered", total), ("received", total)]


@pytest.mark.parametrize(("point", "times", "slices"), OF_CUSTOMERS)
async def test_every_customer_is_there_once_after_a_kill(point, times, slices, postgres_url, clone_database, tmp_path):
    kind, name, import_id = kind_of("customers"), await clone_database("customer"), new_id()
    file = written(tmp_path, CUSTOMERS)
    async with opened(kind, postgres_url, name, SECRET) as store:
        pool = store.database.pool("system")
        await killed_at("customers", point, times, import_id, file, postgres_url, name)
        assert await pool.fetchval("SELECT count(*) FROM customers") == min(100 * slices, 250)
        assert await gapless(store) == []

        await ended(store, kind, file, import_id)
        before = await pool.fetchval("SELECT count(*) FROM events")
        again = new_id()
        await ended(store, kind, file, again)
        await is_whole(store)

        progress = "SELECT done, registered, changed, unchanged, refused FROM import_progress WHERE import_id = $1"
        assert await pool.fetchrow(progress, import_id) == (250, 250, 0, 0, 0)
        assert await pool.fetchrow(progress, again) == (250, 0, 0, 250, 0)
        received_and_completed = 2
        assert await pool.fetchval("SELECT count(*) FROM events") == before + received_and_completed
        assert await pool.fetchval("SELECT count(*) FROM import_chunks") == 0
        found = await pool.fetch("SELECT source_id FROM customers")
        assert sorted(row["source_id"] for row in found) == sorted(row["source_id"] for row in CUSTOMERS)
        assert await pool.fetchval("SELECT count(DISTINCT customer_id) FROM contacts") == len(CUSTOMERS)
        assert await pool.fetchval("SELECT count(*) FROM contacts") == len(CUSTOMERS)
