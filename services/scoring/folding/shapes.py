"""What scoring reads of others' events: only these fields, decoded in batches of one type."""

from __future__ import annotations

from typing import Any

import msgspec


class Shape(msgspec.Struct, gc=False):
    """Fields of an event; everything else in it is ignored. Dates and amounts stay the text they are on the wire."""


class Money(Shape):
    amount: str
    currency: str


class CustomerRegistered(Shape):
    customer_id: str
    kind: str
    roles: list[str]
    effective_on: str
    name: str | None = None
    region: str | None = None
    industry: str | None = None
    owner_id: str | None = None
    stage: str | None = None
    source: str = ""


class Change(Shape):
    after: Any = None


class CustomerChanged(Shape):
    changes: dict[str, Change]


class CustomerMoved(Shape):
    """A stage or an owner after the change."""

    after: str | None


class CustomerRestored(Shape):
    stage: str


class CustomerMerged(Shape):
    survivor_id: str


class Nothing(Shape):
    """That it happened is all there is to know."""


class OfContact(Shape):
    customer_id: str
    role: str = ""


class ContractAgreed(Shape):
    contract_id: str
    counterparty_id: str
    direction: str
    number: str
    title: str
    owner_id: str
    amount: Money
    effective_on: str
    term_from: str | None = None
    term_to: str | None = None
    state: str = "signed"


class ContractAmended(Shape):
    contract_id: str
    title: str
    amount: Money
    effective_on: str
    term_from: str | None = None
    term_to: str | None = None


class Restated(Shape):
    title: str
    amount: Money
    term_from: str | None = None
    term_to: str | None = None


class AmendedElsewhere(Shape):
    contract_id: str
    amended_on: str | None = None
    restated: Restated | None = None


class ContractMoved(Shape):
    contract_id: str
    effective_on: str


class Booking(Shape):
    contract_id: str
    kind: str
    document: str
    amount: Money
    effective_on: str
    clause: str | None = None
    phase: str | None = None


class Adjustment(Booking):
    """What a later document changed of an earlier one's booking, on the invoice that it names."""

    invoice_id: str | None = None


class OrderLine(Shape):
    line: int
    quantity: str
    amount: Money
    product: str | None = None


class OrderPlaced(Shape):
    order_id: str
    contract_id: str
    counterparty_id: str
    direction: str
    lines: list[OrderLine]
    effective_on: str


class Invoice(Shape):
    invoice_id: str
    contract_id: str
    counterparty_id: str
    number: str
    gross: Money
    due_on: str
    effective_on: str


class PaymentMade(Shape):
    contract_id: str
    counterparty_id: str
    amount: Money
    effective_on: str
    invoice_id: str | None = None
    due_on: str | None = None


class PaymentBlocked(Shape):
    contract_id: str
    counterparty_id: str
    requested: Money
    effective_on: str


class PaymentReceived(Shape):
    contract_id: str
    counterparty_id: str
    amount: Money
    effective_on: str


class Allocation(Shape):
    invoice_id: str
    due_on: str
    amount: Money


class PaymentAllocated(Shape):
    contract_id: str
    counterparty_id: str
    allocations: list[Allocation]
    effective_on: str


class PaymentRefunded(Shape):
    contract_id: str
    counterparty_id: str
    direction: str
    amount: Money
    effective_on: str


class AssetTaken(Shape):
    """A provisional or a capitalised asset."""

    asset_id: str
    name: str
    class_code: str
    cost: Money
    effective_on: str
    contract_id: str | None = None
    supplier_id: str | None = None


class AssetDepreciated(Shape):
    asset_id: str
    book: str
    leading: bool
    period: str
    charge: Money
    accumulated: Money
    effective_on: str


class AssetTransferred(Shape):
    asset_id: str
    giver: str
    receiver: str
    cost: Money
    accumulated: Money
    effective_on: str


class MessageIntended(Shape):
    subject: str
    rule: str
    channel: str
    recipient: str
    about: str = ""


class MessageSent(Shape):
    """A message that a channel took, or that lies before its reader."""

    channel: str


class MessageHeldUp(Shape):
    """A message that was not sent, or not yet, and why."""

    reason: str


class MessageDecided(Shape):
    outcome: str
