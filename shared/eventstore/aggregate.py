"""How a stream of events becomes a state: declared once per aggregate, used by every load."""

import zlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaWarningKind
from pydantic_core import to_json

from shared.eventstore.event import Event

S = TypeVar("S")


@dataclass(frozen=True)
class Aggregate(Generic[S]):
    """An aggregate: the prefix of its streams, the state of an empty stream, and the pure fold.

    A stream's id is `prefix-id`. `shape` goes up when events fold to something else than before, so that older
    snapshots are ignored; a change of the state's class is seen by itself.
    """

    prefix: str
    initial: S
    evolve: Callable[[S, Event], S]
    shape: int = 1

    def stream(self, subject_id: str) -> str:
        return f"{self.prefix}-{subject_id}"

    @property
    def _state(self) -> Hashable:
        kind: Any = type(self.initial)
        return cast("Hashable", kind)

    @property
    def mark(self) -> int:
        """What snapshots of it bear: one of another mark is of other code, and is not read."""
        return _mark(self._state, self.shape)

    def kept(self, state: S) -> bytes | None:
        """The state as a snapshot keeps it; None where it would not be read back as it is."""
        form = _form(self._state)
        data = form.dump_json(state)
        try:
            return data if form.validate_json(data) == state else None
        except ValidationError:
            return None

    def read(self, kept: bytes) -> S:
        """The state of a snapshot of this `mark`."""
        state: S = _form(self._state).validate_json(kept)
        return state

    def fold(self, events: Sequence[Event], state: S | None = None) -> S:
        """The state after the events, from `state` or from the beginning."""
        folded = self.initial if state is None else state
        for event in events:
            folded = self.evolve(folded, event)
        return folded


class _Fields(GenerateJsonSchema):
    """Fields with their types; a default that JSON does not know says nothing of them."""

    ignored_warning_kinds: set[JsonSchemaWarningKind] = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012 - as the library has it


@lru_cache(maxsize=1000)
def _form(state: Any) -> TypeAdapter[Any]:
    return TypeAdapter(state)


@lru_cache(maxsize=1000)
def _mark(state: Hashable, shape: int) -> int:
    fields = _form(state).json_schema(mode="serialization", schema_generator=_Fields)
    return zlib.crc32(to_json(fields), shape) & 0x7FFF_FFFF


@dataclass(slots=True)
class Stream(Generic[S]):
    """One loaded stream: its state now, the version it stands at, and what the next events inherit."""

    aggregate: Aggregate[S]
    id: str
    name: str
    state: S
    version: int = 0
    key: str = ""
    unit: str = ""
    stored_version: int = 0
    snapshot_version: int = 0

    @property
    def exists(self) -> bool:
        return self.version > 0

    @property
    def at(self) -> str:
        """The position as callers know it: `stream@version`."""
        return f"{self.name}@{self.version}"


AnyStream = Stream[Any]
