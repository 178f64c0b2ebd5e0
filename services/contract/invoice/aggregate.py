"""An invoice decided and folded. How much of it is open is the ledger's to know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from services.contract.invoice.events import (
    InvoiceBroughtForward,
    InvoiceCredited,
    InvoiceFact,
    InvoiceIssued,
    InvoiceReceived,
    RetentionKept,
    RetentionMoved,
    RetentionReleased,
    TaxShare,
    TaxWithheld,
    Withheld,
    direction_of,
)
from services.contract.terms import INTEREST_PHASE, Direction
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Invoice:
    """`head` are the fields that everything said of it later carries; `left` is what credit notes have left of each
    rate, where the invoice said its rates.
    """

    booked: bool = False
    direction: Direction = "purchase"
    head: tuple[tuple[str, str], ...] = ()
    credits: tuple[str, ...] = ()
    left: tuple[TaxShare, ...] = ()

    @property
    def contract_id(self) -> str:
        return dict(self.head).get("contract_id", "")


@dataclass(frozen=True, slots=True)
class BookInvoice:
    """`fact` are the fields of the event; the direction says whether it was received or issued."""

    direction: Direction
    fact: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BringInvoiceForward:
    fact: InvoiceBroughtForward


@dataclass(frozen=True, slots=True)
class CreditInvoice:
    credit_id: str
    number: str
    confirmation: str | None
    net: Money
    tax: Money
    gross: Money
    on: date
    taxes: tuple[TaxShare, ...] = ()


@dataclass(frozen=True, slots=True)
class KeepRetention:
    retention_id: str
    place: tuple[str, str]
    amount: Money
    cap: Decimal | None
    on: date


@dataclass(frozen=True, slots=True)
class ReleaseRetention:
    retention_id: str
    place: tuple[str, str]
    amount: Money
    on: date


@dataclass(frozen=True, slots=True)
class WithholdTax:
    withholding_id: str
    what: Withheld
    certificate: str | None
    amount: Money
    on: date
    place: tuple[str, str] = ("", "")


Command = BookInvoice | BringInvoiceForward | CreditInvoice | KeepRetention | ReleaseRetention | WithholdTax


class DuplicateInvoiceError(DomainError):
    """An invoice of this number from this party is booked already."""


INVOICE_FACT: dict[Direction, type[InvoiceFact]] = {"purchase": InvoiceReceived, "sales": InvoiceIssued}


def decide(invoice: Invoice, command: Command) -> list[Event]:
    match command:
        case BookInvoice() if not invoice.booked:
            fact = INVOICE_FACT[command.direction].model_validate(command.fact)
            check_sum(fact.net, fact.tax, fact.gross)
            check_taxes(fact.taxes, fact.net, fact.tax)
            if command.direction == "purchase" and fact.phase == INTEREST_PHASE:
                raise InvalidFieldError("/phase", "late interest that we owe is booked already: taken against that")
            return [fact]
        case BringInvoiceForward(fact=brought) if not invoice.booked:
            return [brought]
        case CreditInvoice() if invoice.booked:
            return [_credited(invoice, command)]
        case KeepRetention() | ReleaseRetention() if invoice.booked:
            return [_retention(invoice, command)]
        case WithholdTax() if invoice.booked:
            return [_withheld(invoice, command)]
        case _:
            raise NotPossibleNowError("booked" if invoice.booked else "new", command)


def check_sum(net: Money, tax: Money, gross: Money) -> None:
    """Gross is net plus tax, above nothing, in one currency."""
    if not gross.is_positive:
        raise InvalidFieldError("/gross", "an invoice asks for more than nothing")
    if net.currency != gross.currency or tax.currency != gross.currency:
        raise InvalidFieldError("/gross/currency", "an invoice has one currency")
    if net + tax != gross:
        raise InvalidFieldError("/gross", "gross is net plus tax")


def check_taxes(taxes: Sequence[TaxShare], net: Money, tax: Money) -> None:
    """What is said by rate adds up to the invoice, each rate once; nothing need be said."""
    for at, one in enumerate(taxes):
        if {one.net.currency, one.tax.currency} != {net.currency}:
            raise InvalidFieldError(f"/taxes/{at}/net/currency", "an invoice has one currency")
        if one.rate in [each.rate for each in taxes[:at]]:
            raise InvalidFieldError(f"/taxes/{at}/rate", "a rate is named twice")
    sums = [Money.total([getattr(one, name) for one in taxes], net.currency) for name in ("net", "tax")]
    if taxes and sums != [net, tax]:
        raise InvalidFieldError("/taxes", "net and tax of all rates add up to those of the invoice")


def _credited(invoice: Invoice, command: CreditInvoice) -> InvoiceCredited:
    check_sum(command.net, command.tax, command.gross)
    if command.number in invoice.credits:
        raise DuplicateInvoiceError(number=command.number, pointer="/number")
    check_taxes(command.taxes, command.net, command.tax)
    _check_left(invoice.left, command.taxes)
    said = {
        "credit_id": command.credit_id,
        "direction": invoice.direction,
        "number": command.number,
        "confirmation": command.confirmation,
        "net": command.net,
        "tax": command.tax,
        "gross": command.gross,
        "effective_on": command.on,
        "taxes": command.taxes or _only_rate(invoice.left, command),
    }
    return InvoiceCredited.model_validate({**dict(invoice.head), **said})


def _check_left(left: Sequence[TaxShare], taxes: Sequence[TaxShare]) -> None:
    """Of no rate more is taken off than the invoice has left of it."""
    known = {one.rate: one for one in left}
    for at, one in enumerate(taxes if left else ()):
        if one.rate not in known:
            raise InvalidFieldError(f"/taxes/{at}/rate", "the invoice has no such rate")
        for name in ("net", "tax"):
            if getattr(one, name) > getattr(known[one.rate], name):
                raise InvalidFieldError(f"/taxes/{at}/{name}", "the invoice has less left of this rate")


def _only_rate(left: Sequence[TaxShare], command: CreditInvoice) -> tuple[TaxShare, ...]:
    """Of an invoice of one rate the note is of that rate too, as far as it can be."""
    fits = [one for one in left if command.net <= one.net and command.tax <= one.tax]
    if len(left) != 1 or not fits:
        return ()
    return (TaxShare(rate=left[0].rate, net=command.net, tax=command.tax),)


def _less(left: Sequence[TaxShare], taken: Sequence[TaxShare]) -> tuple[TaxShare, ...]:
    off = {one.rate: one for one in taken}
    return tuple(
        TaxShare(rate=one.rate, net=one.net - off[one.rate].net, tax=one.tax - off[one.rate].tax)
        if one.rate in off
        else one
        for one in left
    )


def _retention(invoice: Invoice, command: KeepRetention | ReleaseRetention) -> RetentionMoved:
    clause, phase = command.place
    said = {
        "retention_id": command.retention_id,
        "direction": invoice.direction,
        "clause": clause,
        "phase": phase,
        "amount": command.amount,
        "effective_on": command.on,
    }
    if isinstance(command, KeepRetention):
        return RetentionKept.model_validate({**dict(invoice.head), **said, "cap": command.cap})
    return RetentionReleased.model_validate({**dict(invoice.head), **said})


def _withheld(invoice: Invoice, command: WithholdTax) -> TaxWithheld:
    clause, phase = command.place
    said = {
        "withholding_id": command.withholding_id,
        "direction": invoice.direction,
        "what": command.what,
        "certificate": command.certificate,
        "clause": clause,
        "phase": phase,
        "amount": command.amount,
        "effective_on": command.on,
    }
    return TaxWithheld.model_validate({**dict(invoice.head), **said})


def evolve(invoice: Invoice, event: Event) -> Invoice:
    match event:
        case InvoiceFact():
            named = ("invoice_id", "contract_id", "counterparty_id", "owner_id")
            head = tuple((name, str(getattr(event, name))) for name in named)
            return Invoice(True, direction_of(event), head, left=event.taxes)
        case InvoiceCredited(number=number, taxes=taxes):
            return replace(invoice, credits=(*invoice.credits, number), left=_less(invoice.left, taxes))
        case _:
            return invoice


INVOICE = Aggregate("invoice", Invoice(), evolve, shape=3)
