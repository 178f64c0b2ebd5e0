"""A customer's standard decided and folded: editions come in, become limits or not, and end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.contract.standard.checking import InForce, check_limits, covers, held_against
from services.contract.standard.errors import EditionDecidedError, LooserThanStandardError, NoLimitsError
from services.contract.standard.events import (
    Limit,
    LimitsAccepted,
    LimitsChecked,
    LimitsEnded,
    StandardDeclined,
    StandardReceived,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError, NotFoundError


@dataclass(frozen=True, slots=True)
class Standard:
    """`decided` says which editions were accepted or declined; `accepted` are our limits of today, if any."""

    received: Mapping[int, StandardReceived] = field(default_factory=dict)
    decided: frozenset[int] = frozenset()
    accepted: LimitsAccepted | None = None

    @property
    def newest(self) -> int:
        return max(self.received, default=0)


@dataclass(frozen=True, slots=True)
class ReceiveEdition:
    """`fact.edition` is one more than the newest that was read."""

    fact: StandardReceived


@dataclass(frozen=True, slots=True)
class AcceptEdition:
    """Without `limits` the customer's own become ours."""

    edition: int
    limits: tuple[Limit, ...] | None
    on: date


@dataclass(frozen=True, slots=True)
class DeclineEdition:
    edition: int
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class EndLimits:
    reason: str
    on: date


Command = ReceiveEdition | AcceptEdition | DeclineEdition | EndLimits


def decide(standard: Standard, command: Command) -> list[Event]:
    match command:
        case ReceiveEdition(fact=fact):
            check_limits(fact.limits)
            return [fact]
        case AcceptEdition():
            return [_accepted(standard, command)]
        case DeclineEdition():
            received = _open(standard, command.edition)
            return [StandardDeclined(**_whose(received), reason=command.reason, effective_on=command.on)]
        case EndLimits():
            return [_ended(standard, command)]


def _open(standard: Standard, edition: int) -> StandardReceived:
    if edition not in standard.received:
        raise NotFoundError
    if edition in standard.decided or edition != standard.newest:
        raise EditionDecidedError(edition=edition, newest=standard.newest)
    return standard.received[edition]


def _whose(fact: StandardReceived | LimitsAccepted) -> dict[str, object]:
    return {name: getattr(fact, name) for name in ("standard_id", "counterparty_id", "code", "edition")}


def _accepted(standard: Standard, command: AcceptEdition) -> LimitsAccepted:
    received = _open(standard, command.edition)
    limits = received.limits if command.limits is None else command.limits
    check_limits(limits)
    asked = [InForce(received.standard_id, received.code, received.edition, one) for one in received.limits]
    for held in held_against(asked, limits):
        if held.at is None:
            raise InvalidFieldError("/limits", f"the standard sets a limit for {held.of.limit.name}")
        if not covers(held.of.limit, limits[held.at]):
            raise LooserThanStandardError(pointer=f"/limits/{held.at}", limit=held.of.limit.name)
    if standard.accepted is not None and command.on < standard.accepted.effective_on:
        raise InvalidFieldError("/effective_on", "the limits before these are in force from a later day")
    return LimitsAccepted(
        **_whose(received),
        grade=received.grade,
        specification=received.specification,
        limits=limits,
        effective_on=command.on,
    )


def _ended(standard: Standard, command: EndLimits) -> LimitsEnded:
    if standard.accepted is None:
        raise NoLimitsError
    if command.on < standard.accepted.effective_on:
        raise InvalidFieldError("/effective_on", "limits end after they began")
    return LimitsEnded(**_whose(standard.accepted), reason=command.reason, effective_on=command.on)


def evolve(standard: Standard, event: Event) -> Standard:
    match event:
        case StandardReceived(edition=edition):
            return replace(standard, received={**standard.received, edition: event})
        case LimitsAccepted(edition=edition):
            return replace(standard, decided=standard.decided | {edition}, accepted=event)
        case StandardDeclined(edition=edition):
            return replace(standard, decided=standard.decided | {edition})
        case LimitsEnded():
            return replace(standard, accepted=None)
        case _:
            return standard


STANDARD = Aggregate("standard", Standard(), evolve)


@dataclass(frozen=True, slots=True)
class Checks:
    """The last check of each line; agreements have line 0."""

    last: Mapping[int, LimitsChecked] = field(default_factory=dict)


def note_check(checks: Checks, fact: LimitsChecked) -> list[Event]:
    """Every check is told once; one that found nothing in force is none."""
    before = checks.last.get(fact.line)
    if before is None and not fact.checked:
        return []
    return [] if before == fact else [fact]


def evolve_checks(checks: Checks, event: Event) -> Checks:
    return Checks({**checks.last, event.line: event}) if isinstance(event, LimitsChecked) else checks


LIMIT_CHECK = Aggregate("limit_check", Checks(), evolve_checks)
