"""A concession decided and folded: asked for by one person, granted or refused by another."""

from dataclasses import dataclass, replace
from datetime import date

from services.contract.concession.events import BatchConcessionAsked, ConcessionAsked, ConcessionDecided
from services.contract.standard.checking import InForce, covers
from services.contract.standard.events import Limit
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError


@dataclass(frozen=True, slots=True)
class Concession:
    asked: ConcessionAsked | BatchConcessionAsked | None = None
    granted: bool | None = None


@dataclass(frozen=True, slots=True)
class AskConcession:
    """`of` is the limit in force that shall be passed over."""

    fact: ConcessionAsked
    of: InForce


@dataclass(frozen=True, slots=True)
class AskForBatch:
    """`fact` says what the batch departs in as it was measured last."""

    fact: BatchConcessionAsked


@dataclass(frozen=True, slots=True)
class DecideConcession:
    granted: bool
    person: str
    reason: str
    on: date


class OwnConcessionError(DomainError):
    """Nobody grants a concession that they asked for."""

    status = 403


class NeedlessConcessionError(DomainError):
    """What is asked for lies within the limit: nobody has to concede it."""

    status = 422
    pointer = "/most"


Command = AskConcession | AskForBatch | DecideConcession


def decide(concession: Concession, command: Command) -> list[Event]:
    match concession, command:
        case Concession(asked=None), AskForBatch(fact=fact):
            return [fact]
        case Concession(asked=None), AskConcession(fact=fact, of=of):
            return [_asked(fact, of)]
        case Concession(asked=ConcessionAsked() | BatchConcessionAsked() as asked, granted=None), DecideConcession():
            if command.person == asked.asked_by:
                raise OwnConcessionError
            decided = ConcessionDecided(
                concession_id=asked.concession_id,
                contract_id=asked.contract_id,
                granted=command.granted,
                decided_by=command.person,
                reason=command.reason,
                effective_on=command.on,
            )
            return [decided]
        case _:
            raise NotPossibleNowError("decided" if concession.asked else "new", command)


def _asked(fact: ConcessionAsked, of: InForce) -> ConcessionAsked:
    if fact.until < fact.effective_on:
        raise InvalidFieldError("/until", "a concession holds for a day at least")
    if fact.least is not None and fact.most is not None and fact.least > fact.most:
        raise InvalidFieldError("/most", "the most lies below the least")
    wanted = Limit(name=fact.name, kind=of.limit.kind, unit=fact.unit, least=fact.least, most=fact.most)
    if covers(of.limit, wanted):
        raise NeedlessConcessionError(limit=fact.name)
    return fact


def evolve(concession: Concession, event: Event) -> Concession:
    match event:
        case ConcessionAsked() | BatchConcessionAsked():
            return Concession(event)
        case ConcessionDecided(granted=granted):
            return replace(concession, granted=granted)
        case _:
            return concession


CONCESSION = Aggregate("concession", Concession(), evolve)
