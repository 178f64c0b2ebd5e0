from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.contract.price.events import Country, ExchangeTerms, FixedRate, Mode, PriceTerms, SaidPrice, Step
from services.contract.price.explaining import Quote
from services.contract.terms import CountryCode, Currency
from shared.values.clock import BusinessDate
from shared.values.currency import minor_digits
from shared.values.decimals import DecimalString, NonNegativeDecimal, PositiveDecimal
from shared.values.ids import Id
from shared.values.text import Code, PlainText
from shared.web.schemas import Answer, Body

Share = Annotated[NonNegativeDecimal, Field(le=Decimal(1), examples=["0.03"])]
UnitPrice = Annotated[PositiveDecimal, Field(le=Decimal(1_000_000_000))]


class CountryBody(Body):
    """`decimals` of its prices are those of its currency unless given. `unit_id`: our unit there, with those below."""

    country: CountryCode
    currency: Currency
    unit_id: Id | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None

    def place(self) -> Country:
        digits = minor_digits(self.currency) if self.decimals is None else self.decimals
        return Country(country=self.country, currency=self.currency, unit_id=self.unit_id, decimals=digits)


class ExchangeBody(Body):
    """While a rate moves by no more than `band` (a share: 0.03) of that of the fixing date prices stay; of what it
    moves beyond, they follow by the share `sharing`.
    """

    rate_source: Annotated[str, PlainText(80)]
    fixing_on: BusinessDate
    band: Share
    sharing: Share

    def terms(self) -> ExchangeTerms:
        return ExchangeTerms.model_validate(self.model_dump())


class TermsBody(Body):
    """`share`, for local prices: how far they may depart from the lead country's reference."""

    mode: Mode
    lead: CountryCode
    share: Share | None = None
    countries: Annotated[list[CountryBody], Field(min_length=1, max_length=60)]
    exchange: ExchangeBody
    effective_on: BusinessDate | None = None

    def terms(self) -> PriceTerms:
        countries = tuple(one.place() for one in self.countries)
        return PriceTerms(
            mode=self.mode, lead=self.lead, share=self.share, countries=countries, exchange=self.exchange.terms()
        )


class SaidBody(Body):
    """Without local taxes, in the country's currency."""

    product_code: Code
    country: CountryCode
    price: UnitPrice

    def said(self) -> SaidPrice:
        return SaidPrice.model_validate(self.model_dump())


class PricesBody(Body):
    prices: Annotated[list[SaidBody], Field(min_length=1, max_length=100)]
    effective_on: BusinessDate | None = None


class PricesKept(Answer):
    master_id: str
    version: int


class TermsAnswer(Answer):
    version: int
    terms: PriceTerms
    base: list[FixedRate]
    effective_on: date
    laid_down_by: str


class TermsList(Answer):
    items: list[TermsAnswer]


class KeyPriceAnswer(Answer):
    """A change as it was told: `steps` say in order how the price came about."""

    version: int
    terms_version: int
    product_code: str
    country: str
    currency: str
    before: DecimalString | None
    price: DecimalString
    steps: list[Step]
    recipients: list[str]
    effective_on: date


class KeyPriceList(Answer):
    items: list[KeyPriceAnswer]


class QuoteAnswer(Answer):
    """What a unit costs on a day, without local taxes, and how that comes about, step by step."""

    product_code: str
    country: str
    currency: str
    price: DecimalString
    terms_version: int
    on: date
    steps: list[Step]


def told(made: Quote) -> QuoteAnswer:
    return QuoteAnswer(
        product_code=made.product_code,
        country=made.country,
        currency=made.currency,
        price=made.price,
        terms_version=made.terms_version,
        on=made.on,
        steps=list(made.steps),
    )
