"""The accounts of a book decided and folded."""

from dataclasses import dataclass, replace
from typing import Final

from services.asset.accounts.events import AccountsMapped
from services.asset.accounts.mapping import check_lines
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event


@dataclass(frozen=True, slots=True)
class BookAccounts:
    mapped: tuple[AccountsMapped, ...] = ()


@dataclass(frozen=True, slots=True)
class MapAccounts:
    fact: AccountsMapped


def decide(accounts: BookAccounts, command: MapAccounts) -> list[Event]:
    """The same said again is no event."""
    check_lines(command.fact.lines)
    return [] if accounts.mapped and accounts.mapped[-1] == command.fact else [command.fact]


def evolve(accounts: BookAccounts, event: Event) -> BookAccounts:
    return replace(accounts, mapped=(*accounts.mapped, event)) if isinstance(event, AccountsMapped) else accounts


ACCOUNTS: Final = Aggregate("depreciation_accounts", BookAccounts(), evolve)
