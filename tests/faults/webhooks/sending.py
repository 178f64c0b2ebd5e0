"""What notify does for a partner's endpoint, over a store alone: it is registered, events are read for it and sent."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final

from services.notify import consumers
from services.notify.app import SERVICE
from services.notify.settings import notify_settings
from services.notify.webhook.handlers import register_webhook
from services.notify.webhook.vault import Vault
from services.notify.webhook_delivery.posting import Post
from services.notify.webhook_delivery.sending import Sender
from shared.eventstore import sql
from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.messaging.envelope import OutgoingRecord, to_record
from shared.messaging.producer import EventProducer
from shared.messaging.runner import ConsumerRunner
from shared.messaging.topics import ensure_topics
from shared.security import folding
from shared.security.sealing import Sealer
from shared.settings import PlatformSettings
from shared.values.clock import SystemClock
from shared.values.ids import new_id

UNIT: Final = "nanjing"
WAITS: Final = "SELECT count(*) FROM webhook_deliveries WHERE stage = 'waiting'"


@asynccontextmanager
async def opened(server_url: str, name: str, secret: str) -> AsyncIterator[Store]:
    database = Database(server_url, SERVICE.name, secret, name=name)
    await database.open()
    try:
        yield Store(SERVICE.name, database, SERVICE.projections, Sealer(secret), SystemClock())
    finally:
        await database.close()


async def registered(store: Store, secret: str, address: str) -> str:
    """An endpoint for every event of contract of the unit; its id."""
    async with store.begin(store.system_context(unit=UNIT)) as work:
        placed = folding.unit_changed(UNIT, None, UNIT, "city", None, active=True)
        await sql.execute_all(work.conn, list(placed))
        webhook, _ = await register_webhook(work, Vault(secret), "erp", UNIT, "li", address, ("contract/*",))
    return webhook.id


async def told(store: Store, settings: PlatformSettings, keys: int, each: int) -> list[str]:
    """Contract tells of as many things of each key, in turn, and all of it is intended for the endpoint; their ids."""
    contracts = [new_id() for _ in range(keys)]
    events = [(contract, version) for version in range(1, each + 1) for contract in contracts]
    await ensure_topics(settings, [SERVICE.name, *consumers.partners.services])
    producer = EventProducer(settings, "contract")
    await producer.publish([_noted(contract, version) for contract, version in events])
    await producer.stop()
    ids = [f"contract-{contract}@{version}" for contract, version in events]
    runner = ConsumerRunner(SERVICE.name, [consumers.partners], store, settings)
    await runner.start()
    try:
        async with asyncio.timeout(60):
            while not await _intended(store, ids):
                await asyncio.sleep(0.1)
    finally:
        await runner.stop()
    return ids


def _noted(contract: str, version: int) -> OutgoingRecord:
    body = json.dumps({"contract_id": contract, "text": "noted"}).encode()
    meta, now = {"key": contract, "unit": UNIT}, datetime.now(UTC)
    return to_record("/pactline/contract", f"contract-{contract}", version, "contract.signed.v1", body, meta, now)


async def _intended(store: Store, ids: Sequence[str]) -> bool:
    known = "SELECT count(*) FROM webhook_deliveries WHERE event_id = ANY($1)"
    return await store.database.pool("system").fetchval(known, ids) == len(ids)


async def sent(store: Store, secret: str) -> None:
    """The sender runs as it does beside the service, until nothing waits any more."""
    own = notify_settings()
    async with Post(own.webhook_networks, own.webhook_ca_file) as post:
        running = asyncio.create_task(Sender(store, Vault(secret), post).run())
        try:
            while await store.database.pool("system").fetchval(WAITS):
                await asyncio.sleep(0.05)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
