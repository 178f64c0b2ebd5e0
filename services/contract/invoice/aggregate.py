"""An invoice decided and folded."""

from dataclasses import dataclass
from typing import Any

from services.contract.invoice.events import InvoiceFact, InvoiceIssued, InvoiceReceived
from services.contract.terms import Direction
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError


@dataclass(frozen=True, slots=True)
class Invoice:
    booked: bool = False


@dataclass(frozen=True, slots=True)
class BookInvoice:
    """`fact` are the fields of the event; the direction says whether it was received or issued."""

    direction: Direction
    fact: dict[str, Any]


class DuplicateInvoiceError(DomainError):
    """An invoice of this number from this party is booked already."""


INVOICE_FACT: dict[Direction, type[InvoiceFact]] = {"purchase": InvoiceReceived, "sales": InvoiceIssued}


def decide(invoice: Invoice, command: BookInvoice) -> list[Event]:
    if invoice.booked:
        raise NotPossibleNowError("booked", command)
    fact = INVOICE_FACT[command.direction].model_validate(command.fact)
    if not fact.gross.is_positive:
        raise InvalidFieldError("/gross", "an invoice asks for more than nothing")
    if fact.net.currency != fact.gross.currency or fact.tax.currency != fact.gross.currency:
        raise InvalidFieldError("/gross/currency", "an invoice has one currency")
    if fact.net + fact.tax != fact.gross:
        raise InvalidFieldError("/gross", "gross is net plus tax")
    return [fact]


def evolve(invoice: Invoice, event: Event) -> Invoice:
    return Invoice(booked=True) if isinstance(event, InvoiceFact) else invoice


INVOICE = Aggregate("invoice", Invoice(), evolve)
