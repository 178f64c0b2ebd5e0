"""The brands of a month decided and folded."""

from dataclasses import dataclass

from services.contract.brand.events import BrandsLaidDown
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class BrandMonth:
    said: BrandsLaidDown | None = None


@dataclass(frozen=True, slots=True)
class LayDownBrands:
    fact: BrandsLaidDown


def decide(month: BrandMonth, command: LayDownBrands) -> list[Event]:
    """A brand is named once; what is said already is one fact and gives no event."""
    fact = command.fact
    named = [*fact.key, *fact.tracked]
    for at, brand in enumerate(named):
        if named.index(brand) != at:
            place = f"/key/{at}" if at < len(fact.key) else f"/tracked/{at - len(fact.key)}"
            raise InvalidFieldError(place, "a brand is named once, as key or as tracked")
    return [] if month.said == fact else [fact]


def evolve(month: BrandMonth, event: Event) -> BrandMonth:
    match event:
        case BrandsLaidDown():
            return BrandMonth(event)
        case _:
            return month


BRAND_MONTH = Aggregate("brand_month", BrandMonth(), evolve)
"""Streams `brand_month-<id>`, one a month, for the whole installation."""
