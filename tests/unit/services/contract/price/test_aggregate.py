"""Prices for a key account: one for all countries or local ones, by exchange-rate terms, told wherever they change."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from services.contract.price.aggregate import (
    PRICES,
    LayDownPrices,
    LayDownTerms,
    LocalPriceTooFarError,
    NoPriceTermsError,
    TellPrices,
    decide,
)
from services.contract.price.events import (
    Country,
    ExchangeTerms,
    FixedRate,
    PriceChanged,
    PricesLaidDown,
    PriceTerms,
    PriceTermsLaidDown,
    SaidPrice,
)
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError

TODAY = date(2026, 3, 2)
LATER = TODAY + timedelta(days=30)
given = specification(PRICES, decide)
PLACES = (
    Country(country="DE", currency="EUR", decimals=2),
    Country(country="CN", currency="CNY", decimals=2),
    Country(country="US", currency="USD", decimals=2),
)


def rate(currency: str, value: str, on: date = TODAY) -> FixedRate:
    return FixedRate(currency=currency, rate=Decimal(value), on=on, source="ECB")


BASE = (rate("EUR", "1"), rate("CNY", "7.8"), rate("USD", "1.1"))
NOW = {one.currency: one for one in BASE}


def terms(mode: Any = "global", share: str | None = None, **more: Any) -> PriceTerms:
    said = {"rate_source": "ECB", "fixing_on": TODAY, "band": Decimal("0.03"), "sharing": Decimal("0.5")}
    return PriceTerms(
        mode=mode,
        lead=more.pop("lead", "DE"),
        share=None if share is None else Decimal(share),
        countries=more.pop("countries", PLACES),
        exchange=ExchangeTerms.model_validate(said | more),
    )


def laid(what: PriceTerms, version: int = 1, on: date = TODAY) -> PriceTermsLaidDown:
    return PriceTermsLaidDown(master_id="m1", version=version, terms=what, base=BASE, effective_on=on)


def said(country: str, price: str, product: str = "fan") -> SaidPrice:
    return SaidPrice(product_code=product, country=country, price=Decimal(price))


def prices(*all_of_them: SaidPrice, on: date = TODAY) -> PricesLaidDown:
    return PricesLaidDown(master_id="m1", prices=all_of_them, effective_on=on)


def tell(on: date = TODAY, **rates: str) -> TellPrices:
    now = NOW | {currency: rate(currency, value, on) for currency, value in rates.items()}
    return TellPrices("b1", now, {"CN": ("anna",)}, on)


GLOBAL, LOCAL = laid(terms()), laid(terms("local", "0.1"))
REFERENCE = prices(said("DE", "100.00"))


def told(events: tuple[Any, ...]) -> dict[str, tuple[str | None, str]]:
    return {
        one.country: (None if one.before is None else str(one.before), str(one.price))
        for one in events
        if isinstance(one, PriceChanged)
    }


def test_terms_are_laid_down_in_versions():
    given().when(LayDownTerms("m1", terms(), BASE, TODAY)).then(GLOBAL)
    given(GLOBAL).when(LayDownTerms("m1", terms(), BASE, TODAY)).then()
    wider = terms(band=Decimal("0.05"))
    given(GLOBAL).when(LayDownTerms("m1", wider, BASE, LATER)).then(laid(wider, 2, LATER))
    given(GLOBAL, laid(wider, 2, LATER)).when(LayDownTerms("m1", terms(), BASE, TODAY)).fails(InvalidFieldError)


def test_terms_that_make_no_price_are_refused_by_their_field():
    wrong = {
        "/share": terms(share="0.1"),
        "/lead": terms(lead="FR"),
        "/countries": terms(countries=(*PLACES, PLACES[0])),
        "/exchange/fixing_on": terms(fixing_on=LATER),
    }
    for pointer, what in wrong.items():
        outcome = given().when(LayDownTerms("m1", what, BASE, TODAY))
        outcome.fails(InvalidFieldError)
        assert outcome.error is not None
        assert outcome.error.details["errors"][0]["pointer"] == pointer
    given().when(LayDownTerms("m1", terms("local"), BASE, TODAY)).fails(InvalidFieldError)


def test_one_price_for_all_is_said_where_the_lead_is_and_nowhere_else():
    given(GLOBAL).when(LayDownPrices((said("DE", "100.00"),), TODAY)).then(REFERENCE)
    given(GLOBAL).when(LayDownPrices((said("CN", "700.00"),), TODAY)).fails(InvalidFieldError)
    given(GLOBAL, REFERENCE).when(LayDownPrices((said("DE", "100"),), TODAY)).then()
    given().when(LayDownPrices((said("DE", "100.00"),), TODAY)).fails(NoPriceTermsError)
    given(laid(terms(), on=LATER)).when(LayDownPrices((said("DE", "1"),), TODAY)).fails(InvalidFieldError)
    for wrong in (said("FR", "1"), said("DE", "0"), said("DE", "1.005")):
        given(GLOBAL).when(LayDownPrices((wrong,), TODAY)).fails(InvalidFieldError)
    twice = LayDownPrices((said("DE", "1"), said("DE", "2")), TODAY)
    given(GLOBAL).when(twice).fails(InvalidFieldError)


def test_a_local_price_stays_within_the_share_of_the_reference_at_the_rate_of_the_fixing_date():
    given(LOCAL, REFERENCE).when(LayDownPrices((said("CN", "858.00"),), TODAY)).then(prices(said("CN", "858.00")))
    given(LOCAL, REFERENCE).when(LayDownPrices((said("CN", "702.00"),), TODAY)).then(prices(said("CN", "702.00")))
    given(LOCAL, REFERENCE).when(LayDownPrices((said("CN", "858.01"),), TODAY)).fails(
        LocalPriceTooFarError,
        product_code="fan",
        country="CN",
        reference="780.00",
        currency="CNY",
        share="0.1",
        given="858.01",
        given_share="0.100013",
    )
    given(LOCAL, REFERENCE).when(LayDownPrices((said("CN", "701.99"),), TODAY)).fails(LocalPriceTooFarError)


def test_a_new_reference_is_measured_against_the_local_prices_that_stand():
    stood = (LOCAL, REFERENCE, prices(said("CN", "702.00")))
    given(*stood).when(LayDownPrices((said("DE", "101.00"),), TODAY)).fails(LocalPriceTooFarError, country="CN")
    both = (said("DE", "101.00"), said("CN", "787.80"))
    given(*stood).when(LayDownPrices(both, TODAY)).then(prices(*both))
    narrower = terms("local", "0.05")
    given(*stood).when(LayDownTerms("m1", narrower, BASE, LATER)).fails(LocalPriceTooFarError, share="0.05")


def test_every_country_is_told_what_it_costs_there_and_nothing_twice():
    outcome = given(GLOBAL, REFERENCE).when(tell())
    assert told(outcome.events) == {"DE": (None, "100.00"), "CN": (None, "780.00"), "US": (None, "110.00")}
    recipients = {one.country: one.recipients for one in outcome.events if isinstance(one, PriceChanged)}
    assert recipients == {"DE": (), "CN": ("anna",), "US": ()}
    given(GLOBAL, REFERENCE, *outcome.events).when(tell()).then()
    given().when(tell()).fails(NotPossibleNowError)


def test_within_the_band_nothing_changes_and_beyond_it_the_price_follows_by_the_share_agreed():
    stood = given(GLOBAL, REFERENCE).when(tell()).events
    given(GLOBAL, REFERENCE, *stood).when(tell(LATER, CNY="8.034")).then()
    # 8.19 is 5 % above 7.8: 2 % beyond the band of 3 %, half of which is passed on.
    beyond = given(GLOBAL, REFERENCE, *stood).when(tell(LATER, CNY="8.19", USD="1.0")).events
    assert told(beyond) == {"CN": ("780.00", "787.80"), "US": ("110.00", "106.65")}


def test_a_country_without_a_local_price_has_none():
    outcome = given(LOCAL, REFERENCE, prices(said("CN", "760.00"))).when(tell())
    assert told(outcome.events) == {"DE": (None, "100.00"), "CN": (None, "760.00")}


def test_what_was_told_for_a_later_day_counts_from_that_day():
    dearer = prices(said("DE", "200.00"), on=LATER)
    stood = (GLOBAL, REFERENCE, *given(GLOBAL, REFERENCE).when(tell()).events, dearer)
    later = given(*stood).when(tell(LATER)).events
    assert told(later)["DE"] == ("100.00", "200.00")
    given(*stood, *later).when(tell(TODAY + timedelta(days=1))).then()
    given(*stood, *later).when(tell(LATER + timedelta(days=1))).then()
