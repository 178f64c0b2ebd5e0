"""From a booking to its postings: two sides that are equal, by a mapping that could not make them unequal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from services.contract.accounts.events import AccountLine, AccountsMapped, Side
from services.contract.accounts.shipped import SHIPPED
from services.contract.ledger.events import Accrual, Change, Kind, OnBills
from services.contract.terms import Direction, Impairment
from shared.values.errors import DomainError
from shared.values.money import Money

KINDS_OF: Final[Mapping[Direction, tuple[str, ...]]] = {
    "sales": (*get_args(Kind), *get_args(Change), *get_args(OnBills), *get_args(Impairment)),
    "purchase": (*get_args(Kind), *get_args(Change), *get_args(Accrual)),
}
"""What is booked on contracts of each direction."""
OPENED: Final[Mapping[Direction, tuple[str, ...]]] = {
    "sales": ("openinginvoiced", "openingreceived"),
    "purchase": ("openinginvoiced", "openingpaid"),
}
"""What was invoiced and paid before a contract was taken over, as it is posted; a mapping may say it otherwise."""
PARTS: Final[Mapping[str, tuple[int, int]]] = {"gross": (1, 1), "net": (1, 0), "tax": (0, 1)}
"""How often net and tax are in each amount."""
SIGN: Final[Mapping[Side, int]] = {"debit": 1, "credit": -1}


class UnbalancedAccountsError(DomainError):
    """What goes to the debit side of a kind of bookings is not what goes to the credit side."""

    status = 422
    pointer = "/lines"


class AccountsMissingError(DomainError):
    """A kind of bookings is posted to no accounts."""

    status = 422
    pointer = "/lines"


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking as it is posted; `net` and `tax` are those of its invoice or credit note."""

    kind: str
    direction: Direction
    instrument: str
    gross: Money
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of a booking on one account, above zero."""

    account: str
    side: Side
    amount: Money


Key = tuple[str, Direction, str]
Accounts = Mapping[Key, Sequence[AccountLine]]
"""The lines of a mapping by kind, direction and instrument."""


def accounts_of(lines: Iterable[AccountLine]) -> Accounts:
    found: dict[Key, list[AccountLine]] = {}
    for line in lines:
        found.setdefault((line.kind, line.direction, line.instrument), []).append(line)
    return found


def check_accounts(lines: Sequence[AccountLine]) -> None:
    """Refuses a mapping under which some booking would have no postings, or sides that differ."""
    accounts = accounts_of(lines)
    for kind, direction in ((kind, direction) for direction, kinds in KINDS_OF.items() for kind in kinds):
        if (kind, direction, "any") not in accounts:
            raise AccountsMissingError(kind=kind, direction=direction)
    for (kind, direction, instrument), group in accounts.items():
        net = sum(SIGN[line.side] * PARTS[line.amount][0] for line in group)
        tax = sum(SIGN[line.side] * PARTS[line.amount][1] for line in group)
        if net or tax or kind not in (*KINDS_OF[direction], *OPENED[direction]):
            raise UnbalancedAccountsError(kind=kind, direction=direction, instrument=instrument)


def postings_of(booking: Booking, accounts: Accounts) -> list[Posting]:
    """The postings of one booking; amounts of nothing are left out. A mapping of before a kind was known posts it as
    the program does.
    """
    at, others = (booking.kind, booking.direction), (booking.kind, booking.direction, "any")
    own = (*at, booking.instrument)
    lines = accounts.get(own) or accounts.get(others) or AS_SHIPPED.get(own) or AS_SHIPPED[others]
    amounts = {"gross": booking.gross, "net": booking.net, "tax": booking.tax}
    found = (Posting(line.account, line.side, amounts[line.amount]) for line in lines)
    return [one for one in found if one.amount.is_positive]


AS_SHIPPED: Final = accounts_of(SHIPPED.lines)


def in_force(mapped: Sequence[AccountsMapped], period: str) -> AccountsMapped | None:
    """The mapping of the latest month up to the period; of one month what was said last."""
    known = [one for one in mapped if one.from_period <= period]
    latest = max((one.from_period for one in known), default="")
    return next((one for one in reversed(known) if one.from_period == latest), None)
