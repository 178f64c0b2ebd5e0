"""Ranges held against limits: pure, for orders and agreements alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

from services.contract.requirement.events import Parameter, ParameterKind
from services.contract.standard.events import Limit, LimitKind
from shared.values.errors import InvalidFieldError
from shared.values.text import normalise

AS_PARAMETER: Final[dict[LimitKind, ParameterKind]] = {
    "chemistry": "chemistry",
    "mechanics": "mechanics",
    "dimension": "dimension",
    "process": "process",
    "substance": "chemistry",
}
"""What a limit is among the parameters of an order."""


class Range(Protocol):
    """A named value from least to most."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def least(self) -> Decimal | None: ...
    @property
    def most(self) -> Decimal | None: ...


@dataclass(frozen=True, slots=True)
class InForce:
    """A limit with where it comes from."""

    standard_id: str
    code: str
    edition: int
    limit: Limit


@dataclass(frozen=True, slots=True)
class Held:
    """A limit, and what was stated in its place: by its position, None where nothing was."""

    of: InForce
    at: int | None

    def within(self, stated: Sequence[Range]) -> bool:
        return self.at is None or covers(self.of.limit, stated[self.at])


def covers(limit: Range, stated: Range) -> bool:
    """Whether every value that is stated as good is good under the limit, in the same unit."""
    if normalise(limit.unit) != normalise(stated.unit):
        return False
    least = limit.least is None or (stated.least is not None and stated.least >= limit.least)
    return least and (limit.most is None or (stated.most is not None and stated.most <= limit.most))


def held_against(limits: Sequence[InForce], stated: Sequence[Range]) -> list[Held]:
    """Each limit with what is stated under its name, however that is written."""
    places = {normalise(one.name): at for at, one in enumerate(stated)}
    return [Held(of, places.get(normalise(of.limit.name))) for of in limits]


def taken_over(held: Sequence[Held]) -> tuple[Parameter, ...]:
    """The limits that nothing is stated for, as parameters: the tightest of a name and unit."""
    found: dict[tuple[str, str], Limit] = {}
    for one in held:
        if one.at is not None:
            continue
        limit = one.of.limit
        place = normalise(limit.name), normalise(limit.unit)
        before = found.get(place)
        found[place] = limit if before is None else _tighter(before, limit)
    return tuple(
        Parameter(name=one.name, kind=AS_PARAMETER[one.kind], unit=one.unit, least=one.least, most=one.most)
        for one in found.values()
    )


def _tighter(one: Limit, other: Limit) -> Limit:
    leasts = [each.least for each in (one, other) if each.least is not None]
    mosts = [each.most for each in (one, other) if each.most is not None]
    return one.model_copy(update={"least": max(leasts, default=None), "most": min(mosts, default=None)})


def told(of: InForce, stated: Range) -> dict[str, Any]:
    """A deviation as a refusal names it: the limit, its standard and edition, what it allows, what was stated."""
    limit = of.limit
    return {
        "limit": limit.name,
        "standard_id": of.standard_id,
        "standard": of.code,
        "edition": of.edition,
        "unit": limit.unit,
        "least": _said(limit.least),
        "most": _said(limit.most),
        "stated_unit": stated.unit,
        "stated_least": _said(stated.least),
        "stated_most": _said(stated.most),
    }


def _said(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def check_limits(limits: Sequence[Range], pointer: str = "/limits") -> None:
    """Raises `InvalidFieldError` for a limit named twice, one that no value can meet, and one that sets nothing."""
    names = [normalise(one.name) for one in limits]
    for at, one in enumerate(limits):
        if names.index(names[at]) != at:
            raise InvalidFieldError(f"{pointer}/{at}/name", "a limit is named twice")
        if one.least is None and one.most is None:
            raise InvalidFieldError(f"{pointer}/{at}", "a limit has a least or a most value")
        if one.least is not None and one.most is not None and one.least > one.most:
            raise InvalidFieldError(f"{pointer}/{at}/most", "the most lies below the least")
