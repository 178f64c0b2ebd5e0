"""A price explained step by step; exact until it is rounded once."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from services.contract.price.aggregate import PRICES
from services.contract.price.explaining import NotPricedError, PriceOutOfRangeError, Quote, quote, rounded
from tests.unit.services.contract.price.test_aggregate import (
    LATER,
    LOCAL,
    REFERENCE,
    TODAY,
    laid,
    prices,
    rate,
    said,
    terms,
)


def made(now: str, band: str = "0.03", sharing: str = "0.5", on: date = LATER) -> Quote:
    agreed = laid(terms(band=Decimal(band), sharing=Decimal(sharing)))
    return quote(PRICES.fold([agreed, REFERENCE]), "fan", "CN", rate("CNY", now, on), on)


def test_each_step_stands_in_order_with_its_figures():
    steps = [(one.step, one.figures) for one in made("8.19").steps]
    since = {"since": "2026-03-02", "terms_version": "1"}
    assert steps == [
        ("reference", {"country": "DE", "price": "100.00", "currency": "EUR", **since}),
        ("mode", {"mode": "global"}),
        ("rate_then", {"rate": "7.8", "on": "2026-03-02", "source": "ECB"}),
        ("start", {"from": "reference_at_rate", "price": "780.000000", "currency": "CNY"}),
        ("rate_now", {"rate": "8.19", "on": "2026-04-01", "source": "ECB"}),
        ("band", {"movement": "0.050000", "band": "0.03", "position": "outside"}),
        ("share", {"sharing": "0.5", "change": "0.010000"}),
        ("rounding", {"decimals": "2", "rule": "half_up"}),
        ("result", {"price": "787.80", "currency": "CNY"}),
    ]


def test_a_local_price_begins_where_it_was_laid_down():
    state = PRICES.fold([LOCAL, REFERENCE, prices(said("CN", "760.00"))])
    found = quote(state, "fan", "CN", rate("CNY", "7.9"), TODAY)
    figures = {one.step: one.figures for one in found.steps}
    assert (figures["reference"]["local_price"], figures["mode"]) == ("760.00", {"mode": "local", "share": "0.1"})
    assert (figures["start"]["from"], figures["band"]["position"], found.price) == (
        "local_price",
        "inside",
        Decimal("760.00"),
    )
    with pytest.raises(NotPricedError):
        quote(state, "fan", "US", rate("USD", "1.1"), TODAY)
    with pytest.raises(NotPricedError):
        quote(state, "fan", "CN", rate("CNY", "7.9"), date(2026, 3, 1))


def test_a_falling_rate_is_shared_alike_and_what_moved_is_shown_with_its_sign():
    found = made("7.41")
    figures = {one.step: one.figures for one in found.steps}
    assert (figures["band"]["movement"], figures["share"]["change"]) == ("-0.050000", "-0.010000")
    assert found.price == Decimal("772.20")


def test_a_price_that_no_field_holds_is_refused():
    with pytest.raises(PriceOutOfRangeError):
        made("99999999999999", sharing="1")


RATE = st.decimals("0.01", "900", places=6)
SHARE = st.decimals("0", "1", places=4)


@example(RATE, SHARE, SHARE)
def test_the_price_is_the_formula_rounded_once(now: Decimal, band: Decimal, sharing: Decimal):
    moved = Fraction(now) / Fraction("7.8") - 1
    beyond = max(abs(moved) - Fraction(band), Fraction(0)) * (1 if moved > 0 else -1)
    exact = 780 * (1 + beyond * Fraction(sharing))
    price = made(str(now), str(band), str(sharing)).price
    assert abs(Fraction(price) - exact) <= Fraction(1, 200)
    assert price == rounded(exact, 2)


@example(RATE, SHARE)
def test_nothing_shared_changes_nothing_and_everything_shared_without_a_band_is_the_rate_itself(
    now: Decimal, band: Decimal
):
    assert made(str(now), str(band), "0").price == Decimal("780.00")
    assert made(str(now), "0", "1").price == rounded(Fraction(now) * 100, 2)


@example(st.lists(RATE, min_size=2, max_size=2).map(sorted), SHARE, SHARE)
def test_a_higher_rate_never_makes_a_lower_price(rates: list[Decimal], band: Decimal, sharing: Decimal):
    low, high = (made(str(one), str(band), str(sharing)).price for one in rates)
    assert low <= high


@example(SHARE)
def test_at_the_edge_of_the_band_the_price_is_still_the_agreed_one(band: Decimal):
    edge = Decimal("7.8") * (1 + band)
    assert made(str(edge), str(band), "1").price == Decimal("780.00")
