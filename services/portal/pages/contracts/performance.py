"""A contract's performance by clause: what it allows, and what was booked against it."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.portal.pages.contracts.seen import Ledger

KINDS: Final = ("ordered", "delivered", "accepted", "invoiced", "paid", "received")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause and phase; `limit` is None where it fixes no amount. `used` is what was paid or received."""

    clause: str
    phase: str
    currency: str
    limit: Decimal | None
    booked: dict[str, Decimal]

    @property
    def used(self) -> Decimal:
        return self.booked.get("paid", Decimal(0)) + self.booked.get("received", Decimal(0))

    @property
    def share(self) -> int:
        """Of the limit, in percent, at most all of it."""
        return min(100, round(100 * self.used / self.limit)) if self.limit else 0


def by_clause(ledger: Ledger) -> list[Clause]:
    """Every clause that has a limit or a booking, in the order of the contract, those under none last."""
    limits = {(one.clause, one.phase): Decimal(one.limit.amount) for one in ledger.limits}
    booked: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for one in ledger.balances:
        if Decimal(one.amount.amount):
            booked[one.clause, one.phase][one.kind] = Decimal(one.amount.amount)
    places = sorted({*limits, *booked}, key=lambda place: (not place[0], place))
    currency = ledger.total.currency
    return [
        Clause(clause, phase, currency, limits.get((clause, phase)), booked[clause, phase]) for clause, phase in places
    ]
