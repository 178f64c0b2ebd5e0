"""The credit of a customer and its group, decided and folded."""

from dataclasses import dataclass, replace

from services.customer.credit.events import CreditChanged, GroupChanged
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError


@dataclass(frozen=True, slots=True)
class Credit:
    said: CreditChanged | None = None
    head_id: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeCredit:
    fact: CreditChanged


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """`above` are the heads above the new one, up to the last."""

    customer_id: str
    head_id: str | None
    above: frozenset[str] = frozenset()


class GroupCycleError(DomainError):
    """The customer would belong to a group that belongs to it."""

    pointer = "/head_id"


def decide(credit: Credit, command: ChangeCredit | ChangeGroup) -> list[Event]:
    match command:
        case ChangeCredit(fact=fact):
            if fact.until is not None and fact.until < fact.effective_on:
                raise InvalidFieldError("/until", "credit does not end before it begins")
            return [] if credit.said == fact else [fact]
        case ChangeGroup(customer_id=customer, head_id=head, above=above):
            if head == credit.head_id:
                return []
            if head is not None and customer in above | {head}:
                raise GroupCycleError(head_id=head)
            return [GroupChanged(customer_id=customer, before=credit.head_id, after=head)]


def evolve(credit: Credit, event: Event) -> Credit:
    match event:
        case CreditChanged():
            return replace(credit, said=event)
        case GroupChanged(after=head):
            return replace(credit, head_id=head)
        case _:
            return credit


CREDIT = Aggregate("customer_credit", Credit(), evolve)
