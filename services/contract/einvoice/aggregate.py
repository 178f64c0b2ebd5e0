"""An electronic invoice decided and folded. There is one of a number, in whatever unit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from services.contract.einvoice.events import (
    Deduction,
    EInvoiceDeductionChanged,
    EInvoiceRecorded,
    EInvoiceVerified,
    Finding,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

NUMBER: Final = re.compile("[0-9]{20}")
"""Two digits of the year, two of the province, one of the way it was issued, fifteen that count (Announcement 2024 no.
11 of the State Taxation Administration).
"""

MOVES: Final[Mapping[Deduction, frozenset[Deduction]]] = {
    "open": frozenset({"claimed", "not_deductible"}),
    "claimed": frozenset({"open", "transferred_out"}),
    "not_deductible": frozenset({"open"}),
    "transferred_out": frozenset(),
}
"""What may become of a deduction."""


@dataclass(frozen=True, slots=True)
class EInvoice:
    """`given_back` is what of the tax claimed was transferred out."""

    fact: EInvoiceRecorded | None = None
    finding: Finding | None = None
    deduction: Deduction = "open"
    given_back: Money | None = None

    @property
    def state(self) -> str:
        return "new" if self.fact is None else self.finding or "unverified"


@dataclass(frozen=True, slots=True)
class RecordEInvoice:
    fact: EInvoiceRecorded


@dataclass(frozen=True, slots=True)
class VerifyEInvoice:
    finding: Finding
    on: date


@dataclass(frozen=True, slots=True)
class ChangeDeduction:
    """Claimed in a period, given back, or neither; without `tax` all that can move does."""

    after: Deduction
    period: str | None
    on: date
    tax: Money | None = None
    because: str | None = None


Command = RecordEInvoice | VerifyEInvoice | ChangeDeduction


class DuplicateEInvoiceError(DomainError):
    """An electronic invoice of this number is recorded already."""

    kind = "duplicate-einvoice"
    pointer = "/number"


class NotDeductibleError(DomainError):
    """The tax of this invoice can't be deducted: only that of a special invoice received and found genuine can."""


def decide(einvoice: EInvoice, command: Command) -> list[Event]:
    fact = einvoice.fact
    match command:
        case RecordEInvoice(fact=said):
            if fact is not None:
                raise DuplicateEInvoiceError
            return [_checked(said)]
        case VerifyEInvoice(finding=finding, on=on) if fact is not None:
            if einvoice.finding == finding:
                return []
            if einvoice.finding == "voided":
                raise NotPossibleNowError(einvoice.state, command)
            found = EInvoiceVerified.model_validate({**_head(fact), "finding": finding, "effective_on": on})
            return [found, *_lost(einvoice, fact, command)]
        case ChangeDeduction() if fact is not None:
            return [_moved(einvoice, fact, command)]
        case _:
            raise NotPossibleNowError(einvoice.state, command)


def _checked(fact: EInvoiceRecorded) -> EInvoiceRecorded:
    if not NUMBER.fullmatch(fact.number):
        raise InvalidFieldError("/number", "an electronic invoice has a number of 20 digits")
    if int(fact.number[:2]) != fact.issued_on.year % 100:
        raise InvalidFieldError("/issued_on", "the first two digits of the number are the year of issue")
    if fact.issued_on > fact.effective_on:
        raise InvalidFieldError("/issued_on", "it was issued by the day it is recorded")
    if fact.colour == "red":
        if not fact.confirmation:
            raise InvalidFieldError("/confirmation", "a red-letter invoice names the confirmation it was agreed under")
        if not fact.blue_number:
            raise InvalidFieldError("/blue_number", "a red-letter invoice names the blue invoice")
    return fact


def _lost(einvoice: EInvoice, fact: EInvoiceRecorded, command: VerifyEInvoice) -> list[Event]:
    """What was claimed of an invoice that turns out not to count is given back with the finding."""
    if einvoice.deduction != "claimed" or command.finding == "genuine":
        return []
    return [_said(fact, "claimed", "transferred_out", _left(einvoice, fact), _month(command.on), None, command.on)]


def _moved(einvoice: EInvoice, fact: EInvoiceRecorded, command: ChangeDeduction) -> EInvoiceDeductionChanged:
    before, after = einvoice.deduction, command.after
    if after not in MOVES[before]:
        raise NotPossibleNowError(before, command)
    if after == "claimed":
        if (fact.direction, fact.colour, fact.category, einvoice.finding) != ("purchase", "blue", "special", "genuine"):
            raise NotDeductibleError
        if command.period is None:
            raise InvalidFieldError("/period", "tax is claimed in a period")
        if command.period < _month(fact.issued_on):
            raise InvalidFieldError("/period", "tax is claimed from the month of the invoice on")
    left = _left(einvoice, fact)
    tax = command.tax or left
    if after == "transferred_out" and command.period is None:
        raise InvalidFieldError("/period", "tax is given back in a period")
    if after == "open" and einvoice.given_back is not None:
        raise NotPossibleNowError("transferred_out", command)
    if tax.currency != left.currency:
        raise InvalidFieldError("/tax/currency", f"the invoice's currency is {left.currency}")
    if tax > left or (after != "transferred_out" and tax != left):
        raise InvalidFieldError("/tax", f"there are {left} of the tax to move")
    return _said(fact, before, after, tax, command.period, command.because, command.on)


def _said(
    fact: EInvoiceRecorded,
    before: Deduction,
    after: Deduction,
    tax: Money,
    period: str | None,
    because: str | None,
    on: date,
) -> EInvoiceDeductionChanged:
    said = {"before": before, "after": after, "tax": tax, "period": period, "because": because, "effective_on": on}
    return EInvoiceDeductionChanged.model_validate({**_head(fact), **said})


def _left(einvoice: EInvoice, fact: EInvoiceRecorded) -> Money:
    return fact.tax - (einvoice.given_back or Money.zero(fact.tax.currency))


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _head(fact: EInvoiceRecorded) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in ("einvoice_id", "contract_id", "counterparty_id", "owner_id")}


def evolve(einvoice: EInvoice, event: Event) -> EInvoice:
    match event:
        case EInvoiceRecorded():
            return EInvoice(event)
        case EInvoiceVerified(finding=finding):
            return replace(einvoice, finding=finding)
        case EInvoiceDeductionChanged(after="transferred_out", tax=tax) if einvoice.fact is not None:
            back = tax if einvoice.given_back is None else einvoice.given_back + tax
            whole: Deduction = "claimed" if back < einvoice.fact.tax else "transferred_out"
            return replace(einvoice, deduction=whole, given_back=back)
        case EInvoiceDeductionChanged(after=after):
            return replace(einvoice, deduction=after)
        case _:
            return einvoice


EINVOICE = Aggregate("einvoice", EInvoice(), evolve)
