"""Row 3: contracts of an Open Contracting file imported as the service does it, beside COPY of the same rows alone."""

from collections.abc import AsyncIterator
from typing import Final
from uuid import uuid4

import asyncpg
from pydantic_core import to_json

from bench.measure import Given, Outcome, rates
from services.contract.app import SERVICE
from services.contract.imports.handlers import SLICE, Wanted, receive_file, take_slice
from shared.eventstore.database import Database, url_with
from shared.eventstore.deadlines import DeadlinePoller
from shared.eventstore.store import Store
from shared.migrations.run import migrate
from shared.runtime.garbage import settle
from shared.security.sealing import Sealer
from shared.testing.isolation import SECRET
from shared.values.clock import SystemClock
from shared.values.ids import new_id

COUNT: Final = 4_000
UNIT: Final = "0190163d-8694-739b-aea5-966c26f8ad02"
TABLES: Final = ("events", "contracts", "ledgers", "ledger_limits", "deadlines")
"""Where an imported contract leaves rows: two events, two deadlines of its end, one row in each other table."""
EMPTIED: Final = f"SET session_replication_role = replica; TRUNCATE {', '.join(TABLES)}; RESET session_replication_role"
"""What the last round copied goes, past the trigger by which events stand."""
PIECE: Final = 65_536
SUPPLIERS: Final = 500
SUPPLIER: Final = (
    "INSERT INTO known_customers (customer_id, unit_id, kind, source, source_id)"
    " VALUES ($1, $2, 'organisation', 'bench', $3)"
)
RELAYED: Final = "UPDATE relay SET position = (SELECT last_value FROM events_position)"
"""Imports wait while many events wait for the relay, which is not what is measured here."""


async def contracts_imported(given: Given) -> Outcome:
    count = 100 if given.short else COUNT
    name = f"bench_{uuid4().hex[:8]}"
    for each in (name, f"{name}_copy"):
        await migrate(given.postgres_url, SERVICE.name, SECRET, database=each)
    database = Database(given.postgres_url, SERVICE.name, SECRET, name=name)
    await database.open()
    store = Store(SERVICE.name, database, SERVICE.projections, Sealer(SECRET), SystemClock())
    source = await asyncpg.connect(url_with(given.postgres_url, database=name))
    target = await asyncpg.connect(url_with(given.postgres_url, database=f"{name}_copy"))
    files = [_file(count, number) for number in range(given.rounds)]
    rows: dict[str, list[tuple[object, ...]]] = {}
    columns: dict[str, list[str]] = {}

    async def ready() -> None:
        await source.execute(RELAYED)
        await target.execute(EMPTIED)

    async def ours() -> None:
        await imported(store, files.pop())

    async def theirs() -> None:
        for table in TABLES:
            await target.copy_records_to_table(table, records=rows[table], columns=columns[table])

    try:
        await source.executemany(SUPPLIER, [(new_id(), UNIT, f"supplier-{number}") for number in range(SUPPLIERS)])
        await imported(store, _file(count, -1))
        for table in TABLES:
            found = await source.fetch(f"SELECT * FROM {table}")  # nosec B608  # assembled from constants of the code only
            rows[table], columns[table] = [tuple(row) for row in found], list(found[0].keys())
        settle()  # as the process of a service does
        taken = await rates(count, given.rounds, ours, theirs, ready)
    finally:
        await source.close()
        await target.close()
        await database.close()
    return Outcome({"3": taken})


async def imported(store: Store, content: bytes) -> None:
    """From the file's first byte to the import's end."""

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(content), PIECE):
            yield content[at : at + PIECE]

    wanted = Wanted(new_id(), "ocds", UNIT, "bench", "EUR")
    async with store.begin(store.system_context(unit=UNIT)) as work:
        await receive_file(work, store.sealer, wanted, pieces())
    poller = DeadlinePoller(store, {SLICE: take_slice})
    while await poller.run_one():
        pass


def _file(count: int, number: int) -> bytes:
    """A record package in lines: one process with one contract each."""
    return b"\n".join(to_json(_release(f"ocds-bench-{number}-{at}", at)) for at in range(count))


def _release(ocid: str, number: int) -> dict[str, object]:
    supplier = {
        "id": f"supplier-{number % SUPPLIERS}",
        "name": f"Supplier {number % SUPPLIERS} GmbH",
        "roles": ["supplier"],
    }
    return {
        "ocid": ocid,
        "id": f"{ocid}-1",
        "date": "2026-02-03T00:00:00Z",
        "tag": ["contract"],
        "initiationType": "tender",
        "parties": [supplier],
        "buyer": {"id": "buyer-1", "name": "City of Bench"},
        "awards": [{"id": "1", "status": "active", "suppliers": [{"id": supplier["id"], "name": supplier["name"]}]}],
        "contracts": [
            {
                "id": f"{ocid}-contract",
                "awardID": "1",
                "title": "Delivery and mounting of optical line terminals",
                "status": "active",
                "period": {"startDate": "2026-03-01T00:00:00Z", "endDate": "2027-02-28T00:00:00Z"},
                "value": {"amount": 100_000 + number, "currency": "EUR"},
                "dateSigned": "2026-02-02T00:00:00Z",
            }
        ],
    }
