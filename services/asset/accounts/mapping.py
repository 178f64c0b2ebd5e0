"""From an asset's class to the accounts of its depreciation: the nearest class that has any says it."""

from collections.abc import Sequence
from typing import Final

from services.asset.accounts.events import AccountsMapped, AccountsOfClass
from shared.values.errors import InvalidFieldError

AS_SHIPPED: Final = AccountsOfClass(expense="6602", accumulated="1602")
"""Depreciation expense and accumulated depreciation in the Chinese chart of accounts (财会〔2006〕18)."""
FIRST: Final = "1949-10"
"""From when on what comes with the program holds, in every book."""


def shipped(book: str) -> AccountsMapped:
    """The accounts that come with the program."""
    return AccountsMapped(book=book, from_period=FIRST, lines=(AS_SHIPPED,))


def check_lines(lines: Sequence[AccountsOfClass]) -> None:
    """Refuses lines that leave a class without accounts, or say them twice."""
    codes = [line.class_code for line in lines]
    if None not in codes:
        raise InvalidFieldError("/lines", "one line is for every other class")
    for place, code in enumerate(codes):
        if code in codes[:place]:
            raise InvalidFieldError(f"/lines/{place}/class_code", "a class stands twice")


def accounts_for(lines: Sequence[AccountsOfClass], class_code: str) -> AccountsOfClass:
    """Those of the class, else of the nearest one above it, else of every other class."""
    by_code = {line.class_code: line for line in lines}
    parts = class_code.split(".")
    above = (".".join(parts[:most]) for most in range(len(parts), 0, -1))
    return next((by_code[code] for code in above if code in by_code), by_code.get(None, AS_SHIPPED))


def in_force(mapped: Sequence[AccountsMapped], period: str) -> tuple[AccountsOfClass, ...]:
    """The lines of the latest month up to the period; of one month those that were said last."""
    known = [one for one in mapped if one.from_period <= period]
    latest = max((one.from_period for one in known), default="")
    return next((one.lines for one in reversed(known) if one.from_period == latest), (AS_SHIPPED,))
