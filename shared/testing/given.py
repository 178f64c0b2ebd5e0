"""Aggregates tested as given events, when a command, then events or an error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError

S = TypeVar("S")


@dataclass(frozen=True)
class Outcome(Generic[S]):
    """What a command did: the new events and the state after, or the refusal."""

    state: S
    events: tuple[Event, ...]
    error: DomainError | None

    def then(self, *expected: Event) -> None:
        """Exactly these events happened."""
        if self.error is not None:
            raise AssertionError(f"refused: {self.error!r}") from self.error
        assert self.events == expected, f"{self.events!r} is not {expected!r}"  # nosec B101  # noqa: S101 - this is the assertion of tests

    def fails(self, error: type[DomainError], **details: object) -> None:
        """Nothing happened and the refusal is `error`, with at least these details."""
        assert isinstance(self.error, error), f"{self.error or self.events!r} is not {error.__name__}"  # nosec B101  # noqa: S101 - this is for tests
        got = {key: self.error.details.get(key) for key in details}
        assert got == details, f"{got!r} is not {details!r}"  # nosec B101  # noqa: S101 - this is for tests


@dataclass(frozen=True)
class Given(Generic[S]):
    """Events that have happened; `when` decides on a command after them."""

    aggregate: Aggregate[S]
    decide: Callable[[S, Any], Sequence[Event]]
    events: tuple[Event, ...]

    def when(self, command: object) -> Outcome[S]:
        state = self.aggregate.fold(self.events)
        try:
            new = tuple(self.decide(state, command))
        except DomainError as error:
            return Outcome(state, (), error)
        return Outcome(self.aggregate.fold(new, state), new, None)


def specification(aggregate: Aggregate[S], decide: Callable[[S, Any], Sequence[Event]]) -> Callable[..., Given[S]]:
    """What `given` is in a file of tests: `given(*events).when(command).then(*events)`."""

    def given(*events: Event) -> Given[S]:
        return Given(aggregate, decide, events)

    return given
