"""Invoices: received from a supplier, issued to a customer."""

from datetime import date

from shared.eventstore.event import Event
from shared.values.money import Money


class InvoiceFact(Event):
    """What an invoice says. `gross` is net plus tax; `due_on` is when it is to be paid."""

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


class InvoiceReceived(InvoiceFact, name="invoice.received.v1"):
    """A supplier asks for money."""


class InvoiceIssued(InvoiceFact, name="invoice.issued.v1"):
    """We ask a customer for money."""
