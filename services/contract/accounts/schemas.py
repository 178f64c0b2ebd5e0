from typing import Annotated

from pydantic import Field

from services.contract.accounts.events import AccountLine, AccountsMapped, BookCode, Period
from shared.web.schemas import Answer, Body


class AccountsBody(Body):
    """Where bookings go from a period on: each kind of each direction has lines for `any` instrument, and the lines of
    a kind, direction and instrument have equal sides.
    """

    book: BookCode
    from_period: Period
    lines: Annotated[list[AccountLine], Field(min_length=1, max_length=1000)]

    def fact(self) -> AccountsMapped:
        return AccountsMapped(book=self.book, from_period=self.from_period, lines=tuple(self.lines))


class AccountsKept(Answer):
    book: str
    version: int


class AccountsAnswer(Answer):
    from_period: str
    lines: list[AccountLine]


class AccountsList(Answer):
    """In the order in which they were laid down, what comes with the program first."""

    book: str
    items: list[AccountsAnswer]
