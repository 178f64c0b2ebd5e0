"""What can be asked of a contract's arrears; what they stand at is found at the edge and passed in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from services.contract.ageing.scheme import Pause
from services.contract.arrears.events import Channel, DisputeOutcome
from services.contract.review.outcome import Outcome
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Head:
    """What every event of the arrears says."""

    contract_id: str
    counterparty_id: str
    owner_id: str

    def fields(self) -> dict[str, Any]:
        return {"contract_id": self.contract_id, "counterparty_id": self.counterparty_id, "owner_id": self.owner_id}


@dataclass(frozen=True, slots=True)
class Review:
    """How the contract stands: the level that its days past due come to, and the figures beside it."""

    head: Head
    level: int
    days: int
    overdue: Money
    oldest_due_on: date | None
    limitation_on: date | None
    on: date


@dataclass(frozen=True, slots=True)
class Demand:
    head: Head
    channel: Channel
    amount: Money
    on: date


@dataclass(frozen=True, slots=True)
class Promise:
    """`open` is what is owed."""

    head: Head
    promise_id: str
    amount: Money
    pay_by: date
    open: Money
    on: date


@dataclass(frozen=True, slots=True)
class JudgePromise:
    head: Head
    promise_id: str
    paid: Money
    today: date


@dataclass(frozen=True, slots=True)
class Dispute:
    head: Head
    dispute_id: str
    invoice_id: str | None
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class ResolveDispute:
    head: Head
    dispute_id: str
    outcome: DisputeOutcome
    on: date


@dataclass(frozen=True, slots=True)
class AgreePause:
    head: Head
    pause_id: str
    pause: Pause


@dataclass(frozen=True, slots=True)
class AgreeInterest:
    head: Head
    clause: str | None
    rate: Decimal | None
    from_on: date


@dataclass(frozen=True, slots=True)
class ChargeInterest:
    head: Head
    interest_id: str
    invoice_id: str
    since: date
    until: date
    days: int
    interest: Money


@dataclass(frozen=True, slots=True)
class AskWriteOff:
    """`open` is what is open of the invoice and still on the books."""

    head: Head
    write_off_id: str
    approval_id: str
    invoice_id: str
    amount: Money
    open: Money
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class CloseWriteOff:
    """What came of the round over it; under which clause and phase the invoice stands."""

    head: Head
    approval_id: str
    text_hash: str
    outcome: Outcome
    place: tuple[str, str]
    on: date


@dataclass(frozen=True, slots=True)
class Restore:
    """What was written off is on the books again, as far as it was paid or is hoped for."""

    head: Head
    document: str
    invoice_id: str
    place: tuple[str, str]
    amount: Money
    on: date


@dataclass(frozen=True, slots=True)
class Provide:
    """The loss that is expected as of a day: what the books hold is brought up or down to it."""

    head: Head
    document: str
    expected: Money
    on: date


@dataclass(frozen=True, slots=True)
class AskBalance:
    head: Head
    confirmation_id: str
    as_of: date
    balance: Money
    answer_by: date
    on: date


@dataclass(frozen=True, slots=True)
class AnswerBalance:
    head: Head
    confirmation_id: str
    balance: Money
    file_id: str | None
    on: date


@dataclass(frozen=True, slots=True)
class GiveUpBalance:
    head: Head
    confirmation_id: str
    today: date


Command = (
    Review
    | Demand
    | Promise
    | JudgePromise
    | Dispute
    | ResolveDispute
    | AgreePause
    | AgreeInterest
    | ChargeInterest
    | AskWriteOff
    | CloseWriteOff
    | Restore
    | Provide
    | AskBalance
    | AnswerBalance
    | GiveUpBalance
)
