"""Topics made anew from the stores: emptied, read from the beginning, published again by the relays of the next start.

Offsets, cursors and positions of the old topic mean nothing on the new one; versions per stream still do, which is why
nothing is lost or done twice: repeats of what was seen are skipped, the rest is handled.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import asyncpg
from aiokafka.errors import KafkaError

from shared.eventstore.store import Store
from shared.keeping.errors import KeepingError
from shared.messaging.administration import administrator, delete_topics, members_of_groups
from shared.messaging.topics import TopicsError, ensure_topics, topic_of
from shared.settings import PlatformSettings

LEFT_WITHIN: Final = 60.0
"""Seconds in which the members of a killed start are given up by the broker."""

PUBLISH_AGAIN: Final = (
    "UPDATE relay SET position = 0, epoch = epoch + 1, expires_at = '-infinity'",
    "DELETE FROM audit_checkpoints WHERE name = 'published'",
)
AUDIT_AGAIN: Final = """
DELETE FROM audit_checkpoints
WHERE name IN (SELECT consumer || ' of ' || source FROM subscriptions WHERE source = ANY ($1))
"""
FREE_OFFSETS: Final = """
UPDATE parked SET "offset" = "offset" - 1 - (SELECT max("offset") FROM parked)
                           + (SELECT least(min("offset"), 0) FROM parked)
WHERE topic = ANY ($1) AND "offset" >= 0
"""
"""What is parked keeps its place in the order of its key; its offset belongs to a record of the new topic now."""


async def empty_topics(settings: PlatformSettings, services: Sequence[str], report: Callable[[str], None]) -> None:
    """Deletes the topics of these services with everybody's offsets and makes them again, empty.

    Waits for consumers of a killed start to be given up; raises `KeepingError` when services still read.
    """
    admin = administrator(settings)
    try:
        await _none_reads(admin, f"{settings.topic_prefix}pactline.", report)
        await asyncio.to_thread(delete_topics, admin, [topic_of(service, settings) for service in services])
        await ensure_topics(settings, services)
    except (TopicsError, KafkaError) as error:
        raise KeepingError(f"Kafka did not make the topics: {error}.", "See that it runs, and try again.") from error


async def _none_reads(admin: Any, prefix: str, report: Callable[[str], None]) -> None:
    until, told = time.monotonic() + LEFT_WITHIN, False
    while reading := await _asked(admin, prefix):
        if time.monotonic() > until:
            raise KeepingError(
                f"Services still read: {', '.join(sorted(reading))}.", "Stop every service, and try again."
            )
        if not told:
            report("Waiting until no service reads any more")
            told = True
        await asyncio.sleep(1)


async def _asked(admin: Any, prefix: str) -> dict[str, int]:
    from confluent_kafka import KafkaException

    try:
        return await asyncio.to_thread(members_of_groups, admin, prefix)
    except KafkaException as error:
        raise KeepingError(f"Kafka does not tell who reads: {error}.", "See that it runs, and try again.") from error


async def begin_again(store: Store, settings: PlatformSettings, services: Sequence[str]) -> None:
    """What one store keeps about the topics of these services is forgotten: its own relay publishes from the first
    event on, its consumers and its audit read from the first record on.
    """
    topics = [topic_of(service, settings) for service in services]
    async with store.database.pool("system").acquire() as pooled, pooled.transaction():
        conn: asyncpg.Connection[Any] = pooled  # type: ignore[assignment] # a pool's proxy is one
        if store.service in services:
            for statement in PUBLISH_AGAIN:
                await conn.execute(statement)
        await conn.execute(AUDIT_AGAIN, list(services))
        await conn.execute(FREE_OFFSETS, topics)
