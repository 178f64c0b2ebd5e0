"""A topic held against one who reads it: everything passed was seen, nothing else was, and nothing is left over."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.messaging.audit.reader import Reader
from shared.messaging.audit.topic import Broker
from shared.testing.invariants.findings import Finding
from shared.testing.invariants.topics import Told


@dataclass(frozen=True, slots=True)
class Backlog:
    """What one reader has still to do."""

    behind: int
    parked: int


def name_of(reader: Reader) -> str:
    """`book.booking of till`."""
    return f"{reader.service}.{reader.consumer} of {reader.source}"


async def seen_once(
    reader: Reader, told: Told, passed: dict[int, int], again: Callable[[], Awaitable[Told]]
) -> list[Finding]:
    """Versions that were passed without effect, seen without being published, or jumped over.

    `told` was read after `passed`; `again` reads the topic anew, for what was published and seen since.
    """
    where, highest = name_of(reader), told.highest(passed)
    seen = await reader.seen(sorted({one.stream for _, one in told.said}))
    found = [
        Finding("once", where, f"{stream} was passed at version {version} and seen up to {seen.get(stream, 0)}")
        for stream, version in highest.items()
        if seen.get(stream, 0) < version
    ]
    everything = told.highest(told.ends)
    if any(version > everything.get(stream, 0) for stream, version in seen.items()):
        later = await again()
        everything = later.highest(later.ends)
        found += [
            Finding("once", where, f"{stream} was seen at version {version}, which is not on the topic")
            for stream, version in seen.items()
            if version > everything.get(stream, 0)
        ]
    found += [
        Finding("once", where, f"{gap.stream} went from version {gap.first - 1} to {gap.last + 1}")
        for gap in await reader.gaps(0)
    ]
    return found


async def backlog(reader: Reader, broker: Broker) -> Backlog:
    """Records before the end of the topic that the reader has not passed, and those it set aside."""
    topic = await broker.topic(reader.source)
    passed = await reader.passed(broker, topic.name)
    behind = sum(max(0, end - passed.get(partition, 0)) for partition, end in topic.ends.items())
    return Backlog(behind, (await reader.aside(topic.name))[0])
