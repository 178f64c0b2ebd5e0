"""Accounts of depreciation over HTTP."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.asset.accounts.events import AccountsMapped, AccountsOfClass
from services.asset.schemas import BookName, Code, Period
from shared.web.schemas import Answer, Body

AccountCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,29}$")]


class AccountsOfClassBody(Body):
    """Without a class it is so for every other one."""

    class_code: Code | None = None
    expense: AccountCode
    accumulated: AccountCode


class AccountsBody(Body):
    """Where depreciation goes from a month on: one line for every other class, others for classes and those below."""

    book: BookName
    from_period: Period
    lines: Annotated[list[AccountsOfClassBody], Field(min_length=1, max_length=500)]

    def fact(self) -> AccountsMapped:
        lines = tuple(AccountsOfClass(**line.model_dump()) for line in self.lines)
        return AccountsMapped(book=self.book, from_period=self.from_period, lines=lines)


class AccountsKept(Answer):
    book: str
    version: int


class AccountsAnswer(Answer):
    from_period: str
    lines: list[AccountsOfClass]


class AccountsList(Answer):
    """In the order in which they were laid down, what comes with the program first; `stream` has their events."""

    book: str
    stream: str
    items: list[AccountsAnswer]
