from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.contract.direct_debit.events import Failure
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.money import Money, PositiveMoney
from shared.values.text import Code
from shared.web.schemas import Answer, Body

State = Literal["tried", "succeeded", "failed"]
Month = Annotated[str, Field(pattern="^[0-9]{4}-(0[1-9]|1[0-2])$", examples=["2026-03"])]


class DebitBody(Body):
    """Of which invoice, and under which authorisation of the customer; all that is open and that no bank is asked for
    yet, unless `amount` says less.
    """

    invoice_id: Id
    mandate: Code
    amount: PositiveMoney | None = None
    effective_on: BusinessDate | None = None


class CollectedBody(Body):
    """The day on which the bank had it."""

    effective_on: BusinessDate | None = None


class FailedBody(Body):
    """Why the bank collected nothing; `bank_code` is what it calls that."""

    reason: Failure
    bank_code: Code | None = None
    effective_on: BusinessDate | None = None


class DebitMoved(Answer):
    """`payment_id` is the receipt of what was collected."""

    debit_id: str
    state: State
    payment_id: str | None
    version: int


class DebitAnswer(Answer):
    debit_id: str
    contract_id: str
    unit_id: str
    counterparty_id: str
    owner_id: str
    invoice_id: str
    amount: Money
    mandate: str
    attempt: int
    state: State
    reason: Failure | None
    bank_code: str | None
    payment_id: str | None
    tried_on: date
    answered_on: date | None
    version: int


class DebitList(Answer):
    items: list[DebitAnswer]


class DebitSums(Answer):
    """What was tried of a customer in a month, in one currency, and what came of it: the rest is not answered yet."""

    counterparty_id: str
    month: Month
    tried: int
    succeeded: int
    failed: int
    amount: Money
    collected: Money
    not_collected: Money


class DebitSumsList(Answer):
    items: list[DebitSums]
