"""A topic held against a consumer: every record its group has passed was seen, in order and without a gap."""

from collections.abc import Sequence
from typing import Any, Final

import asyncpg

from shared.eventstore.store import Store
from shared.messaging.audit.report import Effects
from shared.messaging.audit.topic import Topic, committed, opened
from shared.messaging.envelope import Envelope, EnvelopeError, parse
from shared.messaging.inbox import seen
from shared.messaging.parking import RawRecord
from shared.messaging.topics import topic_of
from shared.settings import PlatformSettings

SUBSCRIPTIONS: Final = "SELECT consumer, source FROM subscriptions ORDER BY consumer, source"
GAPS: Final = """
SELECT id, stream, seen, got FROM inbox_gaps WHERE consumer = $1 AND source = $2 AND id > $3 ORDER BY id
"""
PARKED: Final = """
SELECT count(*) FILTER (WHERE state = 'parked') AS parked, count(*) FILTER (WHERE state = 'dropped') AS dropped
FROM parked WHERE consumer = $1 AND topic = $2
"""
UNREADABLE: Final = """
SELECT "offset" FROM parked WHERE consumer = $1 AND topic = $2 AND "partition" = $3 AND "offset" = ANY($4)
"""


async def subscriptions(store: Store) -> list[tuple[str, str]]:
    """The consumers of a service, each with a service whose topic it reads."""
    rows = await store.database.pool("system").fetch(SUBSCRIPTIONS)
    return [(row["consumer"], row["source"]) for row in rows]


async def audit_effects(
    store: Store,
    settings: PlatformSettings,
    consumer: str,
    source: str,
    *,
    gap: int = 0,
    offsets: dict[int, int] | None = None,
) -> Effects:
    """Walks a topic from where an earlier walk ended up to where the consumer's group has come.

    A record the group has passed had its effect when the version seen of its stream reaches it (effect and version are
    one transaction), unless a gap was noticed there. Parked and dropped ones are told apart. Raises `BrokerAwayError`.
    """
    result = Effects(store.service, consumer, source, gap=gap, offsets=dict(offsets or {}))
    name = topic_of(source, settings)
    group = f"{settings.topic_prefix}pactline.{store.service}.{consumer}"
    passed = await committed(settings, group, name)
    async with store.database.pool("system").acquire() as pooled, opened(settings, name) as topic:
        conn: asyncpg.Connection[Any] = pooled  # type: ignore[assignment] # a pool's proxy is a connection
        for partition, end in topic.ends.items():
            upto = min(passed.get(partition, 0), end)
            result.behind += end - upto
            await _walk(conn, topic, result, partition, upto)
        await _gaps(conn, result)
        row = await conn.fetchrow(PARKED, consumer, name)
        assert row is not None  # noqa: S101 - a count has a row
        result.parked, result.dropped = row["parked"], row["dropped"]
    return result


async def _walk(conn: "asyncpg.Connection[Any]", topic: Topic, result: Effects, partition: int, upto: int) -> None:
    offset = result.offsets.get(partition, 0)
    topic.start(partition, offset)
    while offset < upto:
        records = [one for one in await topic.page(partition, offset) if one.offset < upto]
        if not records:
            break
        offset = records[-1].offset + 1
        await _check(conn, result, records)
    result.offsets[partition] = max(upto, result.offsets.get(partition, 0))


async def _check(conn: "asyncpg.Connection[Any]", result: Effects, records: Sequence[RawRecord]) -> None:
    told: dict[str, Envelope] = {}
    unreadable: list[RawRecord] = []
    for record in records:
        try:
            said = parse(record)
        except EnvelopeError:
            unreadable.append(record)
            continue
        known = told.get(said.stream)
        if known is None or known.version < said.version:
            told[said.stream] = said
    versions = await seen(conn, result.consumer, result.source, list(told))
    for stream, said in told.items():
        for version in range(versions.get(stream, 0) + 1, said.version + 1):
            result.findings.add("without effect", f"{stream}@{version}")
    if unreadable:
        first = unreadable[0]
        rows = await conn.fetch(
            UNREADABLE, result.consumer, first.topic, first.partition, [one.offset for one in unreadable]
        )
        kept = {row["offset"] for row in rows}
        for one in unreadable:
            if one.offset not in kept:
                result.findings.add("without effect", f"{one.topic}/{one.partition}@{one.offset}")
    result.records += len(records)


async def _gaps(conn: "asyncpg.Connection[Any]", result: Effects) -> None:
    for row in await conn.fetch(GAPS, result.consumer, result.source, result.gap):
        for version in range(row["seen"] + 1, row["got"]):
            result.findings.add("without effect", f"{row['stream']}@{version}")
        result.gap = row["id"]
