"""Rates of a pair of currencies, decided and folded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.contract.exchange_rate.events import RateFixed
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError


@dataclass(frozen=True, slots=True)
class Rates:
    by_day: Mapping[date, RateFixed] = field(default_factory=dict)

    def on(self, day: date) -> RateFixed | None:
        """The rate that holds on a day: the last one fixed for it or before."""
        days = [fixed for fixed in self.by_day if fixed <= day]
        return self.by_day[max(days)] if days else None


@dataclass(frozen=True, slots=True)
class FixRate:
    fact: RateFixed


class RateFixedAlreadyError(DomainError):
    """Another rate of this pair is fixed for that day; what was counted by it stays counted."""

    pointer = "/effective_on"


def decide(rates: Rates, command: FixRate) -> list[Event]:
    fact, known = command.fact, rates.by_day.get(command.fact.effective_on)
    if fact.currency == fact.against:
        raise InvalidFieldError("/against", "a currency is no other against itself")
    if known == fact:
        return []
    if known is not None:
        raise RateFixedAlreadyError(rate=str(known.rate), source=known.source)
    return [fact]


def evolve(rates: Rates, event: Event) -> Rates:
    return Rates({**rates.by_day, event.effective_on: event}) if isinstance(event, RateFixed) else rates


RATES = Aggregate("exchange_rate", Rates(), evolve)
