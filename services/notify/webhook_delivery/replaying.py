"""Replays: what was recorded between two moments is read from the topics, which keep everything, and sent once more."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from pydantic_core import from_json
from sqlalchemy import select

from services.notify.webhook.filters import SOURCES, patterns_of
from services.notify.webhook.queries import Wanting
from services.notify.webhook.tables import webhook_replays, webhooks
from services.notify.webhook_delivery.handlers import finish_replay, intend
from services.notify.webhook_delivery.offering import Offered
from services.notify.webhook_delivery.queries import waiting
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.messaging.audit.topic import BrokerAwayError, Pace, Topic, connected
from shared.messaging.envelope import Envelope, EnvelopeError, parse
from shared.messaging.parking import RawRecord
from shared.security.tables import unit_closure
from shared.settings import PlatformSettings
from shared.web.running import Running

POLL_SECONDS: Final = 1.0
SLICE: Final = 200
"""Events that one transaction intends."""
MOST_WAITING: Final = 1_000
"""A replay reads on while fewer deliveries than this wait for its endpoint."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Replay:
    """A replay that has not ended."""

    replay_id: str
    webhook_id: str
    unit: str
    since: datetime
    until: datetime
    patterns: frozenset[str]

    def means(self, event: Envelope) -> bool:
        """Whether the event is of its time and among those that the endpoint wants."""
        wanted = not self.patterns.isdisjoint(patterns_of(event.service, event.type))
        return wanted and self.since <= event.recorded_at < self.until


class SwitchedOffError(Exception):
    """The endpoint was disabled meanwhile; its replay begins anew when it is enabled."""


async def open_replays(store: Store) -> Sequence[Replay]:
    """What was asked of enabled endpoints and has not ended, in the order of asking."""
    asked = webhook_replays.c
    found = (
        select(asked.replay_id, asked.webhook_id, asked.unit_id, asked.since, asked.until, webhooks.c.events)
        .join(webhooks, webhooks.c.webhook_id == asked.webhook_id)
        .where(asked.finished_at.is_(None), webhooks.c.enabled)
        .order_by(asked.asked_at)
    )
    async with store.begin(read_only=True) as work:
        rows = [dict(row) for row in await work.rows(found)]
    return [Replay(unit=row.pop("unit_id"), patterns=frozenset(row.pop("events")), **row) for row in rows]


async def replay(store: Store, settings: PlatformSettings, one: Replay) -> None:
    """Reads the topics from the moment on, as they ended when it began, and intends what the endpoint wants.

    A replay that is cut short begins anew: what it intended already is not sent for it a second time.
    """
    found = 0
    async with connected(settings, Pace(SLICE)) as broker:
        for service in (name for name in SOURCES if any(each.startswith(f"{name}/") for each in one.patterns)):
            topic = await broker.topic(service)
            for partition, offset in (await topic.offsets_at(one.since)).items():
                found += await _replay_partition(store, topic, partition, offset, one)
    async with store.begin() as work:
        await finish_replay(work, one.webhook_id, one.replay_id, found)


async def _replay_partition(store: Store, topic: Topic, partition: int, offset: int, one: Replay) -> int:
    found = 0
    topic.start(partition, offset)
    while records := await topic.page(partition, offset):
        offset = records[-1].offset + 1
        if meant := [event for event in map(_read, records) if event is not None and one.means(event)]:
            await _room(store, one)
            async with store.begin() as work:
                found += await _intend_all(work, meant, one)
    return found


async def _intend_all(work: Work, events: Sequence[Envelope], one: Replay) -> int:
    below = select(unit_closure.c.descendant).where(unit_closure.c.ancestor == one.unit)
    seen = {row[0] for row in await work.rows(below)}
    endpoint = [Wanting(one.webhook_id, one.unit)]
    concerned = 0
    for event in events:
        if event.unit in seen:
            concerned += await intend(work, offered_of(event), endpoint, one.replay_id)
    return concerned


def offered_of(event: Envelope) -> Offered:
    """What is sent of a record."""
    data = from_json(event.data)
    return Offered(event.service, event.type, event.id, event.key, event.unit, event.recorded_at, data)


async def _room(store: Store, one: Replay) -> None:
    """Waits until the endpoint has taken enough of what waits for it."""
    while True:
        async with store.begin(read_only=True) as work:
            if not await work.value(select(webhooks.c.enabled).where(webhooks.c.webhook_id == one.webhook_id)):
                raise SwitchedOffError
            if await waiting(work, one.webhook_id) < MOST_WAITING:
                return
        await asyncio.sleep(POLL_SECONDS)


def _read(record: RawRecord) -> Envelope | None:
    """A record that is no event of ours is parked by whoever consumes it, and goes to no partner."""
    try:
        return parse(record)
    except EnvelopeError:
        return None


async def replay_webhooks(running: Running) -> None:
    """Carries replays out beside the service, each endpoint's by itself."""
    going: dict[str, asyncio.Task[None]] = {}
    try:
        while True:
            try:
                for one in await open_replays(running.store):
                    if one.replay_id not in going:
                        going[one.replay_id] = asyncio.create_task(_carry_out(running, one))
            except Exception as error:  # noqa: BLE001 - the database may be away; looked at again
                log.warning("replays_pause", error=repr(error))
            await asyncio.sleep(POLL_SECONDS)
            going = {named: task for named, task in going.items() if not task.done()}
    finally:
        for task in going.values():
            task.cancel()


async def _carry_out(running: Running, one: Replay) -> None:
    try:
        await replay(running.store, running.settings, one)
    except (SwitchedOffError, BrokerAwayError) as error:
        log.info("replay_waits", replay=one.replay_id, error=repr(error))
    except Exception as error:  # noqa: BLE001 - begun anew at the next look
        log.warning("replay_pauses", replay=one.replay_id, error=repr(error))
