"""Direct debits: a customer's bank is asked to pay what an invoice asks for, under the customer's authorisation."""

from datetime import date
from typing import Literal

from services.contract.terms import Frozen
from shared.eventstore.event import Event
from shared.values.money import Money

Failure = Literal["insufficient_funds", "no_mandate", "account_closed", "refused_by_payer", "other"]
"""Why a bank collected nothing."""


class DebitFact(Event):
    """Which direct debit, of which invoice."""

    debit_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    invoice_id: str
    amount: Money
    effective_on: date


class Asked(Frozen):
    """By which authorisation of the customer, and the how manieth try for the invoice it is."""

    mandate: str
    attempt: int


class DebitTried(DebitFact, name="direct_debit.tried.v1"):
    """The bank was asked."""

    asked: Asked


class DebitSucceeded(DebitFact, name="direct_debit.succeeded.v1"):
    """The bank has collected it: the receipt covers the invoice."""

    payment_id: str


class DebitFailed(DebitFact, name="direct_debit.failed.v1"):
    """The bank has collected nothing; `bank_code` is what it calls the reason."""

    reason: Failure
    bank_code: str | None
