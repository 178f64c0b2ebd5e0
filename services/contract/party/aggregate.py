"""A party decided and folded."""

from dataclasses import dataclass, replace
from datetime import date

from services.contract.party.events import PartyGraded, PartyJudged, PartySized
from services.contract.terms import Grade, KnownGrade
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class Party:
    """How a counterparty stands; nothing is known of one that has no stream."""

    grade: Grade | None = None
    valid_until: date | None = None
    related: bool = False
    blocked: bool = False
    sized: tuple[PartySized, ...] = ()

    def grade_on(self, day: date) -> KnownGrade:
        """The grade on a day; one that ran out is none."""
        holds = self.grade is not None and self.valid_until is not None and day <= self.valid_until
        return self.grade if holds and self.grade is not None else "unknown"


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
            same = (party.grade, party.valid_until) == (fact.grade, fact.valid_until)
            return [] if same else [fact]
        case JudgeParty(fact=judged):
            return [] if (party.related, party.blocked) == (judged.related, judged.blocked) else [judged]
        case SizeParty(fact=sized):
            known = [one for one in party.sized if one.effective_on == sized.effective_on]
            return [] if known and known[-1] == sized else [sized]


def evolve(party: Party, event: Event) -> Party:
    match event:
        case PartyGraded(grade=grade, valid_until=until):
            return replace(party, grade=grade, valid_until=until)
        case PartyJudged(related=related, blocked=blocked):
            return replace(party, related=related, blocked=blocked)
        case PartySized():
            return replace(party, sized=(*party.sized, event))
        case _:
            return party


PARTY = Aggregate("party", Party(), evolve)
