"""A bill decided and folded. A bill is passed on, honoured or dishonoured as a whole; for less it is split first."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from services.contract.bill.events import (
    BillApplied,
    BillDiscounted,
    BillDishonoured,
    BillEndorsed,
    BillHonoured,
    BillMaturing,
    BillSplit,
    BillTaken,
    Covered,
    Piece,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

TOLD_BEFORE: Final = timedelta(days=10)
"""How long before its day a bill is told of: it is presented within ten days of it (Law on Negotiable Instruments,
article 53).
"""


class Stage(StrEnum):
    NEW = "new"
    HELD = "held"
    ENDORSED = "endorsed"
    DISCOUNTED = "discounted"
    SPLIT = "split"
    HONOURED = "honoured"
    DISHONOURED = "dishonoured"


PASSED_ON: Final = frozenset({Stage.ENDORSED, Stage.DISCOUNTED})
AT_RISK: Final = PASSED_ON | {Stage.HELD}
"""While it is one of these its amount is exposure."""


@dataclass(frozen=True, slots=True)
class Bill:
    stage: Stage = Stage.NEW
    fact: BillTaken | None = None
    covers: tuple[Covered, ...] = ()
    told: bool = False

    @property
    def uncovering(self) -> Money:
        """What of it covers no invoice yet."""
        if self.fact is None:
            raise NotPossibleNowError(self.stage, self)
        return self.fact.amount - total(self.covers, self.fact.amount.currency)


@dataclass(frozen=True, slots=True)
class TakeBill:
    fact: BillTaken


@dataclass(frozen=True, slots=True)
class ApplyBill:
    covers: tuple[Covered, ...]
    on: date


@dataclass(frozen=True, slots=True)
class SplitBill:
    """Into pieces of these ids and amounts."""

    pieces: tuple[tuple[str, Money], ...]
    on: date


@dataclass(frozen=True, slots=True)
class EndorseBill:
    endorsee_id: str
    on_contract_id: str
    payment_id: str
    on: date


@dataclass(frozen=True, slots=True)
class DiscountBill:
    bank: str
    charges: Money | None
    on: date


@dataclass(frozen=True, slots=True)
class HonourBill:
    on: date


@dataclass(frozen=True, slots=True)
class DishonourBill:
    on: date


@dataclass(frozen=True, slots=True)
class TellOfBill:
    today: date


Command = TakeBill | ApplyBill | SplitBill | EndorseBill | DiscountBill | HonourBill | DishonourBill | TellOfBill


class BillTooSmallError(DomainError):
    """More would be covered by the bill than is left of it."""


def total(covers: tuple[Covered, ...], currency: str) -> Money:
    return Money.total([one.amount for one in covers], currency)


def decide(bill: Bill, command: Command) -> list[Event]:
    """A deadline that comes too early or twice means nothing and gives no event."""
    fact, stage = bill.fact, bill.stage
    match command:
        case TakeBill(fact=said) if fact is None:
            return [_checked(said)]
        case TellOfBill(today=today):
            near = fact is not None and stage is Stage.HELD and not bill.told
            return [_maturing(fact, today)] if near and fact and today >= fact.matures_on - TOLD_BEFORE else []
        case ApplyBill(covers=covers, on=on) if fact is not None and stage in (AT_RISK | {Stage.HONOURED}):
            _check_room(bill, covers)
            return [BillApplied.model_validate({**_head(fact), "covers": covers, "effective_on": on})]
        case SplitBill(pieces=pieces, on=on) if fact is not None and stage is Stage.HELD:
            shared = {"pieces": _shared_out(bill, fact, pieces), "effective_on": on}
            return [BillSplit.model_validate({**_head(fact), **shared})]
        case EndorseBill() if fact is not None and stage is Stage.HELD:
            named = {name: getattr(command, name) for name in ("endorsee_id", "on_contract_id", "payment_id")}
            return [BillEndorsed.model_validate({**_moved(fact, command.on), **named})]
        case DiscountBill() if fact is not None and stage is Stage.HELD:
            return [_discounted(fact, command)]
        case HonourBill(on=on) if fact is not None and stage in AT_RISK:
            _check_mature(fact, on)
            return [BillHonoured.model_validate({**_moved(fact, on), "passed_on": stage in PASSED_ON})]
        case DishonourBill(on=on) if fact is not None and stage in AT_RISK:
            _check_mature(fact, on)
            owed = {"passed_on": stage in PASSED_ON, "covers": bill.covers}
            return [BillDishonoured.model_validate({**_moved(fact, on), **owed})]
        case _:
            raise NotPossibleNowError(stage, command)


def _checked(fact: BillTaken) -> BillTaken:
    if not fact.amount.is_positive:
        raise InvalidFieldError("/amount", "a bill is for more than nothing")
    if fact.matures_on < fact.issued_on:
        raise InvalidFieldError("/matures_on", "a bill is paid after it was issued")
    if fact.issued_on > fact.effective_on:
        raise InvalidFieldError("/issued_on", "a bill was issued by the day it is taken")
    return fact


def _check_mature(fact: BillTaken, on: date) -> None:
    if on < fact.matures_on:
        raise InvalidFieldError("/effective_on", f"the acceptor pays on {fact.matures_on} at the earliest")


def _check_room(bill: Bill, covers: tuple[Covered, ...]) -> None:
    if not covers:
        raise InvalidFieldError("/allocations", "at least one invoice is named")
    room = bill.uncovering
    for place, one in enumerate(covers):
        if one.amount.currency != room.currency:
            raise InvalidFieldError(f"/allocations/{place}/amount/currency", f"the bill's currency is {room.currency}")
        if not one.amount.is_positive:
            raise InvalidFieldError(f"/allocations/{place}/amount", "an amount is above zero")
        if one.amount > room:
            raise BillTooSmallError(pointer=f"/allocations/{place}/amount", limit=str(room), requested=str(one.amount))
        room -= one.amount


def _shared_out(bill: Bill, fact: BillTaken, pieces: tuple[tuple[str, Money], ...]) -> tuple[Piece, ...]:
    """The pieces in turn take over what the bill covers, the earliest invoice first; what covers nothing goes last."""
    currency = fact.amount.currency
    if len(pieces) < 2:
        raise InvalidFieldError("/amounts", "a bill is split into two at least")
    for place, (_, amount) in enumerate(pieces):
        if amount.currency != currency:
            raise InvalidFieldError(f"/amounts/{place}/currency", f"the bill's currency is {currency}")
        if not amount.is_positive:
            raise InvalidFieldError(f"/amounts/{place}", "an amount is above zero")
    if Money.total([amount for _, amount in pieces], currency) != fact.amount:
        raise InvalidFieldError("/amounts", f"the pieces come to {fact.amount} together")
    left = list(bill.covers)
    found = []
    for piece_id, amount in pieces:
        taken, left = _taken(left, amount)
        found.append(Piece(bill_id=piece_id, amount=amount, covers=tuple(taken)))
    return tuple(found)


def _taken(left: list[Covered], room: Money) -> tuple[list[Covered], list[Covered]]:
    taken: list[Covered] = []
    while left and room.is_positive:
        first, *rest = left
        part = min(first.amount, room)
        taken.append(Covered(invoice_id=first.invoice_id, amount=part))
        room -= part
        over = first.amount - part
        left = [Covered(invoice_id=first.invoice_id, amount=over), *rest] if over.is_positive else rest
    return taken, left


def _discounted(fact: BillTaken, command: DiscountBill) -> BillDiscounted:
    charges = command.charges
    if charges is not None and charges.currency != fact.amount.currency:
        raise InvalidFieldError("/charges/currency", f"the bill's currency is {fact.amount.currency}")
    if charges is not None and charges > fact.amount:
        raise InvalidFieldError("/charges", "the bank keeps no more than the bill is for")
    if command.on >= fact.matures_on:
        raise InvalidFieldError("/effective_on", "a bill is discounted before its day")
    said = {"bank": command.bank, "charges": charges}
    return BillDiscounted.model_validate({**_moved(fact, command.on), **said})


def _maturing(fact: BillTaken, today: date) -> BillMaturing:
    return BillMaturing.model_validate({**_moved(fact, today), "matures_on": fact.matures_on})


def _head(fact: BillTaken) -> dict[str, Any]:
    named = ("bill_id", "root_id", "contract_id", "counterparty_id", "owner_id")
    return {name: getattr(fact, name) for name in named}


def _moved(fact: BillTaken, on: date) -> dict[str, Any]:
    return {**_head(fact), "amount": fact.amount, "effective_on": on}


STAGE_AFTER: Final[dict[type[Event], Stage]] = {
    BillSplit: Stage.SPLIT,
    BillEndorsed: Stage.ENDORSED,
    BillDiscounted: Stage.DISCOUNTED,
    BillHonoured: Stage.HONOURED,
    BillDishonoured: Stage.DISHONOURED,
}


def evolve(bill: Bill, event: Event) -> Bill:
    match event:
        case BillTaken(covers=covers):
            return Bill(Stage.HELD, event, covers)
        case BillApplied(covers=covers):
            return replace(bill, covers=(*bill.covers, *covers))
        case BillMaturing():
            return replace(bill, told=True)
        case _:
            return replace(bill, stage=STAGE_AFTER[type(event)])


BILL = Aggregate("bill", Bill(), evolve)
