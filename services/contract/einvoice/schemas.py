from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.contract.accounts.events import Period
from services.contract.einvoice.aggregate import ChangeDeduction, VerifyEInvoice
from services.contract.einvoice.events import Category, Deduction, Finding
from services.contract.einvoice.handlers import EInvoiceWish
from services.contract.invoice.schemas import InvoiceNumber
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.money import Money, NonNegativeMoney, PositiveMoney
from shared.web.schemas import Answer, Body

ENumber = Annotated[str, Field(pattern="^[0-9]{20}$", examples=["26322000000012345678"])]


class EInvoiceBody(Body):
    """The original of an invoice; with `credit_id` the red-letter invoice of that credit note, which names the blue
    number and, where the credit note does not, the confirmation. `tax` and `gross` are what the original says.
    """

    number: ENumber
    category: Category = "special"
    credit_id: Id | None = None
    blue_number: ENumber | None = None
    confirmation: InvoiceNumber | None = None
    file_id: Id
    tax: NonNegativeMoney
    gross: PositiveMoney
    issued_on: BusinessDate
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> EInvoiceWish:
        said = self.model_dump(exclude={"effective_on", "tax", "gross"})
        return EInvoiceWish(**said, tax=self.tax, gross=self.gross, on=self.effective_on or today)


class VerificationBody(Body):
    """What the tax authority's check says of number and figures."""

    finding: Finding
    effective_on: BusinessDate | None = None

    def command(self, today: date) -> VerifyEInvoice:
        return VerifyEInvoice(self.finding, self.effective_on or today)


class DeductionBody(Body):
    """Claimed in a month, taken back out of it, given back (`tax` where only a part is), or not deductible."""

    deduction: Deduction
    period: Period | None = None
    tax: PositiveMoney | None = None
    effective_on: BusinessDate | None = None

    def command(self, today: date) -> ChangeDeduction:
        return ChangeDeduction(self.deduction, self.period, self.effective_on or today, self.tax)


class EInvoiceKept(Answer):
    einvoice_id: str
    state: str
    deduction: str
    version: int


class EInvoiceAnswer(Answer):
    """`finding` is null before its check. `period` is the month in which the tax was claimed."""

    einvoice_id: str
    contract_id: str
    unit_id: str
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
    version: int


class EInvoiceList(Answer):
    items: list[EInvoiceAnswer]


Checked = Literal["unverified", "genuine", "unknown", "differs", "voided"]
