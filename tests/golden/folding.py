"""Streams folded with today's code, and states in a form that files keep."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event, current, event_types

ROOT = Path(__file__).parents[2]
ROOMS = ("services", "shared/approvals")


def aggregates() -> dict[str, Aggregate[Any]]:
    """Every aggregate of today by the prefix of its streams."""
    found: dict[str, Aggregate[Any]] = {}
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("aggregate.py")):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        found |= {one.prefix: one for one in vars(module).values() if isinstance(one, Aggregate)}
    return found


def read(stored: Mapping[str, Any], *, erased: bool = False) -> Event:
    """An event of a file as the store reads it: through today's up-casters; `erased` as if its key were gone."""
    name, data = current(stored["type"], to_json(stored["data"]))
    personal = None if erased or stored["personal"] is None else to_json(stored["personal"])
    return event_types[name].from_stored(data, personal)


def folded(stream: str, events: Sequence[Mapping[str, Any]], *, erased: bool = False) -> Any:
    """The state of a stream's events, as a file keeps it."""
    aggregate = aggregates()[stream.partition("-")[0]]
    return plain(aggregate.fold([read(one, erased=erased) for one in events]))


def plain(value: Any) -> Any:
    """A state as JSON that does not depend on the order of sets; keys that are no texts become pairs."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        if all(isinstance(key, str) for key in value):
            return {str(key): plain(inner) for key, inner in value.items()}
        return sorted(([plain(key), plain(inner)] for key, inner in value.items()), key=to_json)
    if isinstance(value, set | frozenset):
        return sorted((plain(one) for one in value), key=to_json)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case _:
            return value


def differences(then: Any, now: Any, where: str = "") -> list[str]:
    """Where today's state says something else than the one kept; fields that are new since say nothing else."""
    if isinstance(then, dict) and isinstance(now, dict):
        gone = [f"{where}/{name} is no longer there" for name in then if name not in now]
        both = [name for name in then if name in now]
        return gone + [words for name in both for words in differences(then[name], now[name], f"{where}/{name}")]
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        pairs = enumerate(zip(then, now, strict=True))
        return [words for place, (old, new) in pairs for words in differences(old, new, f"{where}/{place}")]
    return [] if then == now else [f"{where} was {then!r} and is {now!r}"]
