from datetime import date
from typing import Annotated

from pydantic import Field

from services.contract.payment.handlers import PaymentWish
from services.contract.terms import ClauseName
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.money import Money, PositiveMoney
from shared.values.text import Line
from shared.web.schemas import Answer, Body


class PaymentBody(Body):
    """A payment order under a clause and phase; the invoice where the clause asks for one."""

    clause: ClauseName
    phase: ClauseName
    amount: PositiveMoney
    invoice_id: Id | None = None
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> PaymentWish:
        return PaymentWish(self.clause, self.phase, self.amount, self.invoice_id, self.effective_on or today)


class ReceiptBody(Body):
    amount: PositiveMoney
    reference: Line = ""
    effective_on: BusinessDate | None = None


class AllocationBody(Body):
    invoice_id: Id
    amount: PositiveMoney


class AllocationsBody(Body):
    allocations: Annotated[list[AllocationBody], Field(min_length=1, max_length=200)]
    effective_on: BusinessDate | None = None


class PaymentBooked(Answer):
    payment_id: str
    state: str
    version: int


class PaymentAnswer(Answer):
    """`reason`, `limit` and `used` say why it was blocked, or how it went beyond the contract."""

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
