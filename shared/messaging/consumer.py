"""A consumer, declared: which events of which services it handles, and with which model of only the fields it needs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic_core import from_json, to_json

from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.messaging.envelope import Envelope


class Seen(BaseModel):
    """What a consumer reads of another service's event: only the fields it needs, everything else is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Received(Generic[M]):
    """An event of another service: `data` as the consumer's model, the rest from the envelope.

    `service` published it, `id` is `stream@version`, `recorded_at` aware UTC, `unit` its organisation unit.
    """

    data: M
    id: str
    type: str
    service: str
    source: str
    stream: str
    version: int
    key: str
    unit: str
    recorded_at: datetime
    correlation: str
    causation: str

    @property
    def subject_id(self) -> str:
        """The stream without its prefix."""
        return self.stream.partition("-")[2]


Handle = Callable[[Work, Received[Any]], Awaitable[None]]
Upcast = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Handler:
    """One declared handler."""

    service: str
    event: str
    model: type[BaseModel]
    handle: Handle


@dataclass(frozen=True)
class Consumer:
    """A named consumer; its group is `pactline.<service>.<name>`, so a new name reads everything from the beginning.

    Handlers run in order per key inside the transaction that keeps the versions seen: each event has its effect once.
    They load, decide and record like any handler and must not reach outside the database. `applied` is called once
    what they did is committed. Where `wanted` is given it joins its group, and counts, once that says so: what only
    some installations have costs the others nothing.
    """

    name: str
    handlers: dict[tuple[str, str], Handler] = field(default_factory=dict)
    upcasts: dict[tuple[str, str], tuple[str, Upcast]] = field(default_factory=dict)
    applied: Callable[[], None] | None = None
    wanted: Callable[[Store], Awaitable[bool]] | None = None

    def on(
        self,
        service: str,
        event: str,
        model: type[M],
    ) -> Callable[[Callable[[Work, Received[M]], Awaitable[None]]], Callable[[Work, Received[M]], Awaitable[None]]]:
        """Declares the handler of one event (its wire name) of one service."""

        def keep(
            handle: Callable[[Work, Received[M]], Awaitable[None]],
        ) -> Callable[[Work, Received[M]], Awaitable[None]]:
            if (service, event) in self.handlers:
                raise TypeError(f"consumer {self.name} handles {event} of {service} twice")
            self.handlers[service, event] = Handler(service, event, model, handle)
            return handle

        return keep

    def upcaster(self, service: str, old: str, new: str) -> Callable[[Upcast], Upcast]:
        """Declares how data published as `old` reads as `new`, for handlers that know the newer version only."""

        def keep(function: Upcast) -> Upcast:
            self.upcasts[service, old] = (new, function)
            return function

        return keep

    @property
    def services(self) -> tuple[str, ...]:
        """The services whose topics it reads, sorted."""
        return tuple(sorted({service for service, _ in self.handlers}))

    def group(self, service: str) -> str:
        """The consumer group, when it runs inside `service`."""
        return f"pactline.{service}.{self.name}"

    def handles(self, envelope: Envelope) -> bool:
        """Whether a handler is declared for the event, or for what an up-caster makes of it."""
        return (envelope.service, self._current_name(envelope)) in self.handlers

    def _current_name(self, envelope: Envelope) -> str:
        name = envelope.type
        while (envelope.service, name) in self.upcasts:
            name = self.upcasts[envelope.service, name][0]
        return name

    def handler_of(self, envelope: Envelope) -> tuple[Handler, Received[Any]] | None:
        """Who handles the event and what it is given, None when nobody does; raises `ValidationError` for poison."""
        service, name, data = envelope.service, envelope.type, envelope.data
        if (service, name) in self.upcasts:
            name, data = self._current(service, name, data)
        handler = self.handlers.get((service, name))
        if handler is None:
            return None
        received = Received(
            data=handler.model.model_validate_json(data),
            id=envelope.id,
            type=name,
            service=service,
            source=envelope.source,
            stream=envelope.stream,
            version=envelope.version,
            key=envelope.key,
            unit=envelope.unit,
            recorded_at=envelope.recorded_at,
            correlation=envelope.correlation,
            causation=envelope.causation,
        )
        return handler, received

    def _current(self, service: str, name: str, data: bytes) -> tuple[str, bytes]:
        body = from_json(data)
        while (service, name) in self.upcasts:
            name, function = self.upcasts[service, name]
            body = function(body)
        return name, to_json(body)
