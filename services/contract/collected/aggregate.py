"""A record of another system decided and folded: it waits or is booked, once, and never changes."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.contract.collected.events import RecordBooked, RecordDiffered, RecordTaken
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError


class Stage(StrEnum):
    NEW = "new"
    WAITING = "waiting"
    BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Collected:
    """`other` is the hash of the last content that differed."""

    stage: Stage = Stage.NEW
    taken: RecordTaken | None = None
    booked: RecordBooked | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class TakeRecord:
    fact: RecordTaken


@dataclass(frozen=True, slots=True)
class SeeAgain:
    """The source sent the id once more."""

    content_hash: str
    on: date


@dataclass(frozen=True, slots=True)
class BookRecord:
    fact: RecordBooked


Command = TakeRecord | SeeAgain | BookRecord


def decide(collected: Collected, command: Command) -> list[Event]:
    """The same again gives no event, nor does another content that was told of already."""
    match collected.taken, command:
        case None, TakeRecord(fact=fact):
            return [fact]
        case RecordTaken() as taken, SeeAgain(content_hash=seen, on=on):
            if seen in (taken.content_hash, collected.other):
                return []
            return [RecordDiffered(collected_id=taken.collected_id, content_hash=seen, effective_on=on)]
        case RecordTaken(), BookRecord(fact=booked) if collected.stage is Stage.WAITING:
            return [booked]
        case _:
            raise NotPossibleNowError(collected.stage, command)


def evolve(collected: Collected, event: Event) -> Collected:
    match event:
        case RecordTaken():
            return replace(collected, stage=Stage.WAITING, taken=event)
        case RecordDiffered(content_hash=seen):
            return replace(collected, other=seen)
        case RecordBooked():
            return replace(collected, stage=Stage.BOOKED, booked=event)
        case _:
            return collected


COLLECTED = Aggregate("collected", Collected(), evolve)
