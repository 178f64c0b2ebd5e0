"""Files of two kinds, and what a service holds once each of their rows has had its effect."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from asyncpg import Pool

from shared.values.ids import derived_id
from tests.faults.imports.importing import UNIT

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


@dataclass(frozen=True)
class Rows:
    """A file's rows, of which `of_a_slice` are written together into `table`. `done` and `again` are what the import
    says of itself the first time and when the file comes again, which adds `events_again` events.
    """

    rows: list[dict[str, Any]]
    of_a_slice: int
    table: str
    done: Mapping[str, int]
    again: Mapping[str, int]
    events_again: int
    beforehand: Callable[[Pool], Awaitable[None]]
    is_held: Callable[[Pool, str], Awaitable[None]]

    def written(self, folder: Path) -> Path:
        file = folder / "rows.jsonl"
        file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in self.rows))
        return file

    def after(self, slices: int) -> int:
        return min(self.of_a_slice * slices, len(self.rows))


async def shoppers_are_known(pool: Pool) -> None:
    shoppers = [(derived_id("customer", f"s{one}"), UNIT, f"s{one}") for one in range(SHOPPERS)]
    await pool.executemany(REMEMBERED, shoppers)


async def nothing_is_known(pool: Pool) -> None:
    return


async def every_purchase_is_held(pool: Pool, import_id: str) -> None:
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


async def every_customer_is_held(pool: Pool, import_id: str) -> None:
    found = await pool.fetch("SELECT source_id FROM customers")
    assert sorted(row["source_id"] for row in found) == sorted(row["source_id"] for row in CUSTOMERS)
    counted = await pool.fetchrow("SELECT count(*), count(DISTINCT customer_id) FROM contacts")
    assert counted == (len(CUSTOMERS), len(CUSTOMERS))


KINDS = {
    "purchases": Rows(
        PURCHASES,
        200,
        "orders",
        done={"done": 500, "imported": 500, "unchanged": 0, "rejected": 0},
        again={"done": 500, "imported": 0, "unchanged": 500, "rejected": 0},
        events_again=0,
        beforehand=shoppers_are_known,
        is_held=every_purchase_is_held,
    ),
    "customers": Rows(
        CUSTOMERS,
        100,
        "customers",
        done={"done": 250, "registered": 250, "changed": 0, "unchanged": 0, "refused": 0},
        again={"done": 250, "registered": 0, "changed": 0, "unchanged": 250, "refused": 0},
        events_again=2,  # that it was received, that it is completed
        beforehand=nothing_is_known,
        is_held=every_customer_is_held,
    ),
}
