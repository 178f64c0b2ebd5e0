"""Electronic invoices: the original file of a number, what its check said, and whether its tax is deducted."""

from datetime import date
from typing import Literal

from services.contract.terms import Direction
from shared.eventstore.event import Event
from shared.values.money import Money

Colour = Literal["blue", "red"]
"""A blue one asks for money; a red one (a red-letter invoice) takes something off a blue one."""
Category = Literal["special", "ordinary"]
"""Only the tax of special VAT invoices can be deducted."""
Form = Literal["ofd", "xml", "pdf"]
Finding = Literal["genuine", "unknown", "differs", "voided"]
"""What the tax authority's check says: it is what it says; there is no such number (yet); its figures are others; it
does not count any more.
"""
Deduction = Literal["open", "claimed", "not_deductible", "transferred_out"]
"""Whether the tax of an invoice received is deducted: not yet; in a period; never; claimed and given back."""


class EInvoiceFact(Event):
    """Which electronic invoice, of which contract."""

    einvoice_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str


class EInvoiceRecorded(EInvoiceFact, name="einvoice.recorded.v1"):
    """The original of an invoice or credit note is kept. A red one names the credit note, the blue number and the
    confirmation it was agreed under.
    """

    number: str
    direction: Direction
    colour: Colour
    category: Category
    invoice_id: str
    credit_id: str | None
    blue_number: str | None
    confirmation: str | None
    form: Form
    file_id: str
    file_hash: str
    tax: Money
    gross: Money
    issued_on: date
    effective_on: date


class EInvoiceVerified(EInvoiceFact, name="einvoice.verified.v1"):
    """Its number and figures were held against what the tax authority has."""

    finding: Finding
    effective_on: date


class EInvoiceDeductionChanged(EInvoiceFact, name="einvoice.deduction_changed.v1"):
    """Its tax is deducted otherwise than before. `tax` is what moves, `period` the month of the return; `because` names
    the red-letter invoice that gave it back.
    """

    before: Deduction
    after: Deduction
    tax: Money
    period: str | None
    because: str | None
    effective_on: date
