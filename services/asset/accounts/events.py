"""Which ledger accounts depreciation goes to: those of a book, laid down from a month on."""

from services.asset.terms import Frozen
from shared.eventstore.event import Event


class AccountsOfClass(Frozen):
    """What assets of a class, and of those below it, are charged goes to the debit of `expense` and the credit of
    `accumulated`; without a class it is so for every other one.
    """

    class_code: str | None = None
    expense: str
    accumulated: str


class AccountsMapped(Event, name="depreciation_accounts.mapped.v1"):
    """Months from that one on are posted so in the book; what was posted stays as it is."""

    book: str
    from_period: str
    lines: tuple[AccountsOfClass, ...]
