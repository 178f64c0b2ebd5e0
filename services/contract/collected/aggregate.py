"""A record of another system decided and folded: it waits, is set aside or booked, once, and never changes."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.contract.collected.events import (
    RecordBooked,
    RecordDiffered,
    RecordSetAside,
    RecordTaken,
    RecordTakenUp,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError


class Stage(StrEnum):
    NEW = "new"
    WAITING = "waiting"
    SET_ASIDE = "set_aside"
    BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Collected:
    """`other` is the hash of the last content that differed."""

    stage: Stage = Stage.NEW
    taken: RecordTaken | None = None
    booked: RecordBooked | None = None
    other: str | None = None

    @property
    def waits_as_order(self) -> bool:
        """Whether it is an order that waits for its contract."""
        return self.stage is Stage.WAITING and self.taken is not None and self.taken.said.kind == "order"


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


@dataclass(frozen=True, slots=True)
class SetAside:
    """Of orders: what follows one waits with it."""

    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class TakeUp:
    on: date


Command = TakeRecord | SeeAgain | BookRecord | SetAside | TakeUp


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
        case RecordTaken() as taken, SetAside(reason=reason, on=on) if collected.waits_as_order:
            about = {"collected_id": taken.collected_id, "source": taken.source, "effective_on": on}
            return [RecordSetAside.model_validate({**about, "reason": reason})]
        case RecordTaken() as taken, TakeUp(on=on) if collected.stage is Stage.SET_ASIDE:
            return [RecordTakenUp(collected_id=taken.collected_id, source=taken.source, effective_on=on)]
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
        case RecordSetAside():
            return replace(collected, stage=Stage.SET_ASIDE)
        case RecordTakenUp():
            return replace(collected, stage=Stage.WAITING)
        case _:
            return collected


COLLECTED = Aggregate("collected", Collected(), evolve)
