"""A party decided and folded."""

from dataclasses import dataclass, replace
from datetime import date

from services.contract.party.events import PartyGraded, PartyJudged, PartySized, Role
from services.contract.terms import Direction, Grade, KnownGrade
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class Party:
    """How a counterparty stands; nothing is known of one that has no stream."""

    as_customer: PartyGraded | None = None
    as_supplier: PartyGraded | None = None
    related: bool = False
    blocked: bool = False
    sized: tuple[PartySized, ...] = ()

    def grade_on(self, day: date, direction: Direction = "sales") -> KnownGrade:
        """The grade that contracts of a direction read on a day; one that ran out is none."""
        given = self.as_supplier if direction == "purchase" else self.as_customer
        return given.grade if given is not None and day <= given.valid_until else "unknown"

    def graded(self, role: Role | None) -> tuple[tuple[Grade, date] | None, ...]:
        """The grades of a role, or of both, as they were given last."""
        given = {"customer": self.as_customer, "supplier": self.as_supplier}
        asked = given.values() if role is None else (given[role],)
        return tuple((one.grade, one.valid_until) if one else None for one in asked)


@dataclass(frozen=True, slots=True)
class GradeParty:
    fact: PartyGraded


@dataclass(frozen=True, slots=True)
class JudgeParty:
    fact: PartyJudged


@dataclass(frozen=True, slots=True)
class SizeParty:
    fact: PartySized


def decide(party: Party, command: GradeParty | JudgeParty | SizeParty) -> list[Event]:
    match command:
        case GradeParty(fact=fact):
            if fact.valid_until < fact.graded_on:
                raise InvalidFieldError("/valid_until", "a grade runs out after it is given")
            same = set(party.graded(fact.role)) == {(fact.grade, fact.valid_until)}
            return [] if same else [fact]
        case JudgeParty(fact=judged):
            return [] if (party.related, party.blocked) == (judged.related, judged.blocked) else [judged]
        case SizeParty(fact=sized):
            known = [one for one in party.sized if one.effective_on == sized.effective_on]
            return [] if known and known[-1] == sized else [sized]


def evolve(party: Party, event: Event) -> Party:
    match event:
        case PartyGraded(role=None):
            return replace(party, as_customer=event, as_supplier=event)
        case PartyGraded(role="customer"):
            return replace(party, as_customer=event)
        case PartyGraded():
            return replace(party, as_supplier=event)
        case PartyJudged(related=related, blocked=blocked):
            return replace(party, related=related, blocked=blocked)
        case PartySized():
            return replace(party, sized=(*party.sized, event))
        case _:
            return party


PARTY = Aggregate("party", Party(), evolve, shape=2)
