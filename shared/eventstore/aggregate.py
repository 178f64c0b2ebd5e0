"""How a stream of events becomes a state: declared once per aggregate, used by every load."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.eventstore.event import Event

S = TypeVar("S")


@dataclass(frozen=True)
class Aggregate(Generic[S]):
    """An aggregate: the prefix of its streams, the state of an empty stream, and the pure fold.

    A stream's id is `prefix-id`. `shape` goes up when the state's class changes, so that older snapshots are ignored.
    """

    prefix: str
    initial: S
    evolve: Callable[[S, Event], S]
    shape: int = 1

    def stream(self, subject_id: str) -> str:
        return f"{self.prefix}-{subject_id}"

    def fold(self, events: Sequence[Event], state: S | None = None) -> S:
        """The state after the events, from `state` or from the beginning."""
        folded = self.initial if state is None else state
        for event in events:
            folded = self.evolve(folded, event)
        return folded


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
