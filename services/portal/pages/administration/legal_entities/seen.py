"""What the pages of legal entities need of the portal's answers."""

from datetime import date

from services.portal.pages.frame.asking import Seen


class Book(Seen):
    code: str
    name: str
    currency: str
    fiscal_year_start: str
    effective_on: date
    until: date | None


class Books(Seen):
    books: list[Book]


class Seal(Seen):
    seal_id: str
    kind: str
    keeper_id: str
    effective_on: date
    until: date | None


class Seals(Seen):
    seals: list[Seal]


class Account(Seen):
    account_id: str
    bank: str
    bank_code: str | None
    ending: str
    currency: str
    effective_on: date
    until: date | None


class Accounts(Seen):
    bank_accounts: list[Account]


class WholeNumber(Seen):
    account_id: str
    number: str
