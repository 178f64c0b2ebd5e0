"""What the pages of depreciation need of the asset service's answers."""

from datetime import date
from typing import Literal

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money

STARTED = "started"


class Line(Seen):
    """One side of an entry; the other side is zero."""

    account: str
    unit_id: str
    class_code: str
    debit: Money
    credit: Money


class Run(Seen):
    run_id: str
    unit_id: str
    book: str
    period: str
    stage: Literal["started", "posted", "reversed"]
    attempt: int
    cards: int
    total: Money
    journal: list[Line]
    effective_on: date


class Runs(Seen):
    runs: list[Run]


class Preview(Seen):
    """What posting would charge."""

    unit_id: str
    book: str
    period: str
    cards: int
    total: Money
    journal: list[Line]


class Month(Seen):
    period: str
    charge: Money


class Forecast(Seen):
    months: list[Month]


class AccountsOfClass(Seen):
    class_code: str | None
    expense: str
    accumulated: str


class AccountsFrom(Seen):
    from_period: str
    lines: tuple[AccountsOfClass, ...]


class Accounts(Seen):
    book: str
    stream: str
    items: list[AccountsFrom]
