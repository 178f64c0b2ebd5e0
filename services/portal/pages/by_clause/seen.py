"""What the pages of performance need of the contract service's answers."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field

from services.portal.pages.contracts.seen import Balance
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class After(Seen):
    """So many days after something has happened."""

    event: str
    days: int


class PlanLine(Seen):
    clause: str
    phase: str
    debtor: str
    after: After | None = None
    conditions: list[str]
    instrument: str
    secured: bool


class Item(Seen):
    description: str
    quantity: Decimal
    unit: str
    gross: Money
    tax_rate: Decimal
    product_code: str | None


class Contract(Seen):
    contract_id: str
    unit_id: str
    direction: str
    title: str
    number: str
    state: str
    amount: Money
    text_hash: str | None
    amends: str | None
    renewal: dict[str, Any] | None = None
    notice_by: date | None
    ended_on: date | None
    shelf: str | None
    keep_until: date | None
    lines: list[Item]
    plan: list[PlanLine]
    version: int

    @property
    def awaiting_customer(self) -> list[PlanLine]:
        """Payments that fall due once a customer of ours has paid."""
        return [one for one in self.plan if one.after is not None and one.after.event == "customer_payment"]


class Limit(Seen):
    clause: str
    phase: str
    limit: Money
    instrument: str
    secured: bool


class Sums(Seen):
    """The ledger: what the contract allows, and what was booked of it."""

    direction: str
    payment_control: str
    total: Money
    open_ended: bool
    limits: list[Limit]
    balances: list[Balance]


class Thing(Seen):
    """What is handed over."""

    description: str
    quantity: Decimal | None
    unit: str


class Owed(Seen):
    """Money that is owed, or a thing, of which so much is done."""

    obligation_id: str
    contract_id: str
    counterparty_id: str
    clause: str
    phase: str
    debtor: str
    due_on: date | None
    amount: Money
    thing: Thing | None
    done: Decimal
    state: str

    @property
    def left(self) -> Decimal | None:
        """How much of a thing is owed still, where it is counted."""
        counted = self.thing.quantity if self.thing else None
        return None if counted is None else max(counted - self.done, Decimal(0))


class Obligations(Seen):
    items: list[Owed]


class OrderLine(Seen):
    line: int
    description: str
    quantity: Decimal
    unit_price: Decimal


class Order(Seen):
    order_id: str
    amount: Money
    accepted: Money
    lines: list[OrderLine]
    clause: str | None = None
    phase: str | None = None
    state: str
    effective_on: date


class Orders(Seen):
    items: list[Order]


class Arrived(Seen):
    line: int
    quantity: Decimal


class Delivery(Seen):
    delivery_id: str
    delivered_on: date
    lines: list[Arrived]
    acceptance_id: str | None
    accepted_on: date | None
    accepted: Money | None
    clause: str | None
    phase: str | None


class OrderShown(Order):
    deliveries: list[Delivery]


class TaxShare(Seen):
    """What of an invoice bears a rate."""

    rate: Decimal
    net: Money
    tax: Money


class Invoice(Seen):
    invoice_id: str
    contract_id: str
    order_id: str | None
    number: str
    net: Money
    tax: Money
    gross: Money
    tax_known: bool = True
    taxes: list[TaxShare] = Field(default_factory=list)
    settled: Money
    credited: Money
    retained: Money
    clause: str
    phase: str
    due_on: date
    effective_on: date

    @property
    def open(self) -> Decimal:
        """What may still be paid of it: less what was settled, taken off and kept back."""
        taken = (self.settled, self.credited, self.retained)
        return Decimal(self.gross.amount) - sum((Decimal(one.amount) for one in taken), Decimal(0))


class Invoices(Seen):
    items: list[Invoice]


class PaymentPart(Seen):
    clause: str
    phase: str
    amount: Money
    invoice_id: str | None


class Payment(Seen):
    payment_id: str
    contract_id: str
    counterparty_id: str
    way: str
    state: str
    clause: str | None
    phase: str | None
    amount: Money
    allocated: Money
    refunded: Money
    charges: Money | None
    parts: list[PaymentPart]
    of: str | None
    waiver_id: str | None
    invoice_id: str | None
    reason: str | None
    limit: Money | None
    used: Money | None
    reference: str
    effective_on: date

    @property
    def left(self) -> Decimal:
        """What of a receipt or an advance settles nothing yet, and was not given back."""
        return Decimal(self.amount.amount) - Decimal(self.allocated.amount) - Decimal(self.refunded.amount)


class Payments(Seen):
    items: list[Payment]


class Guarantee(Seen):
    guarantee_id: str
    purpose: str
    given_by: str
    issuer: str
    number: str
    amount: Money
    left: Money
    valid_from: date
    expires_on: date
    state: str


class Guarantees(Seen):
    items: list[Guarantee]


class Waiver(Seen):
    waiver_id: str
    contract_id: str
    payment_id: str
    approval_id: str
    state: str
    clause: str
    phase: str
    rules: list[str]
    limit: Money
    used: Money
    amount: Money
    expires_on: date


class Waivers(Seen):
    items: list[Waiver]


class WaiverShown(Waiver):
    reason: str


class Covered(Seen):
    invoice_id: str
    amount: Money


class Bill(Seen):
    """An acceptance draft that a customer pays with; `of` is the one that it was split from."""

    bill_id: str
    of: str | None
    contract_id: str
    counterparty_id: str
    number: str
    acceptor: str
    acceptor_name: str
    amount: Money
    covers: list[Covered]
    issued_on: date
    matures_on: date
    state: str
    bank: str | None

    @property
    def left(self) -> Decimal:
        """What of it covers no invoice yet."""
        return Decimal(self.amount.amount) - sum((Decimal(one.amount.amount) for one in self.covers), Decimal(0))


class Bills(Seen):
    items: list[Bill]


class EInvoice(Seen):
    """The original of an invoice, or of one of its credit notes; `finding` is none before its check."""

    einvoice_id: str
    contract_id: str
    counterparty_id: str
    number: str
    direction: str
    colour: str
    category: str
    invoice_id: str
    credit_id: str | None
    blue_number: str | None
    confirmation: str | None
    form: str
    file_id: str
    tax: Money
    gross: Money
    given_back: Money
    issued_on: date
    finding: str | None
    deduction: str
    period: str | None


class EInvoices(Seen):
    items: list[EInvoice]
