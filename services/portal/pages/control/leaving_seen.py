"""What the pages of small suppliers, stamp duty and ports need of the contract service's answers."""

from datetime import date, datetime
from decimal import Decimal

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class SupplierDue(Seen):
    """What we owe a supplier whom the law protects."""

    obligation_id: str
    contract_id: str
    counterparty_id: str
    clause: str
    phase: str
    due_on: date
    amount: Money
    state: str
    size: str


class SupplierDues(Seen):
    items: list[SupplierDue]


class LateItem(Seen):
    """An invoice, or a planned payment that none asks for, with the interest that it bears."""

    kind: str
    item_id: str
    clause: str
    phase: str
    due_on: date
    amount: Money
    open: Money
    days: int
    rate: Decimal
    interest: Money


class InterestInvoice(Seen):
    """What a supplier asked for of it, held against what was booked as owed and asked for by no earlier invoice."""

    invoice_id: str
    contract_id: str
    counterparty_id: str
    clause: str
    number: str
    net: Money
    tax: Money
    gross: Money
    owed: Money
    covered: Money
    difference: Money
    effective_on: date

    @property
    def beyond(self) -> Decimal:
        """By how much it asks for more than is owed; below nothing: for less."""
        return Decimal(self.difference.amount)


class InterestInvoices(Seen):
    items: list[InterestInvoice]


class LateInterest(Seen):
    contract_id: str
    as_of: date
    small_supplier: bool
    least_rate: Decimal | None
    items: list[LateItem]
    interest: Money
    booked: Money
    invoiced: Money
    invoices: list[InterestInvoice]

    @property
    def unbooked(self) -> Decimal:
        """What it comes to beyond what stands in the books."""
        return Decimal(self.interest.amount) - Decimal(self.booked.amount)


class DutyTotal(Seen):
    """What a legal entity owes of a quarter under an item of the law."""

    legal_entity_id: str | None
    legal_entity: str | None
    tax_number: str | None
    item: str
    contracts: int
    foreign: int
    unrated: int
    base: Money
    duty: Money


class DutyWhole(Seen):
    """All of it; `unrated` contracts are not counted, for want of a rate of their day."""

    unrated: int
    base: Money
    duty: Money


class DutyTotals(Seen):
    items: list[DutyTotal]
    whole: DutyWhole


class DutyLine(Seen):
    contract_id: str
    number: str
    counterparty_id: str
    item: str
    cause: str
    base: Money
    rate: Decimal
    duty: Money
    counted_duty: Money | None
    exchange_rate: Decimal | None
    exchange_on: date | None
    exchange_source: str | None
    effective_on: date


class DutyLines(Seen):
    items: list[DutyLine]


class DeferredDuty(Seen):
    contract_id: str
    number: str
    counterparty_id: str
    item: str
    currency: str
    effective_on: date


class DeferredDuties(Seen):
    items: list[DeferredDuty]


class PortMessage(Seen):
    """A document that left, or is about to."""

    message_id: str
    contract_id: str
    port: str
    document: str
    round: int
    state: str
    attempts: int
    asked: int
    foreign_number: str | None
    reason: str | None
    learned_by: str | None
    due_at: datetime | None
    version: int


class PortMessages(Seen):
    items: list[PortMessage]


class IssuedInvoice(Seen):
    invoice_id: str
    contract_id: str
    direction: str
    number: str
    gross: Money
    effective_on: date


class IssuedInvoices(Seen):
    items: list[IssuedInvoice]
