"""What the pages need of an approval, and of the contract that it is about."""

from datetime import date, datetime

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Line(Seen):
    """A round that waits, or is over."""

    approval_id: str
    subject: str
    label: str
    round: int
    drafter: str
    text_hash: str
    state: str
    open_steps: list[str]
    opened_at: datetime
    version: int

    @property
    def about(self) -> str:
        """The id of what is to be approved."""
        return self.subject.partition("-")[2]


class Lines(Seen):
    items: list[Line]


class Step(Seen):
    step: str
    stage: int
    state: str
    due_at: datetime | None
    overdue: bool


class Said(Seen):
    step: str
    person: str
    verdict: str
    comment: str | None
    decided_at: datetime


class Round(Line):
    steps: list[Step]
    history: list[Said]


class PlanLine(Seen):
    clause: str
    phase: str
    debtor: str
    due_on: date | None
    amount: Money


class Contract(Seen):
    contract_id: str
    title: str
    number: str
    state: str
    direction: str
    unit_id: str
    owner_id: str
    counterparty_id: str
    counterparty_name: str | None
    amount: Money
    term_from: date | None
    term_to: date | None
    plan: list[PlanLine]
    version: int


class Named(Seen):
    """A counterparty of an earlier round."""

    name: str | None


class Text(Seen):
    text_hash: str
    words: str


class Decided(Seen):
    state: str
    open_steps: list[str]
