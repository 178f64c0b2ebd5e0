"""An objection decided and folded."""

from dataclasses import dataclass
from datetime import date

from services.contract.objection.events import ObjectionAnswered, ObjectionRaised, Outcome
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError, NotPossibleNowError


@dataclass(frozen=True, slots=True)
class Objection:
    raised: ObjectionRaised | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class RaiseObjection:
    fact: ObjectionRaised


@dataclass(frozen=True, slots=True)
class AnswerObjection:
    outcome: Outcome
    prevention: str | None
    on: date


def decide(objection: Objection, command: RaiseObjection | AnswerObjection) -> list[Event]:
    """It is answered once; whoever upholds it says how it is prevented."""
    match objection.raised, command:
        case None, RaiseObjection(fact=fact):
            return [fact]
        case ObjectionRaised() as raised, AnswerObjection() if objection.outcome is None:
            if (command.outcome == "upheld") != (command.prevention is not None):
                raise InvalidFieldError("/prevention", "what prevents it is said where it is upheld, and nowhere else")
            if command.on < raised.effective_on:
                raise InvalidFieldError("/effective_on", "an objection is answered after it was raised")
            answered = ObjectionAnswered(
                objection_id=raised.objection_id,
                counterparty_id=raised.counterparty_id,
                outcome=command.outcome,
                prevention=command.prevention,
                effective_on=command.on,
            )
            return [answered]
        case _:
            raise NotPossibleNowError(objection.outcome or "raised", command)


def evolve(objection: Objection, event: Event) -> Objection:
    match event:
        case ObjectionRaised():
            return Objection(event)
        case ObjectionAnswered(outcome=outcome):
            return Objection(objection.raised, outcome)
        case _:
            return objection


OBJECTION = Aggregate("objection", Objection(), evolve)
