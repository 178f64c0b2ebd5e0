"""Set and actual values compared: what a batch departs in."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from services.contract.requirement.events import Deviation, Measured, Objected, Parameter
from shared.values.errors import InvalidFieldError


def check_parameters(parameters: Sequence[Parameter]) -> None:
    """Raises `InvalidFieldError` for a parameter named twice, or one that no value can meet, or that sets nothing."""
    names = [one.name for one in parameters]
    for at, one in enumerate(parameters):
        if names.index(one.name) != at:
            raise InvalidFieldError(f"/parameters/{at}/name", "a parameter is named twice")
        if one.least is None and one.most is None:
            raise InvalidFieldError(f"/parameters/{at}", "a parameter has a least or a most value")
        if one.least is not None and one.most is not None and one.least > one.most:
            raise InvalidFieldError(f"/parameters/{at}/most", "the most lies below the least")


def tightened(plan: Sequence[Parameter], own: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """The parameters of a plan with the customer's own in their place, and beside them."""
    said = {one.name: one for one in own}
    kept = [said.pop(one.name, one) for one in plan]
    return (*kept, *(one for one in own if one.name in said))


def deviations(parameters: Iterable[Parameter], actual: Sequence[Measured]) -> tuple[Deviation, ...]:
    """Every parameter outside what is set, or not measured."""
    found = {one.name: one.value for one in actual}
    return tuple(
        Deviation(name=one.name, least=one.least, most=one.most, value=found.get(one.name))
        for one in parameters
        if not _meets(one, found.get(one.name))
    )


def _meets(parameter: Parameter, value: Decimal | None) -> bool:
    if value is None:
        return False
    return (parameter.least is None or value >= parameter.least) and (parameter.most is None or value <= parameter.most)


def objected_to(defects: Sequence[str], known: Iterable[Objected]) -> tuple[Objected, ...]:
    """Those of the customer's objections that are about one of these defects."""
    return tuple(one for one in known if one.defect in defects)
