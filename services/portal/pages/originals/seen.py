"""What the form of an original needs of the contract service's answers."""

from datetime import date

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Credit(Seen):
    credit_id: str
    number: str
    confirmation: str | None
    tax: Money
    gross: Money
    effective_on: date


class InvoiceShown(Seen):
    invoice_id: str
    contract_id: str
    number: str
    tax: Money
    gross: Money
    effective_on: date
    credit_notes: list[Credit]
