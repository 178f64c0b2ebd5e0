"""Prices for a key account in all its countries: under what terms, what was said, and what each comes to."""

from datetime import date
from typing import Literal

from services.contract.terms import Frozen
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString

Mode = Literal["global", "local"]
"""One price for all countries; or a local best price in each, within a share of the lead country's."""
StepName = Literal["reference", "mode", "start", "rate_then", "rate_now", "band", "share", "rounding", "result"]


class Country(Frozen):
    """Where and in what currency prices are quoted, to so many decimals. `unit_id` is our unit there, with those below
    it: contracts of this currency are the country's wherever none is named.
    """

    country: str
    currency: str
    unit_id: str | None = None
    decimals: int


class ExchangeTerms(Frozen):
    """By whose rates, of which day, prices were agreed; while a rate moves within `band` of that nothing changes, of
    what it moves beyond the price follows by `sharing` of it.
    """

    rate_source: str
    fixing_on: date
    band: DecimalString
    sharing: DecimalString


class PriceTerms(Frozen):
    """`lead` is the country whose prices are the reference; `share` what local prices may depart from it at most."""

    mode: Mode
    lead: str
    share: DecimalString | None
    countries: tuple[Country, ...]
    exchange: ExchangeTerms


class FixedRate(Frozen):
    """One of the reference's currency is `rate` of `currency`, as the source published it for that day."""

    currency: str
    rate: DecimalString
    on: date
    source: str


class SaidPrice(Frozen):
    """What a unit of a product costs in a country, in its currency, without local taxes."""

    product_code: str
    country: str
    price: DecimalString


class Step(Frozen):
    """One step of how a price came about, with its figures as text."""

    step: StepName
    figures: dict[str, str]


class PriceTermsLaidDown(Event, name="price.terms_laid_down.v1"):
    """From that day on prices under a master contract are made by these terms, the version so counted. `base` are the
    rates of the fixing date.
    """

    master_id: str
    version: int
    terms: PriceTerms
    base: tuple[FixedRate, ...]
    effective_on: date


class PricesLaidDown(Event, name="price.laid_down.v1"):
    """From that day on units cost so much: references where the country leads, local best prices elsewhere."""

    master_id: str
    prices: tuple[SaidPrice, ...]
    effective_on: date


class PriceChanged(Event, name="price.changed.v1"):
    """From that day on a unit costs `price` in a country, without local taxes, and `steps` tell why; it cost `before`.
    `recipients` are the country's managers in the account team. Changes that came together have one `batch`.
    """

    master_id: str
    batch: str
    terms_version: int
    product_code: str
    country: str
    currency: str
    before: DecimalString | None
    price: DecimalString
    steps: tuple[Step, ...]
    recipients: tuple[str, ...]
    effective_on: date
