"""Folds records into facts, a batch at a time: repeats skipped, gaps noticed, whatever cannot be read set aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import msgspec

from services.scoring.folding.extraction import Head, Reader, Rows, readers
from services.scoring.folding.fact_tables import FACT_TABLES, check_rows
from shared.messaging.envelope import EnvelopeError, KafkaRecord, parse
from shared.values.clock import rfc3339

READERS: Final = readers()
ID, TYPE, SOURCE, STREAM, TIME, SEQUENCE, UNIT = 2, 3, 4, 5, 6, 8, 9
"""Where the headers of a record stand that our own relay wrote."""


class Gap(NamedTuple):
    """Versions between `seen` and `got` did not arrive before `got`."""

    stream: str
    seen: int
    got: int


class Unread(NamedTuple):
    """A record that is set aside: its content could not be folded, and why."""

    record: Any
    stream: str
    error: str


@dataclass(slots=True)
class Folded:
    """What a batch of records comes to.

    `runs` are the versions each stream went through here, first and last. `events` counts what was folded for the first
    time.
    """

    rows: Rows
    runs: dict[str, list[int]]
    gaps: list[Gap] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    events: int = 0
    repeats: int = 0


class _Group(NamedTuple):
    reader: Reader
    heads: list[Head]
    values: list[bytes]
    records: list[Any]


def fold(
    records: Iterable[Any],
    seen: Mapping[str, int] | None = None,
    tables: Sequence[str] = tuple(FACT_TABLES),
    *,
    one_by_one: bool = False,
) -> Folded:
    """Fold records in the order of their partitions.

    `seen` is the highest version folded before of every stream here (0 when there is none): anything at or below is a
    repeat, anything but the next one a gap. Without `seen` a stream may begin anywhere, and whoever joins the batches
    compares their `runs`. Order between streams never matters, nor how records are cut into batches.
    `one_by_one` looks at every value, for a batch in which the database found one that it cannot take.
    """
    folded = Folded({name: [] for name in FACT_TABLES}, {})
    for group in _sort(records, seen, folded):
        if one_by_one or not _extract_together(group, folded):
            _extract_singly(group, folded)
    for name in FACT_TABLES.keys() - set(tables):
        del folded.rows[name]
    return folded


def _sort(records: Iterable[Any], seen: Mapping[str, int] | None, folded: Folded) -> Iterable[_Group]:
    groups: dict[tuple[bytes, bytes], _Group] = {}
    runs = folded.runs
    for record in records:
        headers = record.headers
        try:
            plain = headers[ID][0] == "ce_id" and headers[SEQUENCE][0] == "ce_sequence"
        except IndexError:
            plain = False
        value: bytes | None = record.value
        if plain and value:
            stream, version = headers[STREAM][1].decode(), int(headers[SEQUENCE][1])
            source, name = headers[SOURCE][1], headers[TYPE][1]
            unit = headers[UNIT][1].decode() if len(headers) > UNIT and headers[UNIT][0] == "ce_unitid" else ""
            time = headers[TIME][1].decode()
        else:
            try:
                stream, version, source, name, unit, time, value = _parsed(record)
            except EnvelopeError as error:
                folded.unread.append(Unread(record, "", str(error)))
                continue
        run = runs.get(stream)
        if run is None:
            before = version - 1 if seen is None else seen.get(stream, 0)
            run = runs[stream] = [before + 1, before]
        if version != run[1] + 1:
            if version <= run[1]:
                folded.repeats += 1
                continue
            folded.gaps.append(Gap(stream, run[1], version))
        run[1] = version
        folded.events += 1
        group = groups.get((source, name))
        if group is None:
            reader = READERS.get((source, name))
            if reader is None:
                continue
            group = groups[source, name] = _Group(reader, [], [], [])
        group.heads.append(Head(stream, str(version), unit, time))
        group.values.append(value)
        group.records.append(record)
    return groups.values()


def streams_in(records: Iterable[Any]) -> list[str]:
    """The streams that records belong to, each once."""
    streams: dict[str, None] = {}
    for record in records:
        try:
            name, value = record.headers[STREAM]
            streams[value.decode() if name == "ce_subject" else parse(record).stream] = None
        except IndexError:
            with suppress(EnvelopeError):
                streams[parse(record).stream] = None
        except EnvelopeError:
            continue
    return list(streams)


def _parsed(record: KafkaRecord) -> tuple[str, int, bytes, bytes, str, str, bytes]:
    event = parse(record)
    time = rfc3339(event.recorded_at)
    return event.stream, event.version, event.source.encode(), event.type.encode(), event.unit, time, event.data


def _extract_together(group: _Group, folded: Folded) -> bool:
    extract, rows = group.reader.extract, folded.rows
    try:
        events = group.reader.decode(b"[" + b",".join(group.values) + b"]")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    if len(events) != len(group.heads):
        return False
    for head, event in zip(group.heads, events, strict=True):
        extract(head, event, rows)
    return True


def _extract_singly(group: _Group, folded: Folded) -> None:
    for head, value, record in zip(group.heads, group.values, group.records, strict=True):
        rows: Rows = {name: [] for name in FACT_TABLES}
        try:
            (event,) = group.reader.decode(b"[" + value + b"]")
            group.reader.extract(head, event, rows)
            for name, made in rows.items():
                check_rows(FACT_TABLES[name], made)
        except (ValueError, msgspec.DecodeError) as error:
            folded.unread.append(Unread(record, head.stream, str(error)))
            continue
        for name, made in rows.items():
            folded.rows[name].extend(made)
