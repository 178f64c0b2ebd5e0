"""Events that a work has recorded, on their way into the store: everything that is known of them before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from pydantic_core import to_json
from sqlalchemy import Executable

from shared.eventstore.aggregate import AnyStream
from shared.eventstore.context import Context
from shared.eventstore.event import Event, NotPlacedError, Recorded, Unplaced
from shared.eventstore.gathering import Placed, Row
from shared.eventstore.keys import Sealer, salt_of
from shared.eventstore.projection import Projections
from shared.values.errors import DomainError

Pending = tuple[AnyStream, Event, int, str]
"""Stream, event, version and owning unit."""

LARGEST_EVENT: Final = 900_000
"""Bytes of data an event may have: an oversize record would stop the relay, which sends in the order of positions."""


class OversizeEventError(DomainError):
    """An event is larger than the broker would take."""

    status = 413


@dataclass(slots=True)
class Batch:
    """Events with their rows, and the statements that follow from them: None where these ask for the events' place or
    for sealed fields, and can be made only then.
    """

    pending: list[Pending]
    context: Context
    rows: list[Row]
    statements: list[Executable] | None

    def add(self, other: "Batch") -> None:
        """What was recorded later, by the same work."""
        self.pending += other.pending
        self.rows += other.rows
        if self.statements is not None and other.statements is not None:
            self.statements += other.statements
        else:
            self.statements = None

    @property
    def personal(self) -> list[str]:
        """The streams with fields to be sealed."""
        return sorted({stream.name for stream, event, *_ in self.pending if event.keeps_apart})

    def seal(self, keys: Mapping[str, bytes], sealer: Sealer) -> None:
        """Puts the sealed fields in their rows, and the hashes of words, which only the streams' keys can salt."""
        pairs = zip(self.pending, self.rows, strict=True)
        self.rows = [_sealed(event, row, keys, sealer) for (_, event, *_), row in pairs]

    def recorded(self, placed: Placed) -> list[Recorded[Any]]:
        """The events as the store has them."""
        return [
            Recorded(
                event, stream.name, version, place["at"], place["recorded"], stream.key, unit,
                self.context.actor, self.context.correlation, self.context.causation, row[4],
            )
            for (stream, event, version, unit), row, place in zip(self.pending, self.rows, placed, strict=True)
        ]  # fmt: skip


def batch_of(pending: list[Pending], context: Context, projections: Projections) -> Batch:
    """Raises `OversizeEventError` where an event has more than `LARGEST_EVENT` bytes."""
    circumstances = {
        "actor": context.actor,
        "correlation": context.correlation,
        "causation": context.causation,
        "trace": context.trace,
    }
    metas: dict[tuple[str, str], str] = {}
    rows: list[Row] = []
    for stream, event, version, unit in pending:
        meta = metas.get((stream.key, unit))
        if meta is None:
            meta = to_json({"key": stream.key, "unit": unit, **circumstances}).decode()
            metas[stream.key, unit] = meta
        data = event.public_json()
        if len(data) > LARGEST_EVENT:
            raise OversizeEventError
        rows.append((stream.name, version, event.wire_name, data, None, meta))
    return Batch(pending, context, rows, _followed(pending, context, projections))


def _sealed(event: Event, row: Row, keys: Mapping[str, bytes], sealer: Sealer) -> Row:
    plain = event.personal_json()
    if plain is None:
        return row
    stream, version, name, data, _, meta = row
    key = keys[stream]
    if event.says_words:
        data = event.public_json(partial(salt_of, key, stream, version))
    return stream, version, name, data, sealer.seal(key, plain, stream.encode()), meta


def _followed(pending: Sequence[Pending], context: Context, projections: Projections) -> list[Executable] | None:
    if not any(projections.know(type(event)) for _, event, *_ in pending):
        return []
    if any(event.keeps_apart for _, event, *_ in pending):
        return None
    expected: list[Recorded[Any]] = [
        Unplaced(
            event, stream.name, version, 0, context.now, stream.key, unit,
            context.actor, context.correlation, context.causation,
        )
        for stream, event, version, unit in pending
    ]  # fmt: skip
    try:
        return projections.statements(expected)
    except NotPlacedError:
        return None
