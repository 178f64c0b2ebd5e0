"""Invoices: received from a supplier, issued to a customer; what credit notes take off and what is kept back."""

from datetime import date
from typing import Literal

from services.contract.terms import Direction, Frozen
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString
from shared.values.money import Money


class TaxShare(Frozen):
    """What of an invoice bears a rate: `net` and the `tax` on it."""

    rate: DecimalString
    net: Money
    tax: Money


class InvoiceFact(Event):
    """What an invoice says. `gross` is net plus tax; `due_on` is when it is to be paid. `taxes` are its net and tax by
    rate, where that was said.
    """

    invoice_id: str
    contract_id: str
    order_id: str | None
    counterparty_id: str
    owner_id: str
    number: str
    net: Money
    tax: Money
    gross: Money
    clause: str
    phase: str
    due_on: date
    effective_on: date
    taxes: tuple[TaxShare, ...] = ()


class InvoiceReceived(InvoiceFact, name="invoice.received.v1"):
    """A supplier asks for money."""


class InvoiceIssued(InvoiceFact, name="invoice.issued.v1"):
    """We ask a customer for money."""


class InvoiceBroughtForward(InvoiceFact, name="invoice.brought_forward.v1"):
    """What had been invoiced under a clause and phase before the contract was taken over, in one. Without `taxes` the
    tax in it is not known: `net` is then all of it.
    """

    direction: Direction


def direction_of(fact: InvoiceFact) -> Direction:
    """Whether we ask for the money or are asked."""
    if isinstance(fact, InvoiceBroughtForward):
        return fact.direction
    return "sales" if isinstance(fact, InvoiceIssued) else "purchase"


class InvoiceCredited(Event, name="invoice.credited.v1"):
    """A credit note takes something off. `confirmation` is the number under which a red-letter invoice was agreed;
    `taxes` are its net and tax by rate, where they are known.
    """

    invoice_id: str
    credit_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    direction: Direction
    number: str
    confirmation: str | None
    net: Money
    tax: Money
    gross: Money
    effective_on: date
    taxes: tuple[TaxShare, ...] = ()


Withheld = Literal["income_tax", "value_added_tax", "other"]
"""What a payer keeps of an invoice and pays to the tax office in the other's name."""


class TaxWithheld(Event, name="invoice.tax_withheld.v1"):
    """Tax that was withheld settles a part of the invoice; `certificate` proves that it was paid."""

    invoice_id: str
    withholding_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    direction: Direction
    what: Withheld
    certificate: str | None
    clause: str
    phase: str
    amount: Money
    effective_on: date


class RetentionMoved(Event):
    """Retention money of an invoice, under the clause and phase where the contract agrees on it."""

    invoice_id: str
    retention_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    direction: Direction
    clause: str
    phase: str
    amount: Money
    effective_on: date


class RetentionKept(RetentionMoved, name="invoice.retained.v1"):
    """A part of the invoice is not paid before it is released. `cap` is the share of the price it stays within."""

    cap: DecimalString | None


class RetentionReleased(RetentionMoved, name="invoice.released.v1"):
    """What was kept back may be paid."""
