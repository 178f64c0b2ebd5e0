"""The depreciation schedule of one asset in one book: pure figures, exact to the minor unit.

Every charge is rounded half up, the last row takes what rounding left, and the charges of a whole schedule sum up to
the depreciable amount. A change re-plans the rows from its own date onward and leaves those before it alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from services.asset.schedule.methods import (
    MONTHS_OF_A_YEAR,
    Method,
    Point,
    Segment,
    charge_of,
    year_book_before,
)
from services.asset.schedule.posting import PostingCalendar, Slot
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class Row:
    """One charge: `accumulated` includes an opening, `book_value` is the cost then in force less the accumulated."""

    date: date
    charge: Decimal
    accumulated: Decimal
    book_value: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """What a change may alter: amounts in the book's currency, life in periods, method and yearly rate."""

    cost: Decimal
    residual: Decimal
    method: Method
    periods: int
    rate: Decimal | None = None
    straight_line_tail: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """From `on` onward the named terms hold; None leaves a term as it was. `difference` is added to the cost.

    `pointer` is where it stands in the caller's input, for refusals. Each change carries only what it alters, so that
    leaving one out undoes that one.
    """

    on: date
    cost: Decimal | None = None
    difference: Decimal | None = None
    residual: Decimal | None = None
    method: Method | None = None
    periods: int | None = None
    rate: Decimal | None = None
    pointer: str = "/changes"

    def applied(self, terms: Terms) -> Terms:
        cost = terms.cost if self.cost is None else self.cost
        return replace(
            terms,
            cost=cost + (self.difference or 0),
            residual=terms.residual if self.residual is None else self.residual,
            method=self.method or terms.method,
            periods=self.periods or terms.periods,
            rate=self.rate if self.rate is not None or self.method is not None else terms.rate,
        )


@dataclass(frozen=True, slots=True)
class Production:
    """Units of production: `total` over the whole life, `used` in each period of the schedule."""

    total: Decimal
    used: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides a schedule. `digits` are the minor digits of the currency; `given` the manual rows."""

    terms: Terms
    calendar: PostingCalendar
    opening_amount: Decimal = Decimal(0)
    production: Production | None = None
    given: tuple[tuple[date, Decimal], ...] = ()
    changes: tuple[Change, ...] = ()
    digits: int = 2

    @property
    def ordered_changes(self) -> list[Change]:
        """By date; of one date in the order given."""
        return sorted(self.changes, key=lambda change: change.on)


def schedule(plan: Plan) -> list[Row]:
    """The rows still to be charged after the opening; a remainder of zero gives none.

    Raises `InvalidFieldError` when a change leaves less than what was charged before it, or no period to charge in.
    """
    figures = _Figures(plan)
    changes = plan.ordered_changes
    while changes:
        on = changes[0].on
        figures.charge_until(on)
        figures.apply([change for change in changes if change.on == on])
        changes = [change for change in changes if change.on > on]
    figures.charge_until(date.max)
    return figures.rows


class _Figures:
    """The walk through the slots: what was charged so far and under which terms it goes on."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.unit = Decimal(10) ** plan.digits
        self.terms = plan.terms
        self.rows: list[Row] = []
        self.accumulated = self._minor(plan.opening_amount)
        self.place = 0
        self.passed = Fraction(plan.calendar.opening_count)
        self.units_used = Fraction(0)
        if plan.production is not None and plan.terms.cost > plan.terms.residual:
            share = Fraction(plan.opening_amount) / Fraction(plan.terms.cost - plan.terms.residual)
            self.units_used = Fraction(plan.production.total) * share
        self.slots = self._slots()
        self._begin_segment(from_start=True)

    def _slots(self) -> list[Slot]:
        if self.plan.given:
            return [Slot(on, Fraction(1)) for on, _ in self.plan.given]
        if self.plan.production is not None:
            places = range(len(self.plan.production.used))
            return [Slot(self.plan.calendar.posting_date(place), Fraction(1)) for place in places]
        return self.plan.calendar.slots(self.terms.periods)

    def _begin_segment(self, *, from_start: bool) -> None:
        book = self._minor(self.terms.cost) - self.accumulated
        opening = self.plan.calendar.opening_count if from_start else 0
        self.segment = Segment(
            cost=self._minor(self.terms.cost) if from_start else book,
            residual=self._minor(self.terms.residual),
            method=self.terms.method,
            rate=None if self.terms.rate is None else Fraction(self.terms.rate),
            periods=Fraction(self.terms.periods) if from_start else self.terms.periods - self.passed,
            months=self.plan.calendar.months,
            rows_before=opening,
            straight_line_tail=self.terms.straight_line_tail,
        )
        self.segment_row = opening
        self.segment_passed = Fraction(opening)
        self.segment_units = self.units_used if not from_start else Fraction(0)
        self.year_book = year_book_before(self.segment, book)

    def charge_until(self, on: date) -> None:
        """Charges every slot before `on`."""
        while self.place < len(self.slots) and self.slots[self.place].on < on:
            slot = self.slots[self.place]
            left = self._book - self.segment.residual
            if left <= 0:
                return
            self._post(slot, min(self._charge(slot), left))

    def _charge(self, slot: Slot) -> int:
        if self.plan.given:
            return self._minor(self.plan.given[self.place][1])
        production = self.plan.production
        if production is not None:
            return self._produced(production)
        if self.place == len(self.slots) - 1:
            return self._book - self.segment.residual
        rows_of_a_year = MONTHS_OF_A_YEAR // self.segment.months
        if self.segment_row > self.segment.rows_before and self.segment_row % rows_of_a_year == 0:
            self.year_book = Fraction(self._book)
        point = Point(self.segment_row, self.segment_passed, self._book, self.year_book)
        return half_up(charge_of(self.segment, point, slot.weight))

    def _produced(self, production: Production) -> int:
        used = Fraction(production.used[self.place])
        self.units_used += used
        if self.units_used >= production.total:
            return self._book - self.segment.residual
        return half_up(self.segment.depreciable * used / (Fraction(production.total) - self.segment_units))

    def _post(self, slot: Slot, charge: int) -> None:
        self.accumulated += charge
        self.rows.append(Row(slot.on, self._major(charge), self._major(self.accumulated), self._major(self._book)))
        self.place += 1
        self.passed += slot.weight
        self.segment_row += 1
        self.segment_passed += slot.weight

    def apply(self, changes: Sequence[Change]) -> None:
        """Re-plans from here: what is left of the new amounts over what is left of the new life."""
        pointer = changes[-1].pointer
        for change in changes:
            self.terms = change.applied(self.terms)
        if self.terms.residual > self.terms.cost:
            raise InvalidFieldError(f"{pointer}/residual", "is over the cost")
        left = self._minor(self.terms.cost) - self.accumulated - self._minor(self.terms.residual)
        if left < 0:
            raise InvalidFieldError(f"{pointer}/cost", "leaves less than what is charged before it")
        self.slots = self._slots()
        self.place = sum(slot.on < changes[0].on for slot in self.slots)
        self.passed = self.plan.calendar.opening_count + sum(
            (slot.weight for slot in self.slots[: self.place]), Fraction(0)
        )
        if left and self.place >= len(self.slots):
            raise InvalidFieldError(f"{pointer}/periods", "leaves no period to charge in")
        if left:
            self._begin_segment(from_start=False)

    @property
    def _book(self) -> int:
        return self._minor(self.terms.cost) - self.accumulated

    def _minor(self, amount: Decimal) -> int:
        return int(amount * self.unit)

    def _major(self, minor: int) -> Decimal:
        return Decimal(minor).scaleb(-self.plan.digits)


def half_up(exact: Fraction) -> int:
    """The whole number nearest to a non-negative fraction, halves up."""
    return int((2 * exact.numerator + exact.denominator) // (2 * exact.denominator))


def shortfall(plan: Plan, rows: Sequence[Row]) -> Decimal:
    """What the rows leave uncharged of the depreciable amount; zero for a whole schedule."""
    terms = plan.terms
    for change in plan.ordered_changes:
        terms = change.applied(terms)
    charged = plan.opening_amount + sum((row.charge for row in rows), Decimal(0))
    return terms.cost - terms.residual - charged


def charges_in(rows: Sequence[Row], since: date | None, until: date) -> Iterator[Row]:
    """The rows after `since` up to and with `until`: what one posting takes, missed ones included."""
    return (row for row in rows if (since is None or row.date > since) and row.date <= until)
