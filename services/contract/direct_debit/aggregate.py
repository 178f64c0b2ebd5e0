"""The direct debits of one contract, decided and folded: no part of an invoice is collected twice."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from services.contract.direct_debit.errors import BeyondInvoiceError
from services.contract.direct_debit.events import Asked, DebitFact, DebitFailed, DebitSucceeded, DebitTried, Failure
from services.contract.ledger.control import money_json
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError, NotFoundError, NotPossibleNowError
from shared.values.money import Money


class Stage(StrEnum):
    TRIED = "tried"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DirectDebits:
    """Each by its id with what was said of it, and where it stands."""

    tried: Mapping[str, DebitTried] = field(default_factory=dict)
    stages: Mapping[str, Stage] = field(default_factory=dict)

    def of_invoice(self, invoice_id: str) -> list[DebitTried]:
        return [one for one in self.tried.values() if one.invoice_id == invoice_id]

    def under_way(self, invoice_id: str, currency: str) -> Money:
        """What banks are asked for of an invoice and have not answered."""
        open_ = (one for one in self.of_invoice(invoice_id) if self.stages[one.debit_id] is Stage.TRIED)
        return Money.total([one.amount for one in open_], currency)


@dataclass(frozen=True, slots=True)
class TryDebit:
    """`open` is what may still be paid of the invoice; all of it that no bank is asked for, without an amount."""

    head: Mapping[str, str]
    amount: Money | None
    mandate: str
    open: Money
    on: date


@dataclass(frozen=True, slots=True)
class CollectDebit:
    debit_id: str
    payment_id: str
    on: date


@dataclass(frozen=True, slots=True)
class FailDebit:
    debit_id: str
    reason: Failure
    bank_code: str | None
    on: date


Command = TryDebit | CollectDebit | FailDebit


def decide(debits: DirectDebits, command: Command) -> DebitTried | DebitSucceeded | DebitFailed:
    """Raises `BeyondInvoiceError` for more than is open, less what banks are asked for already; a bank answers once."""
    match command:
        case TryDebit():
            return _tried(debits, command)
        case CollectDebit(payment_id=payment_id, on=on):
            return DebitSucceeded(**_answered(debits, command.debit_id, command, on), payment_id=payment_id)
        case FailDebit(reason=reason, bank_code=bank_code, on=on):
            said = _answered(debits, command.debit_id, command, on)
            return DebitFailed(**said, reason=reason, bank_code=bank_code)


def _tried(debits: DirectDebits, command: TryDebit) -> DebitTried:
    invoice_id, currency = command.head["invoice_id"], command.open.currency
    under_way = debits.under_way(invoice_id, currency)
    left = command.open - under_way
    amount = left if command.amount is None else command.amount
    if amount.currency != currency:
        raise InvalidFieldError("/amount/currency", f"the contract's currency is {currency}")
    if amount > left or not amount.is_positive:
        raise BeyondInvoiceError(pointer="/amount", limit=money_json(command.open), used=money_json(under_way))
    asked = Asked(mandate=command.mandate, attempt=len(debits.of_invoice(invoice_id)) + 1)
    return DebitTried(**command.head, amount=amount, asked=asked, effective_on=command.on)


def _answered(debits: DirectDebits, debit_id: str, command: Command, on: date) -> dict[str, Any]:
    tried = debits.tried.get(debit_id)
    if tried is None:
        raise NotFoundError
    if debits.stages[debit_id] is not Stage.TRIED:
        raise NotPossibleNowError(debits.stages[debit_id], command)
    if on < tried.effective_on:
        raise InvalidFieldError("/effective_on", "the bank answers after it was asked")
    return {**tried.model_dump(include=set(DebitFact.model_fields)), "effective_on": on}


STAGE_AFTER = {DebitTried: Stage.TRIED, DebitSucceeded: Stage.SUCCEEDED, DebitFailed: Stage.FAILED}


def evolve(debits: DirectDebits, event: Event) -> DirectDebits:
    if not isinstance(event, DebitFact):
        return debits
    tried = {**debits.tried, event.debit_id: event} if isinstance(event, DebitTried) else debits.tried
    return replace(debits, tried=tried, stages={**debits.stages, event.debit_id: STAGE_AFTER[type(event)]})


DIRECT_DEBITS = Aggregate("direct_debits", DirectDebits(), evolve)
