"""The checker of the invariants asks for every delivery that an endpoint has a claim to, and for no other."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from services.notify.settings import notify_settings
from services.notify.webhook.handlers import ask_replay, switch_webhook, webhook_of
from services.notify.webhook_delivery.aggregate import NoteFailure, NoteTaken
from services.notify.webhook_delivery.handlers import note_result
from services.notify.webhook_delivery.replaying import open_replays, replay
from shared.eventstore.database import url_with
from shared.testing.invariants.checking import Held, findings
from shared.testing.isolation import SECRET
from tests.faults.relaying import relaying
from tests.faults.webhooks.sending import opened, registered, told
from tests.integration.messaging.conftest import settings

__all__ = ["settings"]


@pytest.fixture
async def store(settings, clone_database, monkeypatch):
    monkeypatch.setenv("PACTLINE_NOTIFY_WEBHOOK_NETWORKS", '["127.0.0.0/8"]')
    notify_settings.cache_clear()
    async with opened(settings.database_url, await clone_database("notify"), SECRET) as one:
        yield one
    notify_settings.cache_clear()


@asynccontextmanager
async def _as_owner(settings, store):
    """Past the triggers that keep a store's events as they are."""
    conn = await asyncpg.connect(url_with(settings.database_url, database=store.database.name))
    await conn.execute("SET session_replication_role = replica")
    yield conn
    await conn.close()


async def sent_of(store, settings) -> list[str]:
    """What is found of deliveries, once all is published."""
    async with relaying(store, settings):
        found = await findings(Held([store], settings), within=30)
    return [one.what for one in found if one.invariant == "sent"]


async def test_every_event_of_an_endpoint_has_its_delivery_and_what_is_missing_doubled_or_unkept_is_told(
    store, settings
):
    webhook = await registered(store, SECRET, "https://127.0.0.1/hook")
    ids = await told(store, settings, keys=2, each=3)
    pool = store.database.pool("system")
    rows = await pool.fetch("SELECT delivery_id, event_id FROM webhook_deliveries")
    delivery_of = {row["event_id"]: row["delivery_id"] for row in rows}
    gone, doubled, twice, unkept = (delivery_of[one] for one in ids[:4])
    async with store.begin() as work:
        await note_result(work, twice, NoteTaken(200))
    assert await sent_of(store, settings) == []

    async with _as_owner(settings, store) as conn:
        await conn.execute("DELETE FROM events WHERE stream_id = $1", f"webhook_delivery-{gone}")
        await conn.execute("DELETE FROM webhook_deliveries WHERE delivery_id = $1", gone)
        await conn.execute("DELETE FROM webhook_bodies WHERE event_id = $1", ids[3])
        again = (
            "INSERT INTO events (stream_id, version, type, data, meta) SELECT 'webhook_delivery-' || $2, $3, type,"
            " convert_to(replace(convert_from(data, 'UTF8'), $1, $2), 'UTF8'), meta FROM events"
            " WHERE stream_id = 'webhook_delivery-' || $1 ORDER BY version DESC LIMIT 1"
        )
        await conn.execute(again, twice, twice, 3)
        await conn.execute(again, doubled, "other", 1)
    found = await sent_of(store, settings)
    assert sorted(found) == sorted(
        [
            f"{ids[0]} of contract is wanted by endpoint {webhook} and has no delivery",
            f"{ids[1]} of contract has 2 deliveries to endpoint {webhook}",
            "delivery other is where no sender finds it",
            f"delivery {twice} was noted as taken a second time without being sent again",
            f"delivery {unkept} waits, and what it sends is not kept",
        ]
    )


async def test_nothing_is_asked_for_of_the_time_before_an_endpoint_or_while_it_was_disabled(store, settings):
    webhook = await registered(store, SECRET, "https://127.0.0.1/hook")
    await told(store, settings, keys=1, each=2)
    async with _as_owner(settings, store) as conn:
        at = datetime.now(UTC) + timedelta(hours=1)
        await conn.execute("UPDATE events SET recorded_at = $1 WHERE stream_id LIKE 'webhook-%'", at)
        await conn.execute("DELETE FROM events WHERE stream_id LIKE 'webhook\\_delivery-%'")
        await conn.execute("DELETE FROM webhook_deliveries")
    assert await sent_of(store, settings) == []
    async with _as_owner(settings, store) as conn:
        at = datetime.now(UTC) - timedelta(hours=1)
        await conn.execute("UPDATE events SET recorded_at = $1 WHERE stream_id LIKE 'webhook-%'", at)
    assert len(await sent_of(store, settings)) == 2
    async with store.begin() as work:
        await switch_webhook(work, await webhook_of(work, webhook), enabled=False)
    assert await sent_of(store, settings) == []
    async with store.begin() as work:
        await switch_webhook(work, await webhook_of(work, webhook), enabled=True)
    assert await sent_of(store, settings) == []


async def _asked(store, webhook: str, since: datetime, until: datetime | None = None) -> str:
    async with store.begin() as work:
        return await ask_replay(work, await webhook_of(work, webhook), since, until)


async def _carried_out(store, settings) -> None:
    for one in await open_replays(store):
        await replay(store, settings, one)


async def test_a_replay_ends_and_what_it_had_to_bring_and_did_not_is_told(store, settings):
    since = datetime.now(UTC)
    webhook = await registered(store, SECRET, "https://127.0.0.1/hook")
    ids = await told(store, settings, keys=2, each=2)
    rows = await store.database.pool("system").fetch("SELECT delivery_id, event_id FROM webhook_deliveries")
    delivery_of = {row["event_id"]: row["delivery_id"] for row in rows}
    gone, passed_over, taken, given_up = (delivery_of[one] for one in ids)
    async with store.begin() as work:
        for one in (gone, passed_over, taken):
            await note_result(work, one, NoteTaken(200))

    asked = await _asked(store, webhook, since)
    open_still = f"replay {asked} of endpoint {webhook} has not ended"
    assert open_still in [one.what for one in await findings(Held([store], settings)) if one.invariant == "settled"]
    await _carried_out(store, settings)
    assert await sent_of(store, settings) == []
    async with store.begin() as work:
        await note_result(work, taken, NoteTaken(200))
        await note_result(work, given_up, NoteFailure("forgotten", None, datetime.now(UTC)))
    assert await sent_of(store, settings) == []

    async with _as_owner(settings, store) as conn:
        await conn.execute("DELETE FROM events WHERE stream_id = $1", f"webhook_delivery-{gone}")
        resent = "DELETE FROM events WHERE stream_id = $1 AND type = 'webhook.resent.v1'"
        await conn.execute(resent, f"webhook_delivery-{passed_over}")
    missing = [
        f"{ids[0]} of contract is wanted by endpoint {webhook} and has no delivery",
        f"{ids[0]} of contract was not sent for replay {asked}",
        f"{ids[1]} of contract was not sent for replay {asked}",
    ]
    assert sorted(await sent_of(store, settings)) == sorted(missing)

    await _asked(store, webhook, since - timedelta(hours=2), since - timedelta(hours=1))
    await _carried_out(store, settings)
    assert sorted(await sent_of(store, settings)) == sorted(missing)
