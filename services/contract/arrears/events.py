"""What a counterparty did not pay in time: dunned, promised, disputed, with interest, off the books, confirmed."""

from datetime import date
from typing import Literal

from services.contract.terms import Impairment
from shared.eventstore.event import Event, Words
from shared.values.decimals import DecimalString
from shared.values.money import Money

Channel = Literal["letter", "email", "call", "visit", "lawyer", "court"]
PROVABLE: frozenset[Channel] = frozenset({"letter", "email", "lawyer", "court"})
"""Ways of demanding that leave a proof, so that the limitation period begins anew."""
DisputeOutcome = Literal["upheld", "rejected", "settled"]


class OfArrears(Event):
    """Whose arrears, and under which contract."""

    contract_id: str
    counterparty_id: str
    owner_id: str


class LevelChanged(OfArrears, name="arrears.level_changed.v1"):
    """A level of dunning began, or an earlier one holds again; 0 is none. `overdue` is what is past due then."""

    level: int
    before: int
    days_past_due: int
    overdue: Money
    oldest_due_on: date | None
    limitation_on: date | None
    effective_on: date


class Demanded(OfArrears, name="arrears.demanded.v1"):
    """The counterparty was asked to pay, otherwise than by a message of a level."""

    channel: Channel
    provable: bool
    amount: Money
    effective_on: date


class Promised(OfArrears, name="arrears.promised.v1"):
    """The counterparty promised to pay by a day."""

    promise_id: str
    amount: Money
    pay_by: date
    effective_on: date


class PromiseEnded(OfArrears, name="arrears.promise_ended.v1"):
    """The day passed: `paid` came in since the promise."""

    promise_id: str
    outcome: Literal["kept", "broken"]
    paid: Money
    pay_by: date


class Disputed(OfArrears, name="arrears.disputed.v1"):
    """The counterparty objects to an invoice, or to all: from `effective_on` on the clock stands."""

    dispute_id: str
    invoice_id: str | None
    reason: Words[str]
    effective_on: date


class DisputeResolved(OfArrears, name="arrears.dispute_resolved.v1"):
    """The clock goes on."""

    dispute_id: str
    outcome: DisputeOutcome
    effective_on: date


class Paused(OfArrears, name="arrears.paused.v1"):
    """It was agreed that the days from `from_on` up to the one before `until_on` do not count."""

    pause_id: str
    invoice_id: str | None
    from_on: date
    until_on: date


class InterestAgreed(OfArrears, name="arrears.interest_agreed.v1"):
    """From that day on late payment under the clause (any, without one) bears `rate` a year; null is none."""

    clause: str | None
    rate: DecimalString | None
    from_on: date


class InterestCharged(OfArrears, name="arrears.interest_charged.v1"):
    """Interest on an invoice for the days after `since` up to `until` that count; `interest_id` is its own invoice."""

    interest_id: str
    invoice_id: str
    since: date
    until: date
    days: int
    interest: Money


class WriteOffAsked(OfArrears, name="arrears.write_off_asked.v1"):
    """Somebody asks that what is open of an invoice goes off the books."""

    write_off_id: str
    approval_id: str
    invoice_id: str
    amount: Money
    reason: Words[str]
    text_hash: str
    effective_on: date


class WriteOffRefused(OfArrears, name="arrears.write_off_refused.v1"):
    """It was rejected, or the question was withdrawn."""

    write_off_id: str
    approval_id: str
    outcome: Literal["rejected", "withdrawn"]


class Impaired(OfArrears, name="arrears.impaired.v1"):
    """The worth of a claim changed in the books by `amount`; what is owed did not. `document` is what it was done by:
    an approved write-off, or a valuation of a day.
    """

    kind: Impairment
    document: str
    invoice_id: str | None
    clause: str | None
    phase: str | None
    amount: Money
    effective_on: date


class BalanceAsked(OfArrears, name="arrears.balance_asked.v1"):
    """The counterparty was asked to confirm what it owes as of a day; an answer is expected by `answer_by`."""

    confirmation_id: str
    as_of: date
    balance: Money
    answer_by: date
    effective_on: date


class BalanceAnswered(OfArrears, name="arrears.balance_answered.v1"):
    """It agreed, or named another balance; `file_id` is the sealed reply."""

    confirmation_id: str
    outcome: Literal["agreed", "differing"]
    balance: Money
    file_id: str | None
    effective_on: date


class BalanceUnanswered(OfArrears, name="arrears.balance_unanswered.v1"):
    """No answer came in time; one that comes later is taken all the same."""

    confirmation_id: str
    answer_by: date
