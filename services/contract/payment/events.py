"""Money: asked for and paid to suppliers; received from customers and allocated to what they owed."""

from datetime import date

from services.contract.terms import Direction, Frozen
from shared.eventstore.event import Event
from shared.values.money import Money


class Allocation(Frozen):
    """A part of a receipt that settles an invoice; `due_on` is the invoice's."""

    invoice_id: str
    due_on: date
    amount: Money


class Excess(Frozen):
    """How a payment that was a fact already went beyond what the contract allows."""

    reason: str
    clause: str
    phase: str
    limit: Money
    used: Money


class PaymentRequested(Event, name="payment.requested.v1"):
    """Somebody wants money to move under a clause."""

    payment_id: str
    contract_id: str
    counterparty_id: str
    clause: str
    phase: str
    amount: Money
    invoice_id: str | None
    effective_on: date


class PaymentBlocked(Event, name="payment.blocked.v1"):
    """Payment control said no: `reason` under `clause`, `limit` allowed, `used` already, `requested` now."""

    payment_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    clause: str
    phase: str
    reason: str
    limit: Money
    used: Money
    requested: Money
    effective_on: date


class PaymentMade(Event, name="payment.made.v1"):
    """Money went out. `excess` is set only where control reports instead of refusing."""

    payment_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    direction: Direction
    clause: str
    phase: str
    amount: Money
    invoice_id: str | None
    due_on: date | None
    excess: Excess | None
    source: str
    source_id: str
    effective_on: date


class PaymentReceived(Event, name="payment.received.v1"):
    """Money came in."""

    payment_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    amount: Money
    reference: str
    source: str
    source_id: str
    effective_on: date


class PaymentAllocated(Event, name="payment.allocated.v1"):
    """Money that came in settles invoices."""

    payment_id: str
    contract_id: str
    counterparty_id: str
    allocations: tuple[Allocation, ...]
    effective_on: date
