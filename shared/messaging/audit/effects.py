"""A topic held against a reader: every record it has passed was seen, in order and without a gap."""

from collections.abc import Callable, Sequence

from shared.messaging.audit.reader import Reader
from shared.messaging.audit.report import Effects
from shared.messaging.audit.topic import Broker, Topic
from shared.messaging.envelope import EnvelopeError, parse
from shared.messaging.parking import RawRecord
from shared.values.progress import UNSEEN, Progress


async def audit_effects(
    reader: Reader,
    broker: Broker,
    *,
    gap: int = 0,
    offsets: dict[int, int] | None = None,
    progress: Progress = UNSEEN,
) -> Effects:
    """Walks a topic from where an earlier walk ended up to where the reader has come.

    A record the reader has passed had its effect when the version seen of its stream reaches it (effect and version are
    one transaction), unless a gap was noticed there. Parked and dropped ones are told apart. Raises `BrokerAwayError`.
    """
    result = Effects(reader.service, reader.consumer, reader.source, gap=gap, offsets=dict(offsets or {}))
    topic = await broker.topic(reader.source)
    passed = await reader.passed(broker, topic.name)
    upto = {partition: min(passed.get(partition, 0), end) for partition, end in topic.ends.items()}
    total = sum(max(0, to - result.offsets.get(partition, 0)) for partition, to in upto.items())
    for partition, to in upto.items():
        result.behind += topic.ends[partition] - to
        await _walk(reader, topic, result, partition, to, lambda: progress.reached(result.records, total))
    for one in await reader.gaps(gap):
        result.findings.add_versions("without effect", one.stream, one.first, one.last)
        result.gap = max(result.gap, one.number)
    result.parked, result.dropped = await reader.aside(topic.name)
    return result


async def _walk(
    reader: Reader, topic: Topic, result: Effects, partition: int, upto: int, tell: Callable[[], None]
) -> None:
    offset = result.offsets.get(partition, 0)
    topic.start(partition, offset)
    while offset < upto:
        records = [one for one in await topic.page(partition, offset) if one.offset < upto]
        if not records:
            break
        offset = records[-1].offset + 1
        await _check(reader, result, records)
        tell()
    result.offsets[partition] = max(upto, result.offsets.get(partition, 0))


async def _check(reader: Reader, result: Effects, records: Sequence[RawRecord]) -> None:
    highest: dict[str, int] = {}
    unreadable: list[int] = []
    for record in records:
        try:
            said = parse(record)
        except EnvelopeError:
            unreadable.append(record.offset)
        else:
            highest[said.stream] = max(said.version, highest.get(said.stream, 0))
    versions = await reader.seen(list(highest))
    for stream, version in highest.items():
        result.findings.add_versions("without effect", stream, versions.get(stream, 0) + 1, version)
    if unreadable:
        topic, partition = records[0].topic, records[0].partition
        for offset in sorted(set(unreadable) - await reader.kept(topic, partition, unreadable)):
            result.findings.add("without effect", f"{topic}/{partition}@{offset}")
    result.records += len(records)
