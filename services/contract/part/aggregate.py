"""A customer's part decided and folded."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from services.contract.part.events import PartChanged
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError

SHARE: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Part:
    said: PartChanged | None = None


@dataclass(frozen=True, slots=True)
class TellPart:
    """`anew`: by whoever read the version it has."""

    fact: PartChanged
    anew: bool = False


class DuplicatePartError(DomainError):
    """The contract has this part of the model already."""

    pointer = "/part"


def decide(part: Part, command: TellPart) -> list[Event]:
    """A part weighs no more than its blank, and a blank takes no more than the quota."""
    fact, said = command.fact, command.fact.particulars
    if part.said is not None and not command.anew:
        raise DuplicatePartError
    if said.blank_weight < said.weight:
        raise InvalidFieldError("/blank_weight", "a blank weighs no less than the part")
    if said.quota < said.blank_weight:
        raise InvalidFieldError("/quota", "the quota is no less than what the blank weighs")
    return [] if part.said is not None and part.said.particulars == said else [fact]


def utilisation(weight: Decimal, quota: Decimal) -> Decimal:
    """The share of the material that stays in the finished part, to four digits."""
    return (weight / quota).quantize(SHARE, ROUND_HALF_EVEN)


def evolve(part: Part, event: Event) -> Part:
    return Part(event) if isinstance(event, PartChanged) else part


PART = Aggregate("part", Part(), evolve)
