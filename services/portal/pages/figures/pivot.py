"""Figures told apart by one thing or two: a line for each value of the first, a column for each of the second."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from services.portal.pages.figures.question import By
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money

MOST_COLUMNS: Final = 8
MOST_BARS: Final = 20
IN_ORDER: Final = frozenset({"month"})
"""What is put in order by itself, and not by how much there is of it."""
OTHERS: Final = "\N{HORIZONTAL ELLIPSIS}"
"""The column of all that has none of its own."""

Measure = Literal["amount", "number"]


class Figure(Seen):
    """How many contracts, and what they come to."""

    unit: str | None = None
    type: str | None = None
    direction: str | None = None
    month: str | None = None
    counterparty: str | None = None
    state: str | None = None
    number: int
    amount: Money
    without_amount: int = 0

    @property
    def cell(self) -> "Cell":
        return Cell(self.number, Decimal(self.amount.amount), self.without_amount)

    def value(self, by: By) -> str:
        return str(getattr(self, by) or "")


class Figures(Seen):
    items: list[Figure]


@dataclass(frozen=True, slots=True)
class Cell:
    """So many contracts and what they come to; `without` of them name no amount."""

    number: int = 0
    amount: Decimal = Decimal(0)
    without: int = 0

    @property
    def summed(self) -> bool:
        """Whether there is a sum: one of them at least names an amount."""
        return self.number > self.without

    def plus(self, other: "Cell") -> "Cell":
        return Cell(self.number + other.number, self.amount + other.amount, self.without + other.without)

    def by(self, measure: Measure) -> Decimal:
        return self.amount if measure == "amount" else Decimal(self.number)


@dataclass(frozen=True, slots=True)
class Line:
    """`cells` in the order of the columns; None where there is nothing."""

    key: str
    cells: tuple[Cell | None, ...]
    whole: Cell


@dataclass(frozen=True, slots=True)
class Pivot:
    """`columns` holds one empty key where the figures are told apart by one thing alone."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    feet: tuple[Cell, ...]
    whole: Cell


def pivot(figures: Iterable[tuple[str, str, Cell]], by: By, then: By | Literal[""], measure: Measure) -> Pivot:
    """Figures by first and second key. Beyond the eight largest columns the rest are one."""
    found: dict[str, dict[str, Cell]] = defaultdict(dict)
    for first, second, cell in figures:
        found[first][second] = found[first].get(second, Cell()).plus(cell)
    columns = _ordered(_sums(found.values()), then, measure)
    if len(columns) > MOST_COLUMNS + 1:
        kept = set(sorted(columns, key=lambda key: -_sums(found.values())[key].by(measure))[:MOST_COLUMNS])
        columns = [*(key for key in columns if key in kept), OTHERS]
        found = {first: _rest_as_one(cells, kept) for first, cells in found.items()}
    wholes = {first: _total(cells.values()) for first, cells in found.items()}
    lines = tuple(
        Line(first, tuple(found[first].get(key) for key in columns), wholes[first])
        for first in _ordered(wholes, by, measure)
    )
    sums = _sums(found.values())
    return Pivot(tuple(columns), lines, tuple(sums[key] for key in columns), _total(wholes.values()))


def _total(cells: Iterable[Cell]) -> Cell:
    whole = Cell()
    for cell in cells:
        whole = whole.plus(cell)
    return whole


def _sums(rows: Iterable[Mapping[str, Cell]]) -> dict[str, Cell]:
    sums: dict[str, Cell] = {}
    for cells in rows:
        for key, cell in cells.items():
            sums[key] = sums.get(key, Cell()).plus(cell)
    return sums


def _ordered(sums: Mapping[str, Cell], by: str, measure: Measure) -> list[str]:
    if by in IN_ORDER:
        return sorted(sums)
    return sorted(sums, key=lambda key: (-sums[key].by(measure), key))


def _rest_as_one(cells: Mapping[str, Cell], kept: set[str]) -> dict[str, Cell]:
    rest = [cell for key, cell in cells.items() if key not in kept]
    return {key: cell for key, cell in cells.items() if key in kept} | ({OTHERS: _total(rest)} if rest else {})


def chart(
    table: Pivot,
    by: By,
    measure: Measure,
    line_name: Callable[[str], str],
    column_name: Callable[[str], str],
    behind: Callable[[str, str], str],
) -> dict[str, Any] | None:
    """The lines as bars, the largest twenty (of months the latest), the columns on top of each other."""
    lines = table.lines[-MOST_BARS:] if by in IN_ORDER else table.lines[:MOST_BARS]
    if not lines:
        return None
    stack = {"stack": "all"} if len(table.columns) > 1 else {}
    series = []
    for at, column in enumerate(table.columns):
        cells = [line.cells[at] for line in lines]
        series.append(
            {
                "name": column_name(column),
                "data": [float(cell.by(measure)) if cell else 0 for cell in cells],
                "links": [behind(line.key, column) for line in lines],
                **stack,
            }
        )
    return {"labels": [line_name(line.key) for line in lines], "series": series}


def by_currency(figures: Sequence[Figure]) -> dict[str, Cell]:
    """What there is in each currency, the largest amount first: contracts that name none never stand before others."""
    sums: dict[str, Cell] = {}
    for one in figures:
        known = sums.get(one.amount.currency, Cell())
        sums[one.amount.currency] = known.plus(one.cell)
    return dict(sorted(sums.items(), key=lambda one: (-one[1].amount, -one[1].number, one[0])))
