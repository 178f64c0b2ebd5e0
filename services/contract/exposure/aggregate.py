"""The exposure of a group decided and folded. What it is stands in the ledgers; that no two orders of a group count on
the same room is what its stream is for: each order is a fact there, so that of two at once one looks again.
"""

from dataclasses import dataclass, replace
from datetime import date

from services.contract.exposure.events import CountedAt, HoldLifted, OrderChecked, OrderNoted, Part
from services.contract.exposure.rules import Facts, reasons_of
from services.contract.terms import KnownGrade
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Exposure:
    """How many orders were looked at, and how many of them were held and let go."""

    checked: int = 0
    held: int = 0
    lifted: int = 0


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """`parts` is what the exposure is made of before the order, in the currency of `requested`."""

    group_id: str
    customer_id: str
    contract_id: str
    order_id: str
    grade: KnownGrade
    parts: tuple[Part, ...]
    rates: tuple[CountedAt, ...]
    requested: Money
    facts: Facts
    on: date


@dataclass(frozen=True, slots=True)
class LiftHold:
    group_id: str
    order_id: str
    approval_id: str
    on: date


@dataclass(frozen=True, slots=True)
class NoteOrder:
    """An order that counts and asked nobody; `order_id` is that of the record it came as."""

    group_id: str
    customer_id: str
    order_id: str
    amount: Money
    on: date


def decide(exposure: Exposure, command: CheckOrder | NoteOrder | LiftHold) -> list[Event]:  # noqa: ARG001 - the ledgers have it
    match command:
        case CheckOrder(facts=facts):
            return [
                OrderChecked(
                    group_id=command.group_id,
                    customer_id=command.customer_id,
                    contract_id=command.contract_id,
                    order_id=command.order_id,
                    grade=command.grade,
                    exposure=Money.total([one.amount for one in command.parts], command.requested.currency),
                    parts=command.parts,
                    rates=command.rates,
                    requested=command.requested,
                    limit=facts.group.limit if facts.group else None,
                    reasons=reasons_of(facts),
                    effective_on=command.on,
                )
            ]
        case NoteOrder():
            known = {"group_id": command.group_id, "customer_id": command.customer_id, "order_id": command.order_id}
            return [OrderNoted.model_validate({**known, "amount": command.amount, "effective_on": command.on})]
        case LiftHold():
            said = {"group_id": command.group_id, "order_id": command.order_id, "approval_id": command.approval_id}
            return [HoldLifted.model_validate({**said, "effective_on": command.on})]


def evolve(exposure: Exposure, event: Event) -> Exposure:
    match event:
        case OrderChecked(reasons=reasons):
            return replace(exposure, checked=exposure.checked + 1, held=exposure.held + bool(reasons))
        case HoldLifted():
            return replace(exposure, lifted=exposure.lifted + 1)
        case _:
            return exposure


EXPOSURE = Aggregate("exposure", Exposure(), evolve)
