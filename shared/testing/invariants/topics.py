"""A store held against its topic, both read whole and compared without the audit's own walk."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from shared.eventstore.store import Store
from shared.messaging.audit.topic import Broker
from shared.messaging.envelope import Envelope, EnvelopeError, parse
from shared.testing.invariants.findings import Finding

Place = tuple[int, int]
"""Partition and offset."""

EVENTS = "SELECT position, stream_id, version, type, data, meta->>'key' AS key FROM events ORDER BY position"
CURSOR = "SELECT position FROM relay"


@dataclass(slots=True)
class Told:
    """What a topic says: each record with its place, and the places whose records say nothing."""

    name: str
    ends: dict[int, int]
    said: list[tuple[Place, Envelope]] = field(default_factory=list)
    unreadable: list[Place] = field(default_factory=list)

    def highest(self, before: dict[int, int]) -> dict[str, int]:
        """The highest version of each stream among the records before these offsets."""
        found: dict[str, int] = {}
        for (partition, offset), one in self.said:
            if offset < before.get(partition, 0):
                found[one.stream] = max(one.version, found.get(one.stream, 0))
        return found


async def read_topic(broker: Broker, service: str) -> Told:
    """Every record of a service's topic as it ends now."""
    topic = await broker.topic(service)
    told = Told(topic.name, topic.ends)
    for partition in topic.ends:
        offset = 0
        topic.start(partition, offset)
        while records := await topic.page(partition, offset):
            offset = records[-1].offset + 1
            for record in records:
                place = partition, record.offset
                try:
                    told.said.append((place, parse(record)))
                except EnvelopeError:
                    told.unreadable.append(place)
    return told


async def published_until(store: Store) -> int:
    """The position up to which the relay has been told that Kafka has everything; asked before the topic is read."""
    return int(await store.database.pool("system").fetchval(CURSOR))


async def published(store: Store, told: Told, until: int) -> list[Finding]:
    """What is missing, altered, foreign or out of order on the topic, for events up to position `until`."""
    rows = await store.database.pool("system").fetch(EVENTS)
    stored = {f"{row['stream_id']}@{row['version']}": (row["type"], row["data"], row["key"]) for row in rows}
    where = store.service
    found = [Finding("published", where, f"{told.name}/{place} says nothing") for place in told.unreadable]
    first: dict[str, Place] = {}
    for place, one in told.said:
        first.setdefault(one.id, place)
        if one.id not in stored:
            found.append(Finding("published", where, f"{one.id} is on the topic and not in the store"))
        elif stored[one.id] != (one.type, one.data, one.key):
            found.append(Finding("published", where, f"{one.id} is on the topic with other content than in the store"))
    due = [row for row in rows if row["position"] <= until]
    by_key: dict[str, list[str]] = defaultdict(list)
    for row in due:
        name = f"{row['stream_id']}@{row['version']}"
        if name in first:
            by_key[row["key"]].append(name)
        else:
            found.append(Finding("published", where, f"{name} was committed and is not on the topic"))
    return [*found, *(one for names in by_key.values() for one in _disordered(where, names, first))]


def _disordered(where: str, names: Sequence[str], first: dict[str, Place]) -> list[Finding]:
    found = []
    for before, after in pairwise(names):
        if first[before][0] != first[after][0]:
            found.append(Finding("ordered", where, f"{before} and {after} of one key are in different partitions"))
        elif first[before] > first[after]:
            found.append(Finding("ordered", where, f"{after} came before {before}"))
    return found
