"""Performance by clause: what each clause and phase allows, what was booked of it, what remains, which limit binds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from services.portal.pages.by_clause.seen import Contract, Limit, Owed, PlanLine, Sums
from services.portal.pages.frame.words import N_

NOTHING: Final = Decimal(0)
SPENT: Final = {"purchase": ({"paid", "withheld"}, {"refunded"}), "sales": ({"received", "covered"}, {"refunded"})}
"""What uses a limit up by the contract's direction, and what gives it back."""
SHOWN: Final = (
    "ordered",
    "delivered",
    "accepted",
    "invoiced",
    "credited",
    "paid",
    "received",
    "allocated",
    "refunded",
    "offset",
    "retained",
    "released",
    "withheld",
    "charged",
    "accrued",
    "unaccrued",
)
"""Kinds of bookings in the order in which a contract is performed; any other follows them."""
BOUNDS: Final = {
    "over_clause": N_("limit of the clause"),
    "over_phase": N_("limit of the phase"),
    "over_contract": N_("total of the contract"),
    "no_acceptance": N_("accepted so far"),
    "no_guarantee": N_("guarantees in force"),
    "not_released": N_("retention money released"),
}
"""What each rule holds a payment against."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The nearest limit of a payment under a clause and phase: the rule of payment control, what it allows, what is
    used of it.
    """

    rule: str
    limit: Decimal
    used: Decimal

    @property
    def left(self) -> Decimal:
        return max(NOTHING, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause and phase. `limit` is None where it fixes no amount; `bound` where nothing limits it."""

    clause: str
    phase: str
    currency: str
    instrument: str = "payment"
    limit: Decimal | None = None
    conditions: tuple[str, ...] = ()
    booked: dict[str, Decimal] = field(default_factory=dict)
    obligations: tuple[Owed, ...] = ()
    bound: Bound | None = None
    used: Decimal = NOTHING

    @property
    def share(self) -> int:
        """Of the limit, in percent, at most all of it."""
        return max(0, min(100, round(100 * self.used / self.limit))) if self.limit else 0

    @property
    def remains(self) -> Decimal | None:
        """Of the limit itself, whatever else limits it."""
        return None if self.limit is None else self.limit - self.used


class Sheet:
    """A contract's sums by kind, clause and phase, and what payment control would say to the next payment."""

    def __init__(self, contract: Contract | None, sums: Sums) -> None:
        self._sums, self._plan = sums, {(one.clause, one.phase): one for one in (contract.plan if contract else ())}
        self._booked: dict[str, dict[tuple[str, str], Decimal]] = defaultdict(dict)
        for one in sums.balances:
            self._booked[one.kind][one.clause, one.phase] = Decimal(one.amount.amount)

    def sum(self, kind: str, clause: str | None = None, phase: str | None = None) -> Decimal:
        """What was booked of a kind: on the whole contract, under a clause, or under a clause and phase."""
        return sum(
            (
                amount
                for (under, of), amount in self._booked[kind].items()
                if clause in (None, under) and phase in (None, of)
            ),
            NOTHING,
        )

    def spent(self, clause: str | None = None, phase: str | None = None) -> Decimal:
        """What uses limits up, less what came back."""
        more, less = SPENT[self._sums.direction]
        up = sum((self.sum(kind, clause, phase) for kind in more), NOTHING)
        return up - sum((self.sum(kind, clause, phase) for kind in less), NOTHING)

    def interest(self, clause: str | None = None) -> Decimal:
        """What we owe for paying late: it may be paid on top of what the plan allows."""
        return self.sum("accrued", clause) - self.sum("unaccrued", clause)

    def clauses(self, obligations: Iterable[Owed] = ()) -> list[Clause]:
        """Every clause and phase that has a limit or a booking, in the order of the contract, those under none last."""
        limits = {(one.clause, one.phase): one for one in self._sums.limits}
        booked: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
        for kind in sorted(self._booked, key=_order):
            for place, amount in self._booked[kind].items():
                if amount:
                    booked[place][kind] = amount
        owed: dict[tuple[str, str], list[Owed]] = defaultdict(list)
        for one in obligations:
            owed[one.clause, one.phase].append(one)
        places = sorted({*limits, *booked, *owed}, key=lambda place: (not place[0], place))
        return [self._clause(place, limits.get(place), booked[place], owed[place]) for place in places]

    def _clause(
        self, place: tuple[str, str], limit: Limit | None, booked: dict[str, Decimal], owed: list[Owed]
    ) -> Clause:
        line = self._plan.get(place)
        return Clause(
            *place,
            currency=self._sums.total.currency,
            instrument=limit.instrument if limit else "payment",
            limit=Decimal(limit.limit.amount) if limit else None,
            conditions=tuple(_conditions(line, limit)),
            booked=booked,
            obligations=tuple(owed),
            bound=self.bound(limit) if limit and self._sums.direction == "purchase" else None,
            used=self.spent(*place),
        )

    def bound(self, limit: Limit) -> Bound:
        """The rule that would be the first to refuse a payment that grows."""
        return min(self._bounds(limit), key=lambda one: one.left)

    def _bounds(self, limit: Limit) -> Iterator[Bound]:
        place = limit.clause, limit.phase
        of_clause = sum((Decimal(one.limit.amount) for one in self._sums.limits if one.clause == place[0]), NOTHING)
        yield Bound("over_clause", of_clause + self.interest(place[0]), self.spent(place[0]))
        yield Bound("over_phase", Decimal(limit.limit.amount), self.spent(*place))
        if not self._sums.open_ended:
            yield Bound("over_contract", Decimal(self._sums.total.amount) + self.interest(), self.spent())
        if self._waits(limit):
            waiting = [one for one in self._sums.limits if self._waits(one)]
            yield Bound("no_acceptance", self.sum("accepted"), self._spent_under(waiting))
        if limit.secured:
            secured = [one for one in self._sums.limits if one.secured]
            yield Bound("no_guarantee", self.sum("secured") - self.sum("freed"), self._spent_under(secured))
        if limit.instrument == "retention":
            yield Bound("not_released", self.sum("released", *place), self.spent(*place))

    def _waits(self, limit: Limit) -> bool:
        line = self._plan.get((limit.clause, limit.phase))
        return line is not None and "acceptance" in line.conditions

    def _spent_under(self, limits: Iterable[Limit]) -> Decimal:
        return sum((self.spent(one.clause, one.phase) for one in limits), NOTHING)


def _order(kind: str) -> tuple[int, str]:
    return (SHOWN.index(kind) if kind in SHOWN else len(SHOWN), kind)


def _conditions(line: PlanLine | None, limit: Limit | None) -> Iterator[str]:
    yield from line.conditions if line else ()
    if limit and limit.secured:
        yield "guarantee"
