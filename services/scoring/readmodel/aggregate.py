"""A read model as it is told of: which generation of it serves."""

from __future__ import annotations

from dataclasses import dataclass

from services.scoring.readmodel.events import ReadModelRebuilt
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event


@dataclass(frozen=True, slots=True)
class ReadModel:
    generation: int = 0
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class TellRebuilt:
    """A swap has put this generation in place."""

    model: str
    generation: int
    events: int
    checksum: str


def decide(state: ReadModel, command: TellRebuilt) -> list[Event]:
    """A generation is told of once."""
    if command.generation <= state.generation:
        return []
    return [
        ReadModelRebuilt(
            model=command.model, generation=command.generation, events=command.events, checksum=command.checksum
        )
    ]


def evolve(state: ReadModel, event: Event) -> ReadModel:
    match event:
        case ReadModelRebuilt(generation=generation, checksum=checksum):
            return ReadModel(generation, checksum)
        case _:
            return state


READ_MODEL = Aggregate("readmodel", ReadModel(), evolve)
