"""The stamp duty of a contract decided and folded."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from services.contract.stamp_duty.events import Cause, DutyDeferred, DutyIncurred
from services.contract.terms import Direction
from services.contract.type.stamp import StampItem
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class StampDuty:
    """`taxed` is what duty was due on so far; `deferred` while the contract says no amount."""

    taxed: Money | None = None
    deferred: DutyDeferred | None = None
    settled: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        return self.taxed is not None or self.deferred is not None


@dataclass(frozen=True, slots=True)
class Head:
    """What every event of the duty says."""

    contract_id: str
    counterparty_id: str
    direction: Direction
    type_code: str
    item: StampItem
    legal_entity_id: str | None
    on: date

    def fields(self) -> dict[str, Any]:
        names = ("contract_id", "counterparty_id", "direction", "type_code", "item", "legal_entity_id")
        return {**{name: getattr(self, name) for name in names}, "effective_on": self.on}


@dataclass(frozen=True, slots=True)
class Agree:
    """Both sides signed the contract, or an amendment of it, that comes to `base`: nothing is said without one."""

    head: Head
    cause: Cause
    document: str
    base: Money | None
    currency: str
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Settle:
    """An invoice settles so much of a contract without an amount."""

    head: Head
    document: str
    base: Money
    rate: Decimal | None


Command = Agree | Settle


def decide(duty: StampDuty, command: Command) -> list[Event]:
    """What lowers an amount gives nothing back; what raises it again is due only beyond what was due before. Nothing is
    due where the law names no rate on the day.
    """
    if isinstance(command, Settle):
        if duty.deferred is None or command.document in duty.settled or not command.base.is_positive:
            return []
        return _incurred(command.head, "settlement", command.document, command.base, command.rate)
    if command.base is None:
        if duty.known:
            return []
        return [DutyDeferred(**command.head.fields(), currency=command.currency)]
    if duty.taxed is None:
        return _incurred(command.head, command.cause, command.document, command.base, command.rate)
    added = command.base - duty.taxed
    return _incurred(command.head, command.cause, command.document, added, command.rate) if added.is_positive else []


def _incurred(head: Head, cause: Cause, document: str, base: Money, rate: Decimal | None) -> list[Event]:
    if rate is None:
        return []
    said = {"cause": cause, "document": document, "base": base, "rate": rate, "duty": base.times(rate)}
    return [DutyIncurred.model_validate({**head.fields(), **said})]


def evolve(duty: StampDuty, event: Event) -> StampDuty:
    match event:
        case DutyDeferred():
            return replace(duty, deferred=event)
        case DutyIncurred(cause=cause, document=document, base=base):
            taxed = base if duty.taxed is None else duty.taxed + base
            if cause == "settlement":
                return replace(duty, taxed=taxed, settled=duty.settled | {document})
            return replace(duty, taxed=taxed, deferred=None)
        case _:
            return duty


STAMP_DUTY: Final = Aggregate("stamp_duty", StampDuty(), evolve)
