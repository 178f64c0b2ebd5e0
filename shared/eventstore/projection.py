"""Projections: pure functions from a recorded event to the statements that keep a service's own tables."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Executable, Table

from shared.eventstore.event import Event, Recorded

E = TypeVar("E", bound=Event)
Rows = Callable[[Recorded[Any]], Iterable[Executable]]


@dataclass(frozen=True)
class Projection:
    """A named set of tables and what each event does to them.

    The functions run inside the command's transaction, in event order, and again when the tables are rebuilt: they take
    no clock, no random number, and no row read earlier (`UPDATE … SET x = x + …` and `INSERT … SELECT` are fine).
    """

    name: str
    tables: Sequence[Table]
    functions: dict[type[Event], Rows] = field(default_factory=dict)

    def on(
        self, *types: type[E]
    ) -> Callable[[Callable[[Recorded[E]], Iterable[Executable]]], Callable[[Recorded[E]], Iterable[Executable]]]:
        """Declares the function for these event types; one function per type and projection."""

        def keep(
            function: Callable[[Recorded[E]], Iterable[Executable]],
        ) -> Callable[[Recorded[E]], Iterable[Executable]]:
            for event_type in types:
                if event_type in self.functions:
                    raise TypeError(f"{self.name} projects {event_type.__name__} twice")
                self.functions[event_type] = function
            return function

        return keep


class Projections:
    """All projections of a service, looked up by event type."""

    def __init__(self, projections: Sequence[Projection]) -> None:
        self.all = tuple(projections)
        self._by_type: dict[type[Event], list[Rows]] = {}
        for projection in projections:
            for event_type, function in projection.functions.items():
                self._by_type.setdefault(event_type, []).append(function)

    def know(self, event_type: type[Event]) -> bool:
        """Whether any table changes with such an event."""
        return event_type in self._by_type

    def statements(self, recorded: Sequence[Recorded[Any]]) -> list[Executable]:
        """What the events do to the tables, in order."""
        return [
            statement
            for one in recorded
            for function in self._by_type.get(type(one.event), ())
            for statement in function(one)
        ]
