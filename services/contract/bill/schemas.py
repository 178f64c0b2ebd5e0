from datetime import date
from typing import Annotated

from pydantic import Field

from services.contract.bill.events import Acceptor
from services.contract.bill.handlers import BillWish, EndorseWish
from services.contract.terms import ClauseName
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.money import Money, PositiveMoney
from shared.values.text import Name
from shared.web.schemas import Answer, Body


class BillBody(Body):
    """A bill of exchange that a customer pays with; `acceptor_name` is the bank or company that promised to pay."""

    number: Annotated[str, Field(pattern="^[0-9A-Za-z][0-9A-Za-z-]{0,63}$")]
    acceptor: Acceptor
    acceptor_name: Name
    amount: PositiveMoney
    issued_on: BusinessDate
    matures_on: BusinessDate
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> BillWish:
        said = {name: getattr(self, name) for name in BillBody.model_fields if name != "effective_on"}
        return BillWish(**said, on=self.effective_on or today)


class BillAllocation(Body):
    invoice_id: Id
    amount: PositiveMoney


class BillAllocationsBody(Body):
    allocations: Annotated[list[BillAllocation], Field(min_length=1, max_length=100)]
    effective_on: BusinessDate | None = None


class SplitBody(Body):
    """The amounts of the pieces, together that of the bill."""

    amounts: Annotated[list[PositiveMoney], Field(min_length=2, max_length=100)]
    effective_on: BusinessDate | None = None


class EndorsementBody(Body):
    """The purchase contract that the bill pays on, by clause and phase, and the invoice it settles."""

    contract_id: Id
    clause: ClauseName
    phase: ClauseName
    invoice_id: Id | None = None
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> EndorseWish:
        return EndorseWish(self.contract_id, self.clause, self.phase, self.invoice_id, self.effective_on or today)


class DiscountBody(Body):
    """`charges` are what the bank kept of the amount."""

    bank: Name
    charges: PositiveMoney | None = None
    effective_on: BusinessDate | None = None


class BillDayBody(Body):
    effective_on: BusinessDate | None = None


class BillMovedAnswer(Answer):
    bill_id: str
    state: str
    pieces: list[str]
    version: int


class CoveredAnswer(Answer):
    invoice_id: str
    amount: Money


class BillAnswer(Answer):
    """`root_id` is the bill that was taken, `of` the one that this was split from."""

    bill_id: str
    root_id: str
    of: str | None
    contract_id: str
    unit_id: str
    counterparty_id: str
    number: str
    acceptor: str
    acceptor_name: str
    amount: Money
    covers: list[CoveredAnswer]
    issued_on: date
    matures_on: date
    state: str
    endorsee_id: str | None
    payment_id: str | None
    bank: str | None
    version: int


class BillList(Answer):
    items: list[BillAnswer]


class ExposureAnswer(Answer):
    """What of a customer's bills is at risk: not honoured yet, whoever has them."""

    counterparty_id: str
    held: Money
    passed_on: Money


class ExposureList(Answer):
    items: list[ExposureAnswer]
