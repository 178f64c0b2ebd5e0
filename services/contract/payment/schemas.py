from datetime import date
from typing import Annotated

from pydantic import Field

from services.contract.payment.events import PaymentPart
from services.contract.payment.handlers import PaymentWish, ReceiptWish
from services.contract.payment.returning import OffsetWish, RefundWish
from services.contract.terms import ClauseName
from shared.values.clock import BusinessDate
from shared.values.errors import InvalidFieldError
from shared.values.ids import Id
from shared.values.money import Money, PositiveMoney
from shared.values.text import Reason, Reference
from shared.web.schemas import Answer, Body


class PartBody(Body):
    """What of a payment goes under a clause and phase, and to which invoice."""

    clause: ClauseName
    phase: ClauseName
    amount: PositiveMoney
    invoice_id: Id | None = None

    def part(self) -> PaymentPart:
        return PaymentPart(clause=self.clause, phase=self.phase, amount=self.amount, invoice_id=self.invoice_id)


class PaymentBody(PartBody):
    """A payment order under a clause and phase; the invoice where the clause asks for one. `more` are what else the
    same payment pays; `charges` what the bank takes besides.
    """

    more: Annotated[list[PartBody], Field(max_length=199)] = Field(default_factory=list)
    charges: PositiveMoney | None = None
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> PaymentWish:
        parts = (self.part(), *(one.part() for one in self.more))
        return PaymentWish(parts, self.charges, self.effective_on or today)


class ReceiptBody(Body):
    """Money that came in; under a clause and phase of the plan where it is an advance or earnest money. `charges` are
    what the bank kept of `amount`.
    """

    amount: PositiveMoney
    reference: Reference = ""
    clause: ClauseName | None = None
    phase: ClauseName | None = None
    charges: PositiveMoney | None = None
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> ReceiptWish:
        on = self.effective_on or today
        return ReceiptWish(self.amount, self.reference, self.clause, self.phase, self.charges, on)


class PassingOnBody(Body):
    """The receipt of a customer that payments waited for: all of the contract, or those of one clause and phase."""

    receipt_id: Id
    clause: ClauseName | None = None
    phase: ClauseName | None = None

    def place(self) -> tuple[str, str] | None:
        if self.clause is None and self.phase is None:
            return None
        if self.clause is None or self.phase is None:
            raise InvalidFieldError("/phase" if self.clause else "/clause", "clause and phase are named together")
        return self.clause, self.phase


class PassedOn(Answer):
    """How many payments have their day now."""

    dated: int


class RefundBody(Body):
    """Money back of a payment or receipt; invoice, clause and phase where it has several parts. On a sales contract an
    invoice says that it was overpaid.
    """

    amount: PositiveMoney
    invoice_id: Id | None = None
    clause: ClauseName | None = None
    phase: ClauseName | None = None
    reference: Reference = ""
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> RefundWish:
        on = self.effective_on or today
        return RefundWish(self.amount, self.invoice_id, self.clause, self.phase, self.reference, on)


class AllocationBody(Body):
    invoice_id: Id
    amount: PositiveMoney


class AllocationsBody(Body):
    allocations: Annotated[list[AllocationBody], Field(min_length=1, max_length=200)]
    effective_on: BusinessDate | None = None


class OffsetBody(AllocationsBody):
    """Which invoices an advance settles; clause and phase where the payment has several parts."""

    clause: ClauseName | None = None
    phase: ClauseName | None = None

    def wish(self, today: date) -> OffsetWish:
        parts = tuple((part.invoice_id, part.amount) for part in self.allocations)
        return OffsetWish(parts, self.clause, self.phase, self.effective_on or today)


class WaiverBody(Body):
    """Why the payment should be let pass, and until which day the waiver serves."""

    reason: Reason
    expires_on: BusinessDate


class ReleaseBody(Body):
    effective_on: BusinessDate | None = None


class PaymentHeldAnswer(Answer):
    payment_id: str
    state: str
    waiver_id: str
    approval_id: str
    version: int


class PaymentBooked(Answer):
    payment_id: str
    state: str
    version: int


class PaymentAnswer(Answer):
    """`reason`, `limit` and `used` say why it was blocked, or how it went beyond the contract. `allocated` is what of a
    receipt or an advance settled invoices, `refunded` what of it went back; a refund names what it gives back in `of`.
    """

    payment_id: str
    contract_id: str
    unit_id: str
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
    source: str
    source_id: str
    effective_on: date
    version: int


class PaymentList(Answer):
    items: list[PaymentAnswer]
