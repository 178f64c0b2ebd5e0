"""A use of a seal decided and folded."""

from dataclasses import dataclass

from services.contract.seal_use.events import SealUsed
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError


@dataclass(frozen=True, slots=True)
class SealUse:
    fact: SealUsed | None = None


@dataclass(frozen=True, slots=True)
class UseSeal:
    """`approved` is the hash of the text that was approved; None while none is."""

    fact: SealUsed
    approved: str | None


class NotApprovedTextError(DomainError):
    """A seal goes on nothing but the text that was approved."""

    pointer = "/text_hash"


def decide(use: SealUse, command: UseSeal) -> list[Event]:
    fact = command.fact
    if use.fact is not None:
        raise NotPossibleNowError("used", command)
    if command.approved is None or fact.text_hash != command.approved:
        raise NotApprovedTextError(approved=command.approved)
    if fact.sent > fact.copies:
        raise InvalidFieldError("/sent", "no more copies are sent than were stamped")
    return [fact]


def evolve(use: SealUse, event: Event) -> SealUse:
    return SealUse(event) if isinstance(event, SealUsed) else use


SEAL_USE = Aggregate("seal_use", SealUse(), evolve)
