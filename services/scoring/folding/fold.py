"""Folds records into facts, a batch at a time: repeats skipped, gaps noticed, whatever cannot be read set aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

from services.scoring.folding.extraction import Head, Reader, Rows, readers
from services.scoring.folding.fact_tables import FACT_TABLES, check_rows
from shared.messaging.envelope import EnvelopeError, KafkaRecord, parse
from shared.messaging.parking import Failure
from shared.values.clock import rfc3339

READERS: Final = readers()
ID, TYPE, SOURCE, STREAM, TIME, SEQUENCE, UNIT = 2, 3, 4, 5, 6, 8, 9
"""Where the headers of a record stand that our own relay wrote."""
BRACE: Final = ord("{")
ZERO: Final = ord("0")
LAST_VERSION: Final = 2**31 - 1


class Gap(NamedTuple):
    """Versions between `seen` and `got` did not arrive before `got`."""

    stream: str
    seen: int
    got: int


class Unread(NamedTuple):
    """A record that is set aside: its content could not be folded, and why. It has not used up its version."""

    record: Any
    stream: str
    version: int | None
    event: str
    failure: Failure


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


_Read: TypeAlias = tuple[str, int, tuple[bytes, bytes], str, str, bytes]
"""What is needed of an envelope: stream, version, source and type, unit, time, data."""


def fold(
    records: Sequence[Any],
    seen: Mapping[str, int] | None = None,
    tables: Sequence[str] = tuple(FACT_TABLES),
    *,
    one_by_one: bool = False,
) -> Folded:
    """Fold records in the order of their partitions.

    `seen` is the highest version folded before of every stream here (0 when there is none): anything at or below is a
    repeat, anything but the next one a gap. Without `seen` a stream may begin anywhere, and whoever joins the batches
    compares their `runs`. Order between streams never matters, nor how records are cut into batches.
    A record that cannot be read never counts as its version: the next one of that version that can is folded. So a
    batch with such a record is folded again `one_by_one`, each value before its version counts; ask for it where the
    database found a value that it cannot take.
    """
    folded = None if one_by_one else _fold_together(records, seen)
    if folded is None:
        folded = _fold_singly(records, seen)
    for name in FACT_TABLES.keys() - set(tables):
        del folded.rows[name]
    return folded


def _fold_together(records: Sequence[Any], seen: Mapping[str, int] | None) -> Folded | None:
    """All values of a type in one call; None where one of them cannot be read."""
    folded, groups = _empty(), dict[tuple[bytes, bytes], _Group]()
    for record in records:
        read = _read(record, folded)
        if read is None:
            continue
        stream, version, place, unit, time, value = read
        if not _counts(stream, version, seen, folded):
            continue
        group = groups.get(place)
        if group is None:
            reader = READERS.get(place)
            if reader is None:
                continue
            group = groups[place] = _Group(reader, [], [])
        group.heads.append(Head(stream, str(version), unit, time))
        group.values.append(value)
    return folded if all(_extract(group, folded.rows) for group in groups.values()) else None


def _extract(group: _Group, rows: Rows) -> bool:
    extract = group.reader.extract
    try:
        events = group.reader.decode(b"[" + b",".join(group.values) + b"]")
        if len(events) != len(group.heads):
            return False
        for head, event in zip(group.heads, events, strict=True):
            extract(head, event, rows)
    except Exception:  # noqa: BLE001 - which value it was, and why, is found out one by one
        return False
    return True


def _fold_singly(records: Sequence[Any], seen: Mapping[str, int] | None) -> Folded:
    folded = _empty()
    for record in records:
        read = _read(record, folded)
        if read is None:
            continue
        stream, version, (_, name), *_ = read
        if version <= _before(stream, version, seen, folded):
            folded.repeats += 1
            continue
        try:
            rows = _rows_of(read)
        except Exception as error:  # noqa: BLE001 - whatever a value does to its reader, it is set aside with the reason
            folded.unread.append(Unread(record, stream, version, name.decode(), Failure.of(error)))
            continue
        _counts(stream, version, seen, folded)
        for table, made in rows.items():
            folded.rows[table].extend(made)
    return folded


def _rows_of(read: _Read) -> Rows:
    stream, version, place, unit, time, value = read
    if version > LAST_VERSION or "\0" in stream:
        raise EnvelopeError(f"{stream!r} at {version} is no position in a stream")
    rows: Rows = {name: [] for name in FACT_TABLES}
    reader = READERS.get(place)
    if reader is not None:
        (event,) = reader.decode(b"[" + value + b"]")
        reader.extract(Head(stream, str(version), unit, time), event, rows)
        for name, made in rows.items():
            check_rows(FACT_TABLES[name], made)
    return rows


def _empty() -> Folded:
    return Folded({name: [] for name in FACT_TABLES}, {})


def _before(stream: str, version: int, seen: Mapping[str, int] | None, folded: Folded) -> int:
    run = folded.runs.get(stream)
    if run is not None:
        return run[1]
    return version - 1 if seen is None else seen.get(stream, 0)


def _counts(stream: str, version: int, seen: Mapping[str, int] | None, folded: Folded) -> bool:
    """Whether an event is new; if so its stream stands at its version from here on."""
    run = folded.runs.get(stream)
    before = run[1] if run is not None else version - 1 if seen is None else seen.get(stream, 0)
    if version != before + 1:
        if version <= before:
            folded.repeats += 1
            return False
        folded.gaps.append(Gap(stream, before, version))
    if run is not None:
        run[1] = version
    else:
        folded.runs[stream] = [before + 1, version]
    folded.events += 1
    return True


def _read(record: KafkaRecord, folded: Folded) -> _Read | None:
    """The envelope of a record; one that does not validate is set aside, whatever it says of itself."""
    headers: Any = record.headers
    try:
        identifier, sequence, subject, value = headers[ID], headers[SEQUENCE], headers[STREAM][1], record.value
        number = sequence[1]
        if (
            identifier == ("ce_id", subject + b"@" + number)
            and sequence[0] == "ce_sequence"
            and headers[TYPE][0] == "ce_type"
            and headers[SOURCE][0] == "ce_source"
            and headers[TIME][0] == "ce_time"
            and value[0] == BRACE  # type: ignore[index]  # a value that is not there is not plain
            and number.isdigit()
            and number[0] != ZERO
        ):
            unit = headers[UNIT][1].decode() if len(headers) > UNIT and headers[UNIT][0] == "ce_unitid" else ""
            place = headers[SOURCE][1], headers[TYPE][1]
            return subject.decode(), int(number), place, unit, headers[TIME][1].decode(), value  # type: ignore[return-value]
    except (IndexError, TypeError, AttributeError, ValueError):
        pass
    try:
        return _parsed(record)
    except EnvelopeError as error:
        folded.unread.append(Unread(record, "", None, "", Failure.of(error)))
        return None


def _parsed(record: KafkaRecord) -> _Read:
    event = parse(record)
    time = rfc3339(event.recorded_at)
    return event.stream, event.version, (event.source.encode(), event.type.encode()), event.unit, time, event.data


def streams_in(records: Iterable[Any]) -> list[str]:
    """The streams that records belong to, each once."""
    nowhere = _empty()
    found = (_read(record, nowhere) for record in records)
    return list(dict.fromkeys(read[0] for read in found if read is not None and "\0" not in read[0]))
