from datetime import date

from services.contract.accounts.events import BookCode, Period
from shared.values.ids import Id
from shared.values.money import Money
from shared.web.schemas import Answer, Body


class ClosingBody(Body):
    """The period that a legal entity's unit closes for itself and all below it, in one of its books."""

    book: BookCode
    period: Period
    unit_id: Id | None = None


class PeriodKept(Answer):
    book_id: str
    book: str
    unit_id: str
    closed: str
    version: int


class ClosedPeriod(Answer):
    book_id: str
    unit_id: str
    book: str
    period: str


class ClosedPeriods(Answer):
    items: list[ClosedPeriod]


class PostingAnswer(Answer):
    """One side of a booking, above zero. `effective_on` is the day of the fact, `period` the month it is posted in;
    `version` of the contract's ledger is the event that stated it.
    """

    contract_id: str
    version: int
    line: int
    unit_id: str
    kind: str
    direction: str
    document: str
    effective_on: date
    period: str
    account: str
    side: str
    amount: Money


class PostingList(Answer):
    items: list[PostingAnswer]


class AccountSum(Answer):
    account: str
    debit: Money
    credit: Money


class BalanceSheet(Answer):
    """What was posted to each account in a period; `balanced` in every currency."""

    book: BookCode
    period: Period
    balanced: bool
    accounts: list[AccountSum]


class KindAgreed(Answer):
    contract_id: str
    kind: str
    events: Money
    balance: Money
    debit: Money
    credit: Money
    agrees: bool


class ContractAgreement(Answer):
    """By kind what the events say, what the ledger shows and both sides of the postings; `agrees` where all are the
    same.
    """

    contract_id: str
    agrees: bool
    kinds: list[KindAgreed]


class Agreement(Answer):
    """`contracts` were compared, `last` of them the one to go on behind; `differing` are kinds that do not agree."""

    contracts: int
    last: str | None
    differing: list[KindAgreed]
