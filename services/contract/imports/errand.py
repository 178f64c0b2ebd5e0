"""What is the same for all rows of an import, and what became of those of a slice."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal

import asyncpg
from sqlalchemy import ARRAY, Column, ColumnElement, Text, bindparam, func, select

from services.contract.customer.tables import customers
from services.contract.imports.rows import Fault
from shared.eventstore.work import Work
from shared.security.tables import unit_closure
from shared.values.money import Money

Result = Literal["imported", "amended", "unchanged", "rejected"]
OUTSIDE: Final = "the customer belongs to a unit outside the row's"


@dataclass(frozen=True, slots=True)
class Errand:
    import_id: str
    source: str
    unit: str
    actor: str
    currency: str
    effective_on: date
    units: Mapping[str, str] = field(default_factory=dict)
    """Ours in which the caller may import, by what rows call them that name one."""


@dataclass(frozen=True, slots=True)
class Known:
    """A customer as this service knows it. `above` are the units of customers and rows, each with those above it."""

    customer_id: str
    unit: str
    imported_into: str
    above: Mapping[str, frozenset[str]]

    def reaches(self, unit: str) -> bool:
        """Whether a contract of the unit may be with it: it belongs to that unit, to one below, or, as far as the
        import's unit covers it, to one above.
        """
        own = self.above[self.unit]
        return unit in own or (self.imported_into in own and self.unit in self.above[unit])


@dataclass(frozen=True, slots=True)
class Came:
    """What a row that was not rejected came to: its contract, of a purchase its order too, what it adds to the import's
    sums, and how much of each kind was new of a contract that was here.
    """

    row: int
    result: Result
    unit: str
    contract_id: str
    order_id: str | None = None
    amount: Money | None = None
    openings: Mapping[str, Money] = field(default_factory=dict)
    new: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Taken:
    """The figures of a slice, what its rows came to, and what is to be said of them: kind, row, fault."""

    results: Counter[Result] = field(default_factory=Counter)
    came: list[Came] = field(default_factory=list)
    remarks: list[tuple[str, int, Fault]] = field(default_factory=list)
    brought: dict[tuple[str, str], tuple[int, Decimal]] = field(default_factory=dict)
    """How many rows were imported and what they come to, by unit and currency."""
    openings: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    """What had moved before, by kind and currency."""
    later: Counter[str] = field(default_factory=Counter)
    """What was new of contracts that are here, by kind."""

    def reject(self, row: int, faults: Sequence[Fault]) -> None:
        self.results["rejected"] += 1
        self.remarks.extend(("rejected", row, fault) for fault in faults)

    def warn(self, row: int, column: str, reason: str) -> None:
        self.remarks.append(("warning", row, Fault(column, reason)))

    def differ(self, row: int, fault: Fault) -> None:
        """What is known was said otherwise, and stays."""
        self.later["differing"] += 1
        self.remarks.append(("differing", row, fault))

    def count(self, came: Came) -> None:
        """One row more, with what it adds: so much more belongs to a unit now."""
        self.results[came.result] += 1
        self.came.append(came)
        self.later.update(came.new)
        for kind, moved in came.openings.items():
            if moved.is_positive:
                of = (kind, moved.currency)
                self.openings[of] = self.openings.get(of, Decimal(0)) + moved.amount
        if came.amount is not None:
            key = (came.unit, came.amount.currency)
            rows, sum_ = self.brought.get(key, (0, Decimal(0)))
            self.brought[key] = (rows + (came.result == "imported"), sum_ + came.amount.amount)


def one_of(column: Column[str], values: Sequence[str]) -> ColumnElement[bool]:
    """`IN` over one array: the statement's text is the same for any number of values, so it is made once."""
    return column == func.any(bindparam(None, sorted(set(values)), ARRAY(Text), unique=True))


async def known_customers(
    work: Work, errand: Errand, source_ids: Sequence[str], customer_ids: Sequence[str], units: Iterable[str] = ()
) -> tuple[dict[str, Known], dict[str, Known]]:
    """Customers by the id they have in the import's source, and by their own id; `units` are those of the rows that
    name others than the import's.
    """
    chosen = select(customers.c.source_id, customers.c.customer_id, customers.c.unit_id)
    named = (customers.c.source == errand.source) & one_of(customers.c.source_id, source_ids)
    by_source = await work.rows(chosen.where(named)) if source_ids else []
    by_id = await work.rows(chosen.where(one_of(customers.c.customer_id, customer_ids))) if customer_ids else []
    found = [row["unit_id"] for row in (*by_source, *by_id)]
    above = await _above(work, {*found, *units, errand.unit}) if found else {}

    def known(row: asyncpg.Record) -> Known:
        return Known(row["customer_id"], row["unit_id"], errand.unit, above)

    return {row["source_id"]: known(row) for row in by_source}, {row["customer_id"]: known(row) for row in by_id}


async def _above(work: Work, units: Collection[str]) -> dict[str, frozenset[str]]:
    """Each unit with those above it."""
    found = {unit: {unit} for unit in units}
    chosen = select(unit_closure.c.descendant, unit_closure.c.ancestor)
    for row in await work.rows(chosen.where(one_of(unit_closure.c.descendant, list(units)))):
        found[row["descendant"]].add(row["ancestor"])
    return {unit: frozenset(those) for unit, those in found.items()}
