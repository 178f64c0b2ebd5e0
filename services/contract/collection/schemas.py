from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.contract.ageing.scheme import Pause
from services.contract.arrears.events import Channel, DisputeOutcome
from services.contract.collection.handlers import InterestWish
from services.contract.invoice.schemas import InvoiceNumber
from services.contract.terms import ClauseName
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString, NonNegativeDecimal
from shared.values.ids import Id
from shared.values.money import Money, NonNegativeMoney, PositiveMoney
from shared.values.text import Name
from shared.web.schemas import Answer, Body

Reason = Annotated[str, Field(min_length=1, max_length=2000)]
Share = Annotated[NonNegativeDecimal, Field(le=Decimal(1))]


class DemandBody(Body):
    """How the counterparty was asked to pay; what leaves a proof begins the limitation period anew."""

    channel: Channel
    effective_on: BusinessDate | None = None


class PromiseBody(Body):
    amount: PositiveMoney
    pay_by: BusinessDate
    effective_on: BusinessDate | None = None


class DisputeBody(Body):
    """An objection to one invoice, or without one to all that is owed under the contract."""

    invoice_id: Id | None = None
    reason: Reason
    effective_on: BusinessDate | None = None


class ResolutionBody(Body):
    outcome: DisputeOutcome
    effective_on: BusinessDate | None = None


class PauseBody(Body):
    """The days from `from_on` up to the one before `until_on` do not count."""

    invoice_id: Id | None = None
    from_on: BusinessDate
    until_on: BusinessDate

    def pause(self) -> Pause:
        return Pause(self.from_on, self.until_on, self.invoice_id)


class InterestTermsBody(Body):
    """A year's share that late payment bears from a day on, under one clause or under all; null is none."""

    clause: ClauseName | None = None
    rate: Share | None
    from_on: BusinessDate


class InterestBody(Body):
    """Interest on an invoice for the days up to `until` that were not charged before, as an invoice of this number."""

    invoice_id: Id
    number: InvoiceNumber
    tax_rate: Share = Decimal(0)
    until: BusinessDate | None = None
    due_on: BusinessDate | None = None

    def wish(self, today: date) -> InterestWish:
        until = self.until or today
        return InterestWish(self.invoice_id, self.number, self.tax_rate, until, self.due_on or today)


class WriteOffBody(Body):
    invoice_id: Id
    amount: PositiveMoney
    reason: Reason


class RestorationBody(Body):
    """What of a written-off invoice is on the books again; `document` names why."""

    invoice_id: Id
    amount: PositiveMoney
    document: Name
    effective_on: BusinessDate | None = None


class ValuationBody(Body):
    """As of which day the expected loss is booked."""

    as_of: BusinessDate | None = None


class ConfirmationBody(Body):
    """What the counterparty shall confirm as of a day; without `balance` what is open then by our books."""

    as_of: BusinessDate | None = None
    balance: NonNegativeMoney | None = None
    answer_by: BusinessDate | None = None

    def until(self, today: date) -> date:
        return self.answer_by or today + timedelta(days=30)


class ConfirmationAnswerBody(Body):
    """What the counterparty says it owes; `file_id` is its sealed reply, an upload of `POST /v1/files`."""

    balance: NonNegativeMoney
    file_id: Id | None = None
    effective_on: BusinessDate | None = None


class ArrearsMoved(Answer):
    """`made` is the id of what was made: a promise, a dispute, a pause, interest, a write-off, a confirmation."""

    contract_id: str
    made: str | None = None
    approval_id: str | None = None
    version: int


class OwedItem(Answer):
    """`days` past due, less grace and the days that do not count; not above 0 where it is not late."""

    kind: str
    item_id: str
    clause: str
    phase: str
    due_on: date
    days: int
    bucket: str
    open: Money
    written_off: Money


class PauseAnswer(Answer):
    pause_id: str
    kind: str
    invoice_id: str | None
    from_on: date
    until_on: date | None
    outcome: str | None
    reason: str | None


class PromiseAnswer(Answer):
    promise_id: str
    amount: Money
    promised_on: date
    pay_by: date
    outcome: str | None
    paid: Money | None


class DemandAnswer(Answer):
    channel: str
    provable: bool
    amount: Money
    effective_on: date


class InterestAnswer(Answer):
    interest_id: str
    invoice_id: str
    since: date
    until: date
    days: int
    interest: Money


class InterestTerms(Answer):
    clause: str | None
    rate: DecimalString | None
    from_on: date


class WriteOffAnswer(Answer):
    write_off_id: str
    invoice_id: str
    approval_id: str
    amount: Money
    state: str
    reason: str | None


class ConfirmationAnswer(Answer):
    confirmation_id: str
    as_of: date
    balance: Money
    answer_by: date
    state: str
    answered: Money | None
    file_id: str | None


class ArrearsAnswer(Answer):
    """The collection file of a contract: what is owed and since when, and all that was done about it."""

    contract_id: str
    counterparty_id: str
    level: int
    days_past_due: int
    open: Money
    overdue: Money
    provision: Money
    oldest_due_on: date | None
    limitation_on: date | None
    items: list[OwedItem]
    demands: list[DemandAnswer]
    promises: list[PromiseAnswer]
    pauses: list[PauseAnswer]
    terms: list[InterestTerms]
    interest: list[InterestAnswer]
    write_offs: list[WriteOffAnswer]
    confirmations: list[ConfirmationAnswer]
    version: int


class InArrears(Answer):
    """A contract in arrears as it stood when its level last changed."""

    contract_id: str
    unit_id: str
    counterparty_id: str
    level: int
    days_past_due: int
    overdue: Money
    oldest_due_on: date | None
    limitation_on: date | None
    since_on: date


class ArrearsList(Answer):
    items: list[InArrears]
