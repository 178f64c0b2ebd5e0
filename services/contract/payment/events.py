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


class PaymentPart(Frozen):
    """What of one payment goes under which clause and phase, and to which invoice."""

    clause: str
    phase: str
    amount: Money
    invoice_id: str | None


class Excess(Frozen):
    """How a payment that was a fact already went beyond what the contract allows."""

    reason: str
    clause: str
    phase: str
    limit: Money
    used: Money


class PaymentRequested(Event, name="payment.requested.v1"):
    """Somebody wants money to move under a clause. A payment over several invoices has `parts`, whose sum is `amount`;
    clause and phase are then those of the first.
    """

    payment_id: str
    contract_id: str
    counterparty_id: str
    clause: str
    phase: str
    amount: Money
    invoice_id: str | None
    effective_on: date
    parts: tuple[PaymentPart, ...] = ()
    charges: Money | None = None


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
    """Money went out. `excess` is set only where control reports instead of refusing, `waiver_id` where an approved
    waiver let it pass. `charges` are what the bank took besides.
    """

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
    parts: tuple[PaymentPart, ...] = ()
    charges: Money | None = None
    waiver_id: str | None = None


class PaymentReceived(Event, name="payment.received.v1"):
    """Money came in, earnest money or an advance under the clause and phase that agree on it. `charges` are what the
    bank kept of `amount`.
    """

    payment_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    amount: Money
    reference: str
    source: str
    source_id: str
    effective_on: date
    clause: str | None = None
    phase: str | None = None
    charges: Money | None = None


class PaymentBroughtForward(Event, name="payment.brought_forward.v1"):
    """What had been paid under a clause and phase before the contract was taken over, in one; `settled` of it went to
    what had been invoiced there.
    """

    payment_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    direction: Direction
    clause: str
    phase: str
    amount: Money
    settled: Money
    effective_on: date


class PaymentAllocated(Event, name="payment.allocated.v1"):
    """Money that came in settles invoices."""

    payment_id: str
    contract_id: str
    counterparty_id: str
    allocations: tuple[Allocation, ...]
    effective_on: date


class PaymentHeld(Event, name="payment.held.v1"):
    """A waiver was asked for; the payment waits for it."""

    payment_id: str
    contract_id: str
    counterparty_id: str
    waiver_id: str
    effective_on: date


class PaymentReleased(Event, name="payment.released.v1"):
    """An approved waiver lets the payment pass; it is made at once."""

    payment_id: str
    contract_id: str
    counterparty_id: str
    waiver_id: str
    clause: str
    phase: str
    amount: Money
    effective_on: date


class PaymentOffset(Event, name="payment.offset.v1"):
    """What was paid in advance settles invoices; no money moves."""

    payment_id: str
    contract_id: str
    counterparty_id: str
    clause: str
    phase: str
    allocations: tuple[Allocation, ...]
    effective_on: date


class PaymentRefunded(Event, name="payment.refunded.v1"):
    """Money of the payment or receipt `of` went back; `direction` is the contract's."""

    payment_id: str
    of: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    direction: Direction
    clause: str | None
    phase: str | None
    invoice_id: str | None
    amount: Money
    reference: str
    source: str
    source_id: str
    effective_on: date
