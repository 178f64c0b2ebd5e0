"""Bank statements: taken as they came, their lines matched one by one. The lines' words lie outside the events."""

from datetime import date
from typing import Literal

from shared.eventstore.event import Event
from shared.values.money import Money

Format = Literal["csv", "camt.053"]


class StatementTaken(Event, name="statement.taken.v1"):
    """A file of bank lines of one account; `repeated` of them were known already. `hash` is the SHA-256 of the file."""

    statement_id: str
    account: str
    format: Format
    lines: int
    repeated: int
    first_on: date | None
    last_on: date | None
    hash: str


class LineMatched(Event, name="statement.line_matched.v1"):
    """A line is the movement of money that this payment or receipt tells of."""

    statement_id: str
    line: int
    payment_id: str
    counterparty_id: str
    amount: Money
    by_rule: bool
    effective_on: date
