"""An import as the service does it: a file is received, its slices are taken as deadlines fall due."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from shared.eventstore.database import Database
from shared.eventstore.deadlines import DeadlinePoller
from shared.eventstore.store import Store
from shared.security.sealing import Sealer
from shared.values.clock import SystemClock
from shared.web.service import Service

UNIT = "0190163d-8694-739b-aea5-966c26f8ad02"
PIECE = 4096


@dataclass(frozen=True)
class Kind:
    """What is imported into which service, and how that service says that an import has ended."""

    service: Service
    handlers: Any
    asked: dict[str, Any]
    ended: str

    def wanted(self, import_id: str) -> Any:
        return self.handlers.Wanted(import_id=import_id, unit=UNIT, source="shop", **self.asked)


ASKED: Final[dict[str, tuple[str, dict[str, Any], str]]] = {
    "purchases": ("contract", {"kind": "retail-orders", "currency": "USD"}, "state"),
    "customers": ("customer", {"form": "jsonl", "dry_run": False}, "stage"),
}


def kind_of(name: str) -> Kind:
    """Loads the one service that it needs: a victim starts and dies often."""
    service, asked, column = ASKED[name]
    return Kind(
        import_module(f"services.{service}.app").SERVICE,
        import_module(f"services.{service}.imports.handlers"),
        asked,
        f"SELECT {column} = 'completed' FROM imports WHERE import_id = $1",
    )


@asynccontextmanager
async def opened(kind: Kind, server_url: str, name: str, secret: str) -> AsyncIterator[Store]:
    database = Database(server_url, kind.service.name, secret, name=name)
    await database.open()
    try:
        yield Store(kind.service.name, database, kind.service.projections, Sealer(secret), SystemClock())
    finally:
        await database.close()


async def sent(store: Store, kind: Kind, import_id: str, file: Path) -> None:
    """The file arrives; sent again, nothing happens."""

    content = await asyncio.to_thread(file.read_bytes)

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(content), PIECE):
            yield content[at : at + PIECE]

    async with store.begin(store.system_context(unit=UNIT)) as work:
        await kind.handlers.receive_file(work, store.sealer, kind.wanted(import_id), pieces())


async def taken(store: Store, kind: Kind, import_id: str) -> None:
    """Takes slices until the import has ended."""
    poller = DeadlinePoller(store, {**kind.service.deadlines, kind.handlers.SLICE: kind.handlers.take_slice})
    poller.start()
    try:
        async with asyncio.timeout(40):
            while not await store.database.pool("system").fetchval(kind.ended, import_id):
                await asyncio.sleep(0.05)
    finally:
        await poller.stop()
