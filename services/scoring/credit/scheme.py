"""Credit as arithmetic: points by bands, weights down a tree, grades with margins, quarters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from services.scoring.credit.events import (
    GRADES,
    Band,
    CreditSchemeLaidDown,
    Grade,
    GradeFrom,
    Indicator,
    Measure,
    Scored,
)
from shared.values.errors import InvalidFieldError

WHOLE: Final = Decimal(1)
MOST_POINTS: Final = 100
PLACES: Final = Decimal("0.01")
MONTHS_A_QUARTER: Final = 3


@dataclass(frozen=True, slots=True)
class Value:
    """What was measured, in which currency where it is told apart by one."""

    value: Decimal
    currency: str | None = None


FIGURES: Final[Mapping[Measure, tuple[str, str | None]]] = {
    "share_late": ("share-late-in-year", None),
    "days_late": ("days-late-in-year", None),
    "overdue_share": ("overdue", None),
    "long_overdue_share": ("ageing", "91-"),
    "settlements": ("settlements-in-year", None),
}
"""By measure: the figure of the 360 with the facts behind it, and its age where it has one."""


def _bands(*bands: tuple[str | None, int]) -> tuple[Band, ...]:
    return tuple(Band(below=None if below is None else Decimal(below), points=points) for below, points in bands)


def _node(code: str, weight: str, parent: str | None = None) -> Indicator:
    return Indicator(code=code, parent=parent, weight=Decimal(weight))


def _leaf(measure: Measure, weight: str, parent: str, *bands: tuple[str | None, int]) -> Indicator:
    return Indicator(code=measure, parent=parent, weight=Decimal(weight), measure=measure, bands=_bands(*bands))


SHIPPED: Final = CreditSchemeLaidDown(
    from_on=date(1949, 10, 1),
    indicators=(
        _node("record", "0.6"),
        _leaf("share_late", "0.5", "record", ("0.02", 100), ("0.1", 85), ("0.25", 65), ("0.5", 35), (None, 10)),
        _leaf("days_late", "0.5", "record", ("1", 100), ("8", 80), ("31", 55), ("61", 30), (None, 5)),
        _node("standing", "0.3"),
        _leaf("overdue_share", "0.5", "standing", ("0.01", 100), ("0.1", 75), ("0.3", 45), ("0.6", 20), (None, 0)),
        _leaf("long_overdue_share", "0.5", "standing", ("0.001", 100), ("0.05", 60), ("0.2", 25), (None, 0)),
        _node("experience", "0.1"),
        _leaf("settlements", "1", "experience", ("3", 40), ("12", 70), (None, 100)),
    ),
    grades=tuple(
        GradeFrom(grade=grade, points=Decimal(points))
        for grade, points in zip(GRADES, (90, 80, 70, 60, 50, 40, 30, 20, 0), strict=True)
    ),
    margin=Decimal(2),
    least_settlements=1,
    quarters=1,
)
"""What holds until something else is laid down: mostly how they paid, then how they stand, then how long we know it."""


def in_force(laid_down: Iterable[CreditSchemeLaidDown], on: date) -> CreditSchemeLaidDown:
    """What holds on a day: the latest that has begun, of one day what was said last; what came with the program before
    all.
    """
    begun = [one for one in laid_down if one.from_on <= on]
    latest = max((one.from_on for one in begun), default=None)
    return next((one for one in reversed(begun) if one.from_on == latest), SHIPPED)


def check_scheme(scheme: CreditSchemeLaidDown) -> None:
    """Raises `InvalidFieldError` unless weights of siblings come to one, the bands of each leaf and the grades have
    neither gap nor overlap, and every measure counts once.
    """
    by_code = {one.code: one for one in scheme.indicators}
    if len(by_code) != len(scheme.indicators):
        raise InvalidFieldError("/indicators", "each indicator has a code of its own")
    parents = {one.parent for one in scheme.indicators if one.parent is not None}
    for place, one in enumerate(scheme.indicators):
        _check_indicator(f"/indicators/{place}", one, by_code, parents)
    for parent in (None, *sorted(parents)):
        weights = [one.weight for one in scheme.indicators if one.parent == parent]
        if sum(weights, Decimal(0)) != WHOLE or any(weight <= 0 for weight in weights):
            raise InvalidFieldError("/indicators", "the weights of siblings are above zero and come to one")
    measures = [one.measure for one in scheme.indicators if one.measure is not None]
    if len(set(measures)) != len(measures):
        raise InvalidFieldError("/indicators", "every measure counts once")
    if tuple(one.grade for one in scheme.grades) != GRADES:
        raise InvalidFieldError("/grades", "all grades, the best first")
    edges = [one.points for one in scheme.grades]
    if edges[-1] != 0 or edges[0] > MOST_POINTS or any(lower >= upper for upper, lower in pairwise(edges)):
        raise InvalidFieldError("/grades", "each grade begins below the one before it, the last at zero")


def _check_indicator(at: str, one: Indicator, by_code: Mapping[str, Indicator], parents: set[str]) -> None:
    above = by_code.get(one.parent) if one.parent is not None else None
    if one.parent is not None and (above is None or above.measure is not None or above.parent is not None):
        raise InvalidFieldError(f"{at}/parent", "a parent is an indicator of the first level without a measure")
    if (one.measure is None) != (one.code in parents):
        raise InvalidFieldError(f"{at}/measure", "an indicator has a measure or others below it")
    if one.measure is None:
        if one.bands:
            raise InvalidFieldError(f"{at}/bands", "only what is measured has bands")
        return
    ends = [band.below for band in one.bands]
    known = [end for end in ends[:-1] if end is not None]
    if not ends or ends[-1] is not None or len(known) != len(ends) - 1:
        raise InvalidFieldError(f"{at}/bands", "every band but the last has an end")
    if any(later <= before for before, later in pairwise(known)):
        raise InvalidFieldError(f"{at}/bands", "each band ends behind the one before it")


def scored(scheme: CreditSchemeLaidDown, values: Mapping[Measure, Value]) -> tuple[Scored, ...]:
    """Every leaf with its value, points, weight in the whole and what it adds to the total."""
    weights = {one.code: one.weight for one in scheme.indicators if one.parent is None}
    found = []
    for one in scheme.indicators:
        if one.measure is None:
            continue
        weight = one.weight * (weights[one.parent] if one.parent is not None else WHOLE)
        measured = values[one.measure]
        points = points_of(measured.value, one.bands)
        figure, age = FIGURES[one.measure]
        found.append(
            Scored(
                code=one.code,
                measure=one.measure,
                value=measured.value,
                points=points,
                weight=weight,
                adds=(weight * points).quantize(PLACES),
                figure=figure,
                currency=measured.currency,
                age=age,
            )
        )
    return tuple(found)


def points_of(value: Decimal, bands: Sequence[Band]) -> int:
    """The points of the first band that the value lies below the end of."""
    return next(band.points for band in bands if band.below is None or value < band.below)


def total_of(indicators: Iterable[Scored]) -> Decimal:
    return sum((one.adds for one in indicators), Decimal(0))


def grade_of(points: Decimal, grades: Sequence[GradeFrom]) -> Grade:
    return next(one.grade for one in grades if points >= one.points or one is grades[-1])


def next_grade(points: Decimal, before: Grade | None, scheme: CreditSchemeLaidDown) -> Grade:
    """The grade of so many points; one that was held is left only once its edge is passed by the margin."""
    found = grade_of(points, scheme.grades)
    if before is None or found == before:
        return found
    better = GRADES.index(found) < GRADES.index(before)
    surely = grade_of(points - scheme.margin if better else points + scheme.margin, scheme.grades)
    moved = GRADES.index(surely) < GRADES.index(before) if better else GRADES.index(surely) > GRADES.index(before)
    return surely if moved else before


def quarter_begins(day: date, later: int = 0) -> date:
    """The first day of the quarter of a day, or of one so many quarters later."""
    months = day.year * 12 + (day.month - 1) // MONTHS_A_QUARTER * MONTHS_A_QUARTER + later * MONTHS_A_QUARTER
    return date(months // 12, months % 12 + 1, 1)


def valid_until(day: date, quarters: int) -> date:
    """The last day of the quarter so many quarters after that of a day."""
    return quarter_begins(day, quarters + 1) - timedelta(days=1)
