"""The prices of a master contract as they were said, and as they were told to the countries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from services.contract.price.events import Country, FixedRate, PriceTermsLaidDown


@dataclass(frozen=True, slots=True)
class Dated:
    on: date
    price: Decimal


History = tuple[Dated, ...]


@dataclass(frozen=True, slots=True)
class Prices:
    """`said` and `told` by product and country, in the order of days; `latest` is the last day that was spoken of."""

    master_id: str = ""
    terms: tuple[PriceTermsLaidDown, ...] = ()
    said: Mapping[str, History] = field(default_factory=dict)
    told: Mapping[str, History] = field(default_factory=dict)
    latest: date | None = None

    def terms_on(self, day: date) -> PriceTermsLaidDown | None:
        """The terms that hold on a day: of several of one day those said last."""
        holding = [one for one in self.terms if one.effective_on <= day]
        return max(holding, key=lambda one: (one.effective_on, one.version)) if holding else None

    def said_on(self, product: str, country: str, day: date) -> Dated | None:
        """What was laid down for a country and holds on a day."""
        return last_of(self.said.get(place(product, country), ()), day)

    def told_on(self, product: str, country: str, day: date) -> Dated | None:
        """What the country was told that it costs on a day."""
        return last_of(self.told.get(place(product, country), ()), day)

    @property
    def products(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key.partition("\n")[0] for key in self.said))


def place(product: str, country: str) -> str:
    return f"{product}\n{country}"


def last_of(history: History, day: date) -> Dated | None:
    """The last one said of those that hold on a day."""
    holding = [one for one in history if one.on <= day]
    latest = max((one.on for one in holding), default=None)
    return next((one for one in reversed(holding) if one.on == latest), None)


def country_of(laid: PriceTermsLaidDown, country: str) -> Country | None:
    return next((one for one in laid.terms.countries if one.country == country), None)


def base_of(laid: PriceTermsLaidDown, currency: str) -> FixedRate:
    """The rate of the fixing date; terms are laid down with one for each of their currencies."""
    return next(one for one in laid.base if one.currency == currency)
