"""A party decided and folded."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.contract.party.events import GradeAsked, GradeRefused, PartyGraded, PartyJudged, PartySized, Role
from services.contract.review.outcome import OtherReviewError, Outcome
from services.contract.terms import Direction, Grade, KnownGrade
from services.contract.text.canonical import content_hash
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError

Given = tuple[Grade, date]


@dataclass(frozen=True, slots=True)
class Party:
    """How a counterparty stands; nothing is known of one that has no stream. `by_hand` are the grades by role that
    somebody gave and somebody else agreed to, `asked` one that waits for that.
    """

    as_customer: PartyGraded | None = None
    as_supplier: PartyGraded | None = None
    by_hand: Mapping[Role, PartyGraded] = field(default_factory=dict)
    asked: GradeAsked | None = None
    related: bool = False
    blocked: bool = False
    sized: tuple[PartySized, ...] = ()

    def grade_on(self, day: date, direction: Direction = "sales") -> KnownGrade:
        """The grade that contracts of a direction read on a day; one that ran out is none."""
        role: Role = "supplier" if direction == "purchase" else "customer"
        computed = self.as_supplier if direction == "purchase" else self.as_customer
        for given in (self.by_hand.get(role), computed):
            if given is not None and day <= given.valid_until:
                return given.grade
        return "unknown"

    def graded(self, role: Role | None) -> tuple[Given | None, ...]:
        """The grades of a role, or of both, as they were given last, those by hand apart."""
        given = {"customer": self.as_customer, "supplier": self.as_supplier}
        asked = given.values() if role is None else (given[role],)
        return tuple((one.grade, one.valid_until) if one else None for one in asked)


class GradeWaitsError(DomainError):
    """A grade that somebody gave by hand waits for a decision: that comes first."""


@dataclass(frozen=True, slots=True)
class GradeParty:
    fact: PartyGraded


@dataclass(frozen=True, slots=True)
class AskGrade:
    """`reason` is why they are to be graded otherwise; others decide on it in the round `approval_id`."""

    customer_id: str
    approval_id: str
    grade: Grade
    graded_on: date
    valid_until: date
    role: Role | None
    reason: str


@dataclass(frozen=True, slots=True)
class CloseGrade:
    """How the round over a grade ended."""

    approval_id: str
    text_hash: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class JudgeParty:
    fact: PartyJudged


@dataclass(frozen=True, slots=True)
class SizeParty:
    fact: PartySized


Command = GradeParty | AskGrade | CloseGrade | JudgeParty | SizeParty


def decide(party: Party, command: Command) -> list[Event]:
    match command:
        case AskGrade():
            return [_asked(party, command)]
        case CloseGrade():
            return [_closed(party, command)]
        case GradeParty(fact=fact):
            _check_days(fact.graded_on, fact.valid_until)
            same = set(party.graded(fact.role)) == {(fact.grade, fact.valid_until)}
            return [] if same else [fact]
        case JudgeParty(fact=judged):
            return [] if (party.related, party.blocked) == (judged.related, judged.blocked) else [judged]
        case SizeParty(fact=sized):
            known = [one for one in party.sized if one.effective_on == sized.effective_on]
            return [] if known and known[-1] == sized else [sized]


def _check_days(graded_on: date, valid_until: date) -> None:
    if valid_until < graded_on:
        raise InvalidFieldError("/valid_until", "a grade runs out after it is given")


def _asked(party: Party, command: AskGrade) -> GradeAsked:
    _check_days(command.graded_on, command.valid_until)
    if party.asked is not None:
        raise GradeWaitsError(approval_id=party.asked.approval_id)
    said = {name: getattr(command, name) for name in ("customer_id", "grade", "graded_on", "valid_until", "role")}
    days = {name: said[name].isoformat() for name in ("graded_on", "valid_until")}
    text_hash = content_hash({**said, **days, "approval_id": command.approval_id})
    return GradeAsked(**said, approval_id=command.approval_id, reason=command.reason, text_hash=text_hash)


def _closed(party: Party, command: CloseGrade) -> PartyGraded | GradeRefused:
    asked = party.asked
    if asked is None or (command.approval_id, command.text_hash) != (asked.approval_id, asked.text_hash):
        raise OtherReviewError
    if command.outcome != "approved":
        said = {"customer_id": asked.customer_id, "approval_id": asked.approval_id, "outcome": command.outcome}
        return GradeRefused.model_validate(said)
    names = ("customer_id", "approval_id", "grade", "graded_on", "valid_until", "role")
    return PartyGraded(**{name: getattr(asked, name) for name in names})


def evolve(party: Party, event: Event) -> Party:
    match event:
        case GradeAsked():
            return replace(party, asked=event)
        case GradeRefused():
            return replace(party, asked=None)
        case PartyGraded(approval_id=str(), role=role):
            roles: tuple[Role, ...] = ("customer", "supplier") if role is None else (role,)
            return replace(party, asked=None, by_hand={**party.by_hand, **dict.fromkeys(roles, event)})
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


PARTY = Aggregate("party", Party(), evolve, shape=3)
