"""What the pages of payment control need of the contract service's answers: statements, lines, books."""

from datetime import date

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Statement(Seen):
    statement_id: str
    account: str
    format: str
    lines: int
    repeated: int
    matched: int
    first_on: date | None
    last_on: date | None


class Statements(Seen):
    items: list[Statement]


class BankLine(Seen):
    statement_id: str
    line: int
    account: str
    booked_on: date
    way: str
    amount: Money
    reference: str
    payer: str
    payment_id: str | None


class BankLines(Seen):
    items: list[BankLine]


class Proposal(Seen):
    kind: str
    id: str
    contract_id: str
    counterparty_id: str
    number: str
    because: list[str]
    score: int


class Proposals(Seen):
    items: list[Proposal]


class Side(Seen):
    way: str
    bank: Money
    matched: Money
    unmatched_lines: int
    booked_not_at_bank: Money


class Reconciliation(Seen):
    account: str
    period: str
    reconciled: bool
    sides: list[Side]


class AccountSum(Seen):
    account: str
    debit: Money
    credit: Money


class BalanceSheet(Seen):
    book: str
    period: str
    balanced: bool
    accounts: list[AccountSum]


class Line(Seen):
    """Of bookings of that kind, direction and instrument this amount goes to that side of the account."""

    kind: str
    direction: str
    instrument: str
    side: str
    amount: str
    account: str


class AccountsFrom(Seen):
    from_period: str
    lines: list[Line]


class Accounts(Seen):
    """In the order in which they were laid down, what comes with the program first."""

    items: list[AccountsFrom]


class KindAgreed(Seen):
    contract_id: str
    kind: str
    events: Money
    balance: Money
    debit: Money
    credit: Money
    agrees: bool


class ContractAgreement(Seen):
    agrees: bool
    kinds: list[KindAgreed]


class Agreement(Seen):
    """`contracts` were compared, `last` of them the one to go on behind."""

    contracts: int
    last: str | None
    differing: list[KindAgreed]


class Posting(Seen):
    contract_id: str
    version: int
    line: int
    kind: str
    document: str
    effective_on: date
    account: str
    side: str
    amount: Money


class Postings(Seen):
    items: list[Posting]


class Closing(Seen):
    book_id: str
    unit_id: str
    period: str


class Closings(Seen):
    items: list[Closing]
