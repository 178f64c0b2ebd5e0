"""The tariff of a customer or a grade decided and folded."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.contract.tariff.events import TariffLaidDown
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class Tariff:
    """The last word for each product, brand and day."""

    said: Mapping[str, TariffLaidDown] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LayDown:
    fact: TariffLaidDown


def decide(tariff: Tariff, command: LayDown) -> list[Event]:
    """What is said already is one fact and gives no event."""
    fact = command.fact
    if (fact.customer_id is None) == (fact.grade is None):
        raise InvalidFieldError("/customer_id", "a tariff is one customer's or that of a grade")
    if fact.product_code is not None and fact.brand is not None:
        raise InvalidFieldError("/brand", "a tariff is for a product, for a brand, or for everything")
    if fact.discount is not None and not 0 <= fact.discount <= 1:
        raise InvalidFieldError("/discount", "a discount is a share from 0 to 1")
    return [] if tariff.said.get(place(fact)) == fact else [fact]


def place(fact: TariffLaidDown) -> str:
    """What a word is about: one later word for the same stands in its place."""
    return "\n".join((fact.product_code or "", fact.brand or "", fact.effective_on.isoformat()))


def evolve(tariff: Tariff, event: Event) -> Tariff:
    match event:
        case TariffLaidDown():
            return replace(tariff, said={**tariff.said, place(event): event})
        case _:
            return tariff


TARIFF = Aggregate("tariff", Tariff(), evolve)
"""Streams `tariff-<id>`, one a customer or grade, for the whole installation."""
