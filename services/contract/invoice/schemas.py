from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.contract.invoice.aggregate import CreditInvoice, WithholdTax
from services.contract.invoice.events import TaxShare, Withheld
from services.contract.invoice.handlers import InvoiceWish
from services.contract.terms import ClauseName
from shared.values.clock import BusinessDate
from shared.values.decimals import NonNegativeDecimal
from shared.values.ids import Id
from shared.values.money import Money, NonNegativeMoney, PositiveMoney
from shared.web.schemas import Answer, Body

InvoiceNumber = Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9/._-]{0,39}$")]


class TaxBody(Body):
    """Net and tax at a rate (0.13)."""

    rate: Annotated[NonNegativeDecimal, Field(le=Decimal(1))]
    net: NonNegativeMoney
    tax: NonNegativeMoney

    def share(self) -> TaxShare:
        return TaxShare(rate=self.rate, net=self.net, tax=self.tax)


class InvoiceBody(Body):
    """`gross` is net plus tax; `taxes` say both by rate, and add up to them. Without `due_on` the contract's plan says
    when it is due.
    """

    number: InvoiceNumber
    order_id: Id | None = None
    clause: ClauseName
    phase: ClauseName
    net: NonNegativeMoney
    tax: NonNegativeMoney
    gross: PositiveMoney
    taxes: Annotated[list[TaxBody], Field(max_length=20)] = Field(default_factory=list)
    due_on: BusinessDate | None = None
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> InvoiceWish:
        return InvoiceWish(
            number=self.number,
            order_id=self.order_id,
            clause=self.clause,
            phase=self.phase,
            net=self.net,
            tax=self.tax,
            gross=self.gross,
            due_on=self.due_on,
            on=self.effective_on or today,
            taxes=tuple(one.share() for one in self.taxes),
        )


class InvoiceBooked(Answer):
    invoice_id: str
    version: int


class InvoiceAnswer(Answer):
    """`taxes` say net and tax by rate, where that was said. Of one that was brought forward without them the tax is not
    known (`tax_known`), and `net` is all of it.
    """

    invoice_id: str
    contract_id: str
    unit_id: str
    order_id: str | None
    counterparty_id: str
    direction: str
    number: str
    net: Money
    tax: Money
    gross: Money
    tax_known: bool
    taxes: list[TaxShare]
    settled: Money
    credited: Money
    retained: Money
    clause: str
    phase: str
    due_on: date
    effective_on: date
    version: int


class CreditBody(Body):
    """A credit note: `gross` is net plus tax. `confirmation` is the number a red-letter invoice was agreed under.
    `taxes` say both by rate: that of the invoice where it has one alone.
    """

    number: InvoiceNumber
    confirmation: InvoiceNumber | None = None
    net: NonNegativeMoney
    tax: NonNegativeMoney
    gross: PositiveMoney
    taxes: Annotated[list[TaxBody], Field(max_length=20)] = Field(default_factory=list)
    effective_on: BusinessDate | None = None

    def command(self, credit_id: str, today: date) -> CreditInvoice:
        return CreditInvoice(
            credit_id,
            self.number,
            self.confirmation,
            self.net,
            self.tax,
            self.gross,
            self.effective_on or today,
            tuple(one.share() for one in self.taxes),
        )


class RetentionBody(Body):
    """What is kept back; under a clause and phase of the plan that keep retention money, else the invoice's own."""

    amount: PositiveMoney
    clause: ClauseName | None = None
    phase: ClauseName | None = None
    effective_on: BusinessDate | None = None


class ReleaseBody(Body):
    amount: PositiveMoney
    effective_on: BusinessDate | None = None


class WithholdingBody(Body):
    """Tax of the invoice that its payer keeps and pays to the tax office; `certificate` is the number of its proof."""

    what: Withheld
    certificate: InvoiceNumber | None = None
    amount: PositiveMoney
    effective_on: BusinessDate | None = None

    def command(self, withholding_id: str, today: date) -> WithholdTax:
        return WithholdTax(withholding_id, self.what, self.certificate, self.amount, self.effective_on or today)


class CreditBooked(InvoiceBooked):
    credit_id: str


class CreditAnswer(Answer):
    credit_id: str
    invoice_id: str
    contract_id: str
    number: str
    confirmation: str | None
    net: Money
    tax: Money
    gross: Money
    taxes: list[TaxShare]
    effective_on: date


class InvoiceShown(InvoiceAnswer):
    credit_notes: list[CreditAnswer]


class InvoiceList(Answer):
    items: list[InvoiceAnswer]
