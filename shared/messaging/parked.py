"""What an operator does with parked events: list, show, retry a key's sequence, drop one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import asyncpg

from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.messaging import inbox
from shared.messaging.consumer import Consumer
from shared.messaging.envelope import parse
from shared.messaging.handling import handle
from shared.messaging.parking import Failure, RawRecord, headers_from_json
from shared.observability import metrics

LIST: Final = """
SELECT id, consumer, topic, "partition", "offset", key, stream, version, type, error, state, attempts, parked_at
FROM parked WHERE ($1::text IS NULL OR consumer = $1) AND state = $2 AND id > $3 ORDER BY id LIMIT $4
"""
SHOW: Final = "SELECT * FROM parked WHERE id = $1"
BEHIND: Final = """
SELECT count(*) OVER () AS waiting, p.id, p.consumer, p.topic, p."partition", p."offset", p.key, p.stream, p.version,
       p.type, p.error, p.state, p.attempts, p.parked_at
FROM parked p JOIN parked head ON head.id = $1 AND (p.consumer, p.topic, p.key) = (head.consumer, head.topic, head.key)
WHERE p.id > head.id AND p.state = 'parked' ORDER BY p.id LIMIT $2
"""
HOLD: Final = "SELECT 1 FROM inbox WHERE consumer = $1 AND stream = $2 FOR UPDATE"
LOCK: Final = "SELECT 1 FROM parked_keys WHERE consumer = $1 AND topic = $2 AND key = $3 FOR UPDATE"
HEAD: Final = """
SELECT id, "partition", "offset", value, headers, stream FROM parked
WHERE consumer = $1 AND topic = $2 AND key = $3 AND state = 'parked' ORDER BY id LIMIT 1
"""
SETTLE: Final = "UPDATE parked SET state = $2, settled_at = clock_timestamp() WHERE id = $1 AND state = 'parked'"
FAILED: Final = "UPDATE parked SET attempts = attempts + 1, error = $2, stack = $3 WHERE id = $1"
FREE: Final = """
DELETE FROM parked_keys k WHERE k.consumer = $1 AND k.topic = $2 AND k.key = $3 AND NOT EXISTS (
    SELECT FROM parked p WHERE p.consumer = k.consumer AND p.topic = k.topic AND p.key = k.key AND p.state = 'parked')
"""


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """A parked event as it is listed; without an offset where its topic was made anew since."""

    id: int
    consumer: str
    topic: str
    partition: int
    offset: int | None
    key: str
    stream: str | None
    version: int | None
    type: str | None
    error: str
    state: str
    attempts: int
    parked_at: datetime


@dataclass(frozen=True, slots=True)
class ParkedDetail:
    """A parked event with all that is known of it."""

    listed: ParkedEvent
    stack: str
    headers: list[tuple[str, str]]
    value: str


@dataclass(frozen=True, slots=True)
class Replay:
    """How far a retry came: events that now had their effect, and why it stopped, if it did."""

    replayed: int
    stopped_at: int | None = None
    error: str | None = None


class Replayer(Protocol):
    """Retries what a reader parked that is no `Consumer`; `name` is the consumer it was parked under."""

    @property
    def name(self) -> str: ...

    async def replay(self, work: Work, store: Store, record: RawRecord) -> None:
        """Gives the record its effect in this work's transaction; raises where it still can't."""
        ...


class NoSuchParkedError(Exception):
    """There is no parked event of this number, or it is settled already."""


async def list_parked(
    store: Store, consumer: str | None = None, *, state: str = "parked", after: int = 0, limit: int = 200
) -> list[ParkedEvent]:
    """Parked events in the order they were parked, behind the number `after`; `state` is parked, retried or dropped."""
    rows = await store.database.pool("system").fetch(LIST, consumer, state, after, limit)
    return [_listed(row) for row in rows]


async def show_parked(store: Store, number: int) -> ParkedDetail:
    """One parked event; raises `NoSuchParkedError`."""
    row = await _row(store, number)
    headers = [(name, (value or b"").decode(errors="replace")) for name, value in headers_from_json(row["headers"])]
    return ParkedDetail(_listed(row), row["stack"], headers, (row["value"] or b"").decode(errors="replace"))


async def behind(store: Store, listed: ParkedEvent, *, most: int) -> tuple[int, list[ParkedEvent]]:
    """How many of its key wait behind a parked event, and the first of them in order."""
    rows = await store.database.pool("system").fetch(BEHIND, listed.id, most)
    return (rows[0]["waiting"] if rows else 0), [_listed(row) for row in rows]


async def retry_parked(store: Store, consumer: Consumer | Replayer, number: int) -> Replay:
    """Replays the key of a parked event in order, through today's up-casters and handlers, each in a transaction.

    Stops at the first that fails again and keeps its new error. While one is replayed the consumer waits with this key,
    so what arrives meanwhile comes after. Raises `NoSuchParkedError`.
    """
    row = await _row(store, number)
    if row["consumer"] != consumer.name or row["state"] != "parked":
        raise NoSuchParkedError(number)
    place, replayed = (row["consumer"], row["topic"], row["key"]), 0
    while True:
        head: list[int] = []
        try:
            async with store.begin(role="system") as work:
                if not await _replay_head(work, store, consumer, place, head):
                    return Replay(replayed)
        except Exception as error:
            if not head:
                raise
            failure = Failure.of(error)
            await store.database.pool("system").execute(FAILED, head[0], failure.error, failure.stack)
            return Replay(replayed, head[0], failure.error)
        replayed += 1
        metrics.EVENTS_CONSUMED.labels(store.service, consumer.name, "retried").inc()


async def _replay_head(
    work: Work, store: Store, consumer: Consumer | Replayer, place: tuple[str, str, bytes], head: list[int]
) -> bool:
    # Versions before keys, as the consumer takes them: neither waits for the other in a circle.
    if (next_up := await work.conn.fetchrow(HEAD, *place)) is not None:
        await work.conn.execute(HOLD, consumer.name, next_up["stream"])
    await work.conn.execute(LOCK, *place)
    row = await work.conn.fetchrow(HEAD, *place)
    if row is None:
        await work.conn.execute(FREE, *place)
        return False
    head.append(row["id"])
    _, topic, key = place
    headers = headers_from_json(row["headers"])
    record = RawRecord(topic, row["partition"], row["offset"], key, row["value"], headers)
    if not isinstance(consumer, Consumer):
        await consumer.replay(work, store, record)
    else:
        envelope = parse(record)
        found = consumer.handler_of(envelope)
        if found is not None:
            await handle(work, store, envelope, *found)
        # What was parked unread has its version now.
        await inbox.advance(work.conn, consumer.name, [(envelope.stream, envelope.service, envelope.version)])
    await work.conn.execute(SETTLE, row["id"], "retried")
    await work.conn.execute(FREE, *place)
    return True


async def drop_parked(store: Store, number: int) -> None:
    """Gives up one parked event for ever; those behind it wait for a retry. Raises `NoSuchParkedError`."""
    row = await _row(store, number)
    place = row["consumer"], row["topic"], row["key"]
    async with store.begin(role="system") as work:
        await work.conn.execute(LOCK, *place)
        if await work.conn.execute(SETTLE, number, "dropped") != "UPDATE 1":
            raise NoSuchParkedError(number)
        await work.conn.execute(FREE, *place)


def offset_of(row: Any) -> int | None:
    """Where the record stands in its partition. One parked before the topic was made anew stands nowhere: its row keeps
    a number below 0, which only says in what order they came.
    """
    return row["offset"] if row["offset"] >= 0 else None


async def _row(store: Store, number: int) -> asyncpg.Record:
    row = await store.database.pool("system").fetchrow(SHOW, number)
    if row is None:
        raise NoSuchParkedError(number)
    return row


def _listed(row: Any) -> ParkedEvent:
    names = (
        "id",
        "consumer",
        "topic",
        "partition",
        "stream",
        "version",
        "type",
        "error",
        "state",
        "attempts",
    )
    known = {name: row[name] for name in names}
    key = row["key"].decode(errors="replace")
    return ParkedEvent(**known, offset=offset_of(row), key=key, parked_at=row["parked_at"])
