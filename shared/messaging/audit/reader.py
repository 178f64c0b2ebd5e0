"""What the audit asks of whoever reads a topic: how far it came, which versions it has seen, what it set aside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

import asyncpg

from shared.eventstore.store import Store
from shared.messaging.audit.topic import Broker
from shared.messaging.inbox import seen

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

SUBSCRIPTIONS: Final = "SELECT consumer, source FROM subscriptions ORDER BY consumer, source"
GAPS: Final = """
SELECT id, stream, seen, got FROM inbox_gaps WHERE consumer = $1 AND source = $2 AND id > $3 ORDER BY id
"""
ASIDE: Final = """
SELECT count(*) FILTER (WHERE state = 'parked') AS parked, count(*) FILTER (WHERE state = 'dropped') AS dropped
FROM parked WHERE consumer = $1 AND topic = $2
"""
KEPT: Final = """
SELECT "offset" FROM parked WHERE consumer = $1 AND topic = $2 AND "partition" = $3 AND "offset" = ANY($4)
"""
PAGE: Final = """
SELECT stream, version FROM inbox WHERE consumer = $1 AND source = $2 AND stream > $3 ORDER BY stream LIMIT $4
"""
PARKED: Final = "SELECT stream, version FROM parked WHERE consumer = $1 AND stream = ANY($2) ORDER BY version"


class Gap(NamedTuple):
    """Versions of a stream that were passed over without an effect; `number` goes up from gap to gap."""

    number: int
    stream: str
    first: int
    last: int


class Reader(Protocol):
    """A reader of `source`'s topic inside `service`; `name` is the topic's."""

    @property
    def service(self) -> str: ...
    @property
    def consumer(self) -> str: ...
    @property
    def source(self) -> str: ...

    async def edition(self) -> int:
        """The number of what holds the effects: another one was made anew from the topic's beginning."""
        ...

    async def passed(self, broker: Broker, name: str) -> dict[int, int]:
        """The offset each partition goes on at: everything before it had its effect or was set aside."""
        ...

    async def seen(self, streams: Sequence[str]) -> dict[str, int]:
        """The highest version of each stream whose effect is there."""
        ...

    @property
    def holders(self) -> Sequence[str]:
        """The services whose stores may hold its streams: `source`, and more where only a stream's name is kept."""
        ...

    async def page(self, after: str, most: int) -> Sequence[tuple[str, int]]:
        """The next streams behind `after` in their order, at most so many, each with the highest version seen."""
        ...

    async def gaps(self, after: int) -> list[Gap]:
        """What was passed over, behind the gap of number `after`."""
        ...

    async def aside(self, name: str) -> tuple[int, int]:
        """How many records wait set aside, and how many were given up."""
        ...

    async def kept(self, name: str, partition: int, offsets: Sequence[int]) -> set[int]:
        """Which of these unreadable records were set aside rather than lost."""
        ...


def with_parked(versions: dict[str, int], parked: Iterable[asyncpg.Record]) -> dict[str, int]:
    """The versions seen, raised over those that lie parked unread (`PARKED`): they are told of as parked."""
    for row in parked:
        if row["version"] == versions.get(row["stream"], 0) + 1:
            versions[row["stream"]] = row["version"]
    return versions


@dataclass(frozen=True, slots=True)
class InboxReader:
    """A consumer of `shared.messaging`: its versions are the inbox, what it set aside is parked."""

    store: Store
    consumer: str
    source: str

    @property
    def service(self) -> str:
        return self.store.service

    @property
    def _pool(self) -> Pool:
        return self.store.database.pool("system")

    async def edition(self) -> int:
        """The inbox is never made anew."""
        return 0

    async def passed(self, broker: Broker, name: str) -> dict[int, int]:
        """What its group has committed, which follows the database."""
        return await broker.committed(f"{broker.settings.topic_prefix}pactline.{self.service}.{self.consumer}", name)

    async def seen(self, streams: Sequence[str]) -> dict[str, int]:
        async with self._pool.acquire() as pooled:
            conn: asyncpg.Connection[Any] = pooled  # type: ignore[assignment] # a pool's proxy is a connection
            versions = await seen(conn, self.consumer, self.source, streams)
        return with_parked(versions, await self._pool.fetch(PARKED, self.consumer, list(streams)))

    @property
    def holders(self) -> Sequence[str]:
        return (self.source,)

    async def page(self, after: str, most: int) -> Sequence[tuple[str, int]]:
        rows = await self._pool.fetch(PAGE, self.consumer, self.source, after, most)
        return [(row["stream"], row["version"]) for row in rows]

    async def gaps(self, after: int) -> list[Gap]:
        rows = await self._pool.fetch(GAPS, self.consumer, self.source, after)
        return [Gap(row["id"], row["stream"], row["seen"] + 1, row["got"] - 1) for row in rows]

    async def aside(self, name: str) -> tuple[int, int]:
        row = await self._pool.fetchrow(ASIDE, self.consumer, name)
        return (row["parked"], row["dropped"]) if row else (0, 0)

    async def kept(self, name: str, partition: int, offsets: Sequence[int]) -> set[int]:
        rows = await self._pool.fetch(KEPT, self.consumer, name, partition, list(offsets))
        return {row["offset"] for row in rows}


async def inbox_readers(store: Store) -> list[InboxReader]:
    """The consumers of a service, each with a service whose topic it reads."""
    rows = await store.database.pool("system").fetch(SUBSCRIPTIONS)
    return [InboxReader(store, row["consumer"], row["source"]) for row in rows]
