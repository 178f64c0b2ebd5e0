from datetime import date
from typing import Annotated

from pydantic import Field

from shared.values.ids import Id
from shared.values.money import Money
from shared.web.schemas import Answer, Body


class StatementKept(Answer):
    """`lines` are new; `repeated` were known of this account already."""

    statement_id: str
    lines: int
    repeated: int
    version: int


class StatementAnswer(StatementKept):
    unit_id: str
    account: str
    format: str
    matched: int
    first_on: date | None
    last_on: date | None


class StatementList(Answer):
    items: list[StatementAnswer]


class LineAnswer(Answer):
    """A bank line; `payment_id` is what it was matched with."""

    statement_id: str
    line: int
    account: str
    booked_on: date
    way: str
    amount: Money
    reference: str
    payer: str
    payment_id: str | None


class LineList(Answer):
    items: list[LineAnswer]


class ProposalAnswer(Answer):
    """An open invoice, or a payment that is booked; `because` are what agrees, `score` of 100 says how much."""

    kind: str
    id: str
    contract_id: str
    counterparty_id: str
    number: str
    because: list[str]
    score: int


class ProposalList(Answer):
    items: list[ProposalAnswer]


class MatchBody(Body):
    """A line with either a payment, receipt or refund that is booked, or the invoices that it pays."""

    line: Annotated[int, Field(ge=1, le=1_000_000)]
    payment_id: Id | None = None
    invoice_ids: Annotated[list[Id], Field(max_length=50)] = Field(default_factory=list)


class Matched(Answer):
    statement_id: str
    matched: int
    version: int


class MatchedByRule(Matched):
    """`left` lines of those looked at are not certain; whoever asks again goes on behind them."""

    left: int


class Side(Answer):
    """Of one way and currency: what the bank booked, how much of it is matched, and what we booked that the bank has
    not.
    """

    way: str
    bank: Money
    matched: Money
    unmatched_lines: int
    booked_not_at_bank: Money


class Reconciliation(Answer):
    """An account's month: reconciled when every line is matched and nothing is booked that the bank does not tell."""

    account: str
    period: str
    reconciled: bool
    sides: list[Side]
