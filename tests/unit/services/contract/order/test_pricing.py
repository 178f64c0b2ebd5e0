"""Lines of an order: at the price agreed for the day, or with the reason why not."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.contract.order.events import OrderLine, TariffPrice
from services.contract.order.pricing import LineWish, PriceNotAgreedError, by_tariff, lines_of, own_prices
from services.contract.order.tax import rates_of
from services.contract.price.explaining import Quote
from services.contract.tariff.quoting import Quote as TariffQuote
from services.contract.tariff.quoting import Rate
from services.contract.terms import priced
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
QUOTES = {"fan": Quote("fan", "CN", "CNY", Decimal("787.80"), 1, (), TODAY)}


def wish(product: str | None = "fan", price: str | None = None, rate: str | None = "0.13", **more: Any) -> LineWish:
    numbers = [None if one is None else Decimal(one) for one in (price, rate)]
    return LineWish(product, "Fan", Decimal(2), *numbers, True, more.get("departure"))


def line(one: LineWish, quotes: Any = QUOTES) -> OrderLine:
    return lines_of([one], "CNY", rates_of([]), quotes)[0]


def test_without_a_price_the_agreed_one_is_taken_with_the_lines_tax():
    taken = line(wish())
    assert (taken.unit_price, taken.amount, taken.priced_by) == (
        Decimal("890.2140"),
        Money.of("1780.43", "CNY"),
        "agreed",
    )
    assert taken.agreed is not None
    assert (taken.agreed.net, taken.agreed.country, taken.agreed.terms_version) == (Decimal("787.80"), "CN", 1)
    assert line(wish(price="890.214")).priced_by == "agreed"


def test_another_price_says_why():
    with pytest.raises(PriceNotAgreedError) as refused:
        line(wish(price="890.22"))
    figures = {name: refused.value.details[name] for name in ("agreed", "net", "given", "product_code")}
    assert figures == {"agreed": "890.2140", "net": "787.80", "given": "890.22", "product_code": "fan"}
    other = line(wish(price="0", departure="sample"))
    assert (other.priced_by, other.amount, other.agreed and other.agreed.gross) == (
        "sample",
        Money.of("0.00", "CNY"),
        Decimal("890.2140"),
    )


def test_what_is_not_agreed_has_a_price_of_its_own_and_says_so():
    assert line(wish("lamp", "5.00")).priced_by == "not_priced"
    assert line(wish(None, "5.00")).priced_by == "not_priced"
    assert line(wish(price="5.00"), None).priced_by is None
    for wrong, pointer in (
        (wish("lamp"), "/lines/0/unit_price"),
        (wish("lamp", "5.00", departure="sample"), "/lines/0/departure"),
        (wish(departure="sample"), "/lines/0/departure"),
        (wish(rate=None), "/lines/0/tax_rate"),
    ):
        with pytest.raises(InvalidFieldError) as refused:
            line(wrong)
        assert refused.value.details["errors"][0]["pointer"] == pointer  # type: ignore[index]


def test_without_an_agreed_price_the_contract_s_own_line_says_it_else_the_tariff():
    own = own_prices([priced(1, "Fan", Decimal(9), "pcs", Decimal(100), Decimal("0.13"), "CNY", None, "fan")])
    rate = Rate("grade", "everything", "wholesale", Decimal("0.05"))
    lamp = by_tariff(TariffQuote(Decimal("76.00"), list_price="wholesale", start=Decimal("80.00"), rate=rate))
    bulb = by_tariff(TariffQuote(Decimal(3), own=True))
    known = {**own, "lamp": lamp, "bulb": bulb}

    def taken(one: LineWish, quotes: Any = None) -> OrderLine:
        return lines_of([one], "CNY", rates_of([]), quotes, known)[0]

    fan, of_grade, of_their_own = taken(wish()), taken(wish("lamp")), taken(wish("bulb", rate=None))
    assert (fan.unit_price, fan.amount, fan.priced_by) == (Decimal(113), Money.of("226.00", "CNY"), "contract")
    assert (of_grade.unit_price, of_grade.priced_by) == (Decimal(76), "tariff")
    assert of_grade.tariff == TariffPrice(
        own=False, list_price="wholesale", start=Decimal(80), of="grade", discount=Decimal("0.05")
    )
    assert of_their_own.tariff is not None
    assert (of_their_own.unit_price, of_their_own.tariff.own) == (Decimal(3), True)
    assert taken(wish(), QUOTES).priced_by == "agreed"
    said = taken(wish("lamp", "70.00"))
    assert (said.unit_price, said.priced_by, said.tariff) == (Decimal(70), None, None)
    with pytest.raises(InvalidFieldError):
        taken(wish("none"))
    two = [priced(at, "Fan", Decimal(1), "pcs", Decimal(at), Decimal(0), "CNY", None, "fan") for at in (1, 2)]
    assert own_prices(two) == {}


def test_a_gross_price_is_kept_with_twelve_decimals_at_most():
    assert line(wish(rate="0.123456789012")).unit_price == Decimal("885.059258383654")
