"""What we pay late under a purchase contract, and the interest it bears: pure arithmetic over what was booked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from services.contract.arrears.events import InterestAgreed
from services.contract.collection.interest import DAYS_IN_YEAR, Interest, Moved, agreed_on, interest, rate_on
from services.contract.setting.choosing import Course
from shared.values.money import Money

NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Payable:
    """An invoice received, or what of a planned payment no invoice asks for; `moves` are what settled it."""

    kind: Literal["invoice", "plan"]
    item_id: str
    clause: str
    phase: str
    due_on: date
    gross: Money
    moves: tuple[Moved, ...] = ()
    order_id: str | None = None

    def open_on(self, day: date) -> Decimal:
        """What of it is not settled by the end of a day."""
        settled = sum((move.settled for move in self.moves if move.on <= day), NOTHING)
        return max(self.gross.amount - settled, NOTHING)


@dataclass(frozen=True, slots=True)
class Borne:
    """What a payable bears up to a day, what of it is open then, and at which share a year it goes on."""

    payable: Payable
    interest: Interest
    open: Money
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Rates:
    """What decides the rate: what was agreed on, the prime rate and the rate of the law by day, and for a small
    supplier the day of the contract, whose prime rate is the least that can be agreed on.
    """

    agreed: tuple[InterestAgreed, ...]
    prime: Course
    daily: Course
    small_supplier_since: date | None = None

    def on(self, clause: str, day: date) -> Decimal:
        """A year's share on a day."""
        if self.small_supplier_since is None:
            return rate_on(self.agreed, clause, day, self.prime.on(day))
        said = agreed_on(self.agreed, clause, day)
        if said is None:
            return (self.daily.on(day) or NOTHING) * DAYS_IN_YEAR
        return max(said.rate or NOTHING, self.prime.on(self.small_supplier_since) or NOTHING)

    def of(self, clause: str) -> Callable[[date], Decimal]:
        return lambda day: self.on(clause, day)


def brought_forward(payables: Iterable[Payable], delivered: Mapping[str, date], days: int) -> list[Payable]:
    """Invoices of orders with the law's last day: so many after the order's last delivery, whatever they say."""
    found = []
    for one in payables:
        last = delivered.get(one.order_id or "")
        latest = one.due_on if last is None else last + timedelta(days=days)
        found.append(replace(one, due_on=min(one.due_on, latest)))
    return found


def borne(payables: Sequence[Payable], rates: Rates, until: date) -> list[Borne]:
    """Of everything that was due by that day, the oldest first; what was paid in time bears nothing and is left out."""
    found = []
    for one in sorted(payables, key=lambda each: (each.due_on, each.item_id)):
        so_far = interest(one.gross, one.moves, rate=rates.of(one.clause), pauses=(), since=one.due_on, until=until)
        if so_far.days:
            open_ = Money.of(one.open_on(until), one.gross.currency)
            found.append(Borne(one, so_far, open_, rates.on(one.clause, until)))
    return found
