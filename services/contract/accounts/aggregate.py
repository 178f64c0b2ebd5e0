"""The mapping of a book decided and folded."""

from dataclasses import dataclass, replace

from services.contract.accounts.events import AccountsMapped
from services.contract.accounts.mapping import check_accounts
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError


@dataclass(frozen=True, slots=True)
class BookAccounts:
    mapped: tuple[AccountsMapped, ...] = ()


@dataclass(frozen=True, slots=True)
class MapAccounts:
    """`closed` is the last period in which the book is closed somewhere; what was posted there stays as it was."""

    fact: AccountsMapped
    closed: str | None


class MappedInClosedPeriodError(DomainError):
    """The book is closed for that period."""

    pointer = "/from_period"


def decide(accounts: BookAccounts, command: MapAccounts) -> list[Event]:
    fact = command.fact
    check_accounts(fact.lines)
    if command.closed is not None and fact.from_period <= command.closed:
        raise MappedInClosedPeriodError(closed=command.closed)
    return [] if accounts.mapped and accounts.mapped[-1] == fact else [fact]


def evolve(accounts: BookAccounts, event: Event) -> BookAccounts:
    return replace(accounts, mapped=(*accounts.mapped, event)) if isinstance(event, AccountsMapped) else accounts


ACCOUNTS = Aggregate("accounts", BookAccounts(), evolve)
