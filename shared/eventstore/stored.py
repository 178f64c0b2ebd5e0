"""Events and personal fields as they are read back from where they are stored."""

from typing import Any

import asyncpg

from shared.eventstore.event import ERASED, Event, current, event_types
from shared.eventstore.keys import Sealer


class UnknownEventError(Exception):
    """A stored event has no class: a service was started with an older version than wrote the event."""


class Erased(dict[str, Any]):
    """The personal fields of an erased person: whatever is asked for is `ERASED`."""

    def __missing__(self, key: str) -> str:
        return ERASED

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - the answer does not depend on it
        return ERASED


def read_event(name: str, row: asyncpg.Record, key: bytes | None, sealer: Sealer) -> Event:
    """The event of a stored row (type, data, personal) of stream `name`, read through today's up-casters."""
    wire_name, data = current(row["type"], row["data"])
    event_type = event_types.get(wire_name)
    if event_type is None:
        raise UnknownEventError(wire_name)
    private = row["personal"]
    plain = None if private is None or key is None else sealer.unseal(key, private, name.encode())
    return event_type.from_stored(data, plain)
