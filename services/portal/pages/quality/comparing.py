"""Set and actual values of a batch side by side, with what departs."""

from dataclasses import dataclass
from decimal import Decimal

from services.portal.pages.quality.seen import Batch, Requirement


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter with what is set and what it was found to be; null: not measured, or not set."""

    name: str
    kind: str
    unit: str
    least: Decimal | None
    most: Decimal | None
    actual: Decimal | None
    departs: bool


def values_of(batch: Batch, requirement: Requirement | None) -> list[Value]:
    """Every parameter that is set, in its order, then what was measured beside them. What departs is the service's
    word of the day on which it was measured, with the bounds of that day.
    """
    actual = {one.name: one.value for one in batch.actual}
    departing = {one.name: one for one in batch.deviations}
    values = []
    for one in requirement.parameters if requirement else []:
        bounds = departing.get(one.name, one)
        departs = one.name in departing
        values.append(
            Value(one.name, one.kind, one.unit, bounds.least, bounds.most, actual.pop(one.name, None), departs)
        )
    known = {value.name for value in values}
    for name, gone in departing.items():
        if name not in known:
            values.append(Value(name, "", "", gone.least, gone.most, actual.pop(name, gone.value), departs=True))
    return [*values, *(Value(name, "", "", None, None, value, departs=False) for name, value in actual.items())]
