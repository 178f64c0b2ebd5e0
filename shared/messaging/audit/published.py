"""A store held against its topic: every committed event there, same bytes, first occurrences in order.

Each partition's first occurrences are in the order of positions, so a merge of all partitions by position must give the
store's events one by one. Memory holds one page of each partition, whatever the size of the store.
"""

import heapq
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import asyncpg

from shared.eventstore.store import Store
from shared.messaging.audit.report import Published
from shared.messaging.audit.topic import Broker, Topic
from shared.messaging.envelope import EnvelopeError, parse
from shared.messaging.parking import RawRecord
from shared.values.progress import UNSEEN, Progress

PAGE_EVENTS: Final = 1_000
REMEMBERED: Final = 100_000

LOOK_UP: Final = """
SELECT e.position, e.type = r.type AND e.data = r.value AS same
FROM unnest($1::text[], $2::integer[], $3::text[], $4::bytea[]) WITH ORDINALITY AS r(stream, version, type, value, n)
LEFT JOIN events e ON e.stream_id = r.stream AND e.version = r.version ORDER BY r.n
"""
EVENTS: Final = """
SELECT position, stream_id, version FROM events WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3
"""
CURSOR: Final = """
SELECT position, (SELECT count(*) FROM events WHERE events.position > relay.position) AS waiting FROM relay
"""


class Placed(NamedTuple):
    """A record of the topic with its event's position in the store."""

    position: int
    offset: int


@dataclass(slots=True)
class Lane:
    """One partition on its way to the merge: records found but not yet merged, the highest position seen."""

    partition: int
    offset: int
    highest: int
    ahead: deque[Placed] = field(default_factory=deque)
    over: bool = False


class PublishedAudit:
    """One walk, from where an earlier one ended up to what the relay had confirmed when it began."""

    def __init__(
        self, conn: "asyncpg.Connection[Any]", topic: Topic, result: Published, bound: int, progress: Progress = UNSEEN
    ) -> None:
        self._conn = conn
        self._topic = topic
        self._result = result
        self._since = result.position
        self._bound = bound
        self._progress = progress
        self._now = result.position
        self._absent: set[int] = set()
        self._early: set[int] = set()
        self._lanes = {
            partition: Lane(partition, result.offsets.get(partition, 0), result.position) for partition in topic.ends
        }

    async def run(self) -> None:
        heads: list[tuple[int, int]] = []
        for lane in self._lanes.values():
            self._topic.start(lane.partition, lane.offset)
            await self._push(heads, lane)
        async for position, event in self._events():
            self._now = position
            while heads and heads[0][0] < position:
                await self._pop(heads)
                self._result.repeats += 1
            if heads and heads[0][0] == position:
                await self._pop(heads)
            elif position in self._early:
                self._early.discard(position)
                self._result.findings.add("disordered", event)
            else:
                if len(self._absent) < REMEMBERED:
                    self._absent.add(position)
                self._result.findings.add("missing", event)
            self._result.events += 1
        self._result.position = max(self._bound, self._since)
        self._result.offsets = {lane.partition: lane.offset for lane in self._lanes.values()}

    async def _events(self) -> AsyncIterator[tuple[int, str]]:
        after = self._since
        while rows := await self._conn.fetch(EVENTS, after, self._bound, PAGE_EVENTS):
            for position, stream, version in rows:
                yield position, f"{stream}@{version}"
            after = rows[-1]["position"]
            self._progress.reached(after - self._since, self._bound - self._since)

    async def _push(self, heads: list[tuple[int, int]], lane: Lane) -> None:
        while not lane.ahead and not lane.over:
            await self._fill(lane)
        if lane.ahead:
            heapq.heappush(heads, (lane.ahead[0].position, lane.partition))

    async def _pop(self, heads: list[tuple[int, int]]) -> None:
        _, partition = heapq.heappop(heads)
        lane = self._lanes[partition]
        lane.ahead.popleft()
        await self._push(heads, lane)

    async def _fill(self, lane: Lane) -> None:
        records = await self._topic.page(lane.partition, lane.offset)
        if not records:
            lane.over, lane.offset = True, max(lane.offset, self._topic.ends[lane.partition])
            return
        lane.offset = records[-1].offset + 1
        for placed in await self._placed(records):
            if placed.position > self._bound:
                # Confirmed after this walk began: the next one starts here.
                lane.over, lane.offset = True, placed.offset
                return
            if placed.position > lane.highest:
                lane.highest = placed.position
                lane.ahead.append(placed)
            else:
                self._seen_before(lane, placed)

    def _seen_before(self, lane: Lane, placed: Placed) -> None:
        position = placed.position
        if position in self._absent:
            self._absent.discard(position)
            self._result.findings.counts["missing"] -= 1
            self._result.findings.add("disordered", f"position {position}")
        elif position > self._now and all(one.position != position for one in lane.ahead):
            self._early.add(position)
        else:
            self._result.repeats += 1

    async def _placed(self, records: Sequence[RawRecord]) -> list[Placed]:
        told = []
        for record in records:
            try:
                told.append((record, parse(record)))
            except EnvelopeError:
                self._result.findings.add("foreign", f"{record.topic}/{record.partition}@{record.offset}")
        rows = await self._conn.fetch(
            LOOK_UP,
            [said.stream for _, said in told],
            [said.version for _, said in told],
            [said.type for _, said in told],
            [said.data for _, said in told],
        )
        placed = []
        for (record, said), row in zip(told, rows, strict=True):
            if row["position"] is None:
                self._result.findings.add("foreign", said.id)
                continue
            if not row["same"]:
                self._result.findings.add("altered", said.id)
            placed.append(Placed(row["position"], record.offset))
        return placed


async def audit_published(
    store: Store,
    broker: Broker,
    *,
    position: int = 0,
    offsets: dict[int, int] | None = None,
    progress: Progress = UNSEEN,
) -> Published:
    """Walks a service's store and topic from where an earlier walk ended (the beginning unless given).

    Raises `BrokerAwayError`, and asyncpg's errors when the database is away: then nothing is known.
    """
    result = Published(store.service, position=position, offsets=dict(offsets or {}))
    async with store.database.pool("system").acquire() as pooled:
        conn: asyncpg.Connection[Any] = pooled  # type: ignore[assignment] # a pool's proxy is a connection
        row = await conn.fetchrow(CURSOR)
        assert row is not None  # nosec B101  # noqa: S101 - the relay's row is made by the migration
        result.waiting = row["waiting"]
        topic = await broker.topic(store.service)
        await PublishedAudit(conn, topic, result, row["position"], progress).run()
    return result
