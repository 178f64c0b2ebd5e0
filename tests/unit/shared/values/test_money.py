from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.values.currency import UnknownCurrencyError
from shared.values.errors import DomainError
from shared.values.money import CurrencyMismatchError, Money, MoneyError, NonNegativeMoney, PositiveMoney

LARGEST = 10**20 - 1
cny = st.integers(-LARGEST, LARGEST).map(lambda fen: Money(Decimal(fen).scaleb(-2), "CNY"))
small = st.integers(-(10**12), 10**12).map(lambda fen: Money(Decimal(fen).scaleb(-2), "CNY"))


class Priced(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    price: Money


class Bounded(BaseModel):
    model_config = ConfigDict(strict=True)
    fee: NonNegativeMoney
    price: PositiveMoney


def yuan(amount: str) -> Money:
    return Money.of(amount, "CNY")


def refusal(json: str) -> dict:
    with pytest.raises(ValidationError) as caught:
        Priced.model_validate_json(json)
    return caught.value.errors(include_url=False)[0]


def test_an_amount_keeps_exactly_the_minor_digits_of_its_currency():
    assert str(yuan("12.5")) == "12.50 CNY"
    assert str(Money.of("12", "JPY")) == "12 JPY"
    assert str(Money.of("1.5", "BHD")) == "1.500 BHD"
    assert str(Money.of("0.0001", "CLF")) == "0.0001 CLF"


def test_equal_amounts_written_differently_are_equal_and_hash_alike():
    assert yuan("1.5") == yuan("1.50")
    assert len({yuan("1.5"), yuan("1.50"), Money(Decimal("15E-1"), "CNY")}) == 1


def test_there_is_no_negative_zero():
    assert str(Money(Decimal("-0.00"), "CNY")) == "0.00 CNY"
    assert str(-Money.zero("CNY")) == "0.00 CNY"


@pytest.mark.parametrize(
    "amount",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999999",
        "1e3",
        "１２",
        "٣",
        "+1",
        " 1",
        "1 ",
        "",
        "1_000",
        "1,000",
        ".5",
        "5.",
        "007",
        "0x1",
        "1\n",
        "1\u0000",
    ],
)
def test_an_amount_that_is_not_plain_decimal_text_is_refused(amount):
    assert refusal(_json(f'"{_escape(amount)}"'))["loc"] == ("price", "amount")


def _escape(text: str) -> str:
    return text.encode("unicode_escape").decode().replace("\\x", "\\u00")


def _json(amount: str, currency: str = '"CNY"') -> str:
    return f'{{"price": {{"amount": {amount}, "currency": {currency}}}}}'


@pytest.mark.parametrize("amount", ["1", "1.5", "true", "null", "NaN", "Infinity", "1e999999", "[]", "{}"])
def test_a_json_amount_that_is_not_a_string_is_refused_where_it_stands(amount):
    assert refusal(_json(amount))["loc"] == ("price", "amount")


@pytest.mark.parametrize("currency", ["1", "null", "true", '"cny"', '"XXX"', '"DEM"', '""', '"CNY "', '"ZZZ"', "[]"])
def test_a_currency_that_is_not_current_is_refused_where_it_stands(currency):
    assert refusal(_json('"1"', currency))["loc"] == ("price", "currency")


def test_more_minor_digits_than_the_currency_has_are_refused():
    assert refusal(_json('"1.005"'))["type"] == "money_minor_digits"
    assert refusal(_json('"1.500"'))["type"] == "money_minor_digits"
    assert refusal(_json('"1.5"', '"JPY"'))["type"] == "money_minor_digits"


@pytest.mark.parametrize("amount", ["1000000000000000000", "-1000000000000000000", "9" * 400])
def test_absurd_magnitudes_are_refused(amount):
    assert refusal(_json(f'"{amount}"'))["loc"] == ("price", "amount")
    with pytest.raises(MoneyError):
        Money(Decimal(amount), "CNY")


@pytest.mark.parametrize(
    "body",
    [
        '{"price": "1.00"}',
        '{"price": 1}',
        '{"price": {"amount": "1"}}',
        '{"price": {"amount": "1", "currency": "CNY", "x": 1}}',
        '{"price": null}',
        '{"price": ["1", "CNY"]}',
    ],
)
def test_other_shapes_are_refused(body):
    assert refusal(body)["loc"][0] == "price"


def test_code_can_not_make_money_of_floats_booleans_or_unknown_currencies():
    with pytest.raises(MoneyError):
        Money.of(True, "CNY")
    with pytest.raises(MoneyError):
        Money(1.5, "CNY")  # type: ignore[arg-type]
    with pytest.raises(UnknownCurrencyError):
        Money(Decimal(1), "GOLD")
    with pytest.raises(MoneyError):
        Money(Decimal("NaN"), "CNY")


@given(cny)
def test_json_there_and_back_gives_the_same_money(money):
    priced = Priced(price=money)
    assert Priced.model_validate_json(priced.model_dump_json()) == priced
    assert Priced.model_validate(priced.model_dump(mode="json")) == priced
    assert Priced.model_validate(priced.model_dump()) == priced


def test_the_json_form_is_an_amount_string_and_a_currency():
    assert Priced(price=yuan("123.45")).model_dump_json() == '{"price":{"amount":"123.45","currency":"CNY"}}'


def test_the_json_schema_names_both_parts_and_forbids_others():
    for mode in ("validation", "serialization"):
        schema = Priced.model_json_schema(mode=mode)["properties"]["price"]
        assert schema["required"] == ["amount", "currency"]
        assert schema["additionalProperties"] is False


def test_signed_fields_refuse_the_wrong_side_of_zero_and_say_so_in_their_schema():
    assert Bounded.model_validate_json(
        '{"fee": {"amount": "0", "currency": "CNY"}, "price": {"amount": "1", "currency": "CNY"}}'
    ).fee.is_zero
    with pytest.raises(ValidationError) as caught:
        Bounded(fee=yuan("-0.01"), price=yuan("0"))
    assert [error["type"] for error in caught.value.errors()] == ["money_sign", "money_sign"]
    pattern = Bounded.model_json_schema()["properties"]["price"]["properties"]["amount"]["pattern"]
    assert "-?" not in pattern


def test_money_of_two_currencies_neither_adds_nor_compares():
    dollars = Money.of("1", "USD")
    for operation in ("__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__", "ratio_to"):
        with pytest.raises(CurrencyMismatchError) as caught:
            getattr(yuan("1"), operation)(dollars)
        assert isinstance(caught.value, DomainError)
        assert caught.value.details == {"left": "CNY", "right": "USD"}
    assert yuan("1") != dollars


def test_money_does_not_mix_with_numbers():
    with pytest.raises(TypeError):
        yuan("1") + 1  # type: ignore[operator]
    with pytest.raises(TypeError):
        sum([yuan("1")])  # type: ignore[list-item]


@given(small, small, small)
def test_addition_is_exact_and_subtraction_undoes_it(a, b, c):
    assert (a + b) + c == a + (b + c)
    assert (a + b) - b == a
    assert a + -a == Money.zero("CNY")
    assert (a < b) == (a.amount < b.amount)


def test_a_sum_beyond_the_limit_is_refused():
    most = yuan("999999999999999999.99")
    with pytest.raises(MoneyError):
        most + yuan("0.01")


def test_a_total_needs_one_currency_and_is_zero_of_nothing():
    assert Money.total([yuan("1.10"), yuan("2.20")], "CNY") == yuan("3.30")
    assert Money.total([], "CNY") == Money.zero("CNY")
    with pytest.raises(CurrencyMismatchError):
        Money.total([yuan("1"), Money.of("1", "USD")], "CNY")


@pytest.mark.parametrize(
    ("amount", "factor", "product"),
    [
        ("0.01", "0.5", "0.01"),
        ("-0.01", "0.5", "-0.01"),
        ("0.01", "0.4999", "0.00"),
        ("100", "0.13", "13.00"),
        ("33.33", "3", "99.99"),
        ("1.15", "0.1", "0.12"),
    ],
)
def test_scaling_rounds_halves_away_from_zero(amount, factor, product):
    assert yuan(amount).times(Decimal(factor)) == yuan(product)


def test_a_conversion_rounds_to_the_other_currency():
    assert yuan("100").converted(Decimal("20.125"), "JPY") == Money.of("2013", "JPY")


@pytest.mark.parametrize("factor", [True, 0.5, Decimal("NaN"), Decimal("Infinity")])
def test_a_factor_is_a_finite_decimal(factor):
    with pytest.raises(MoneyError):
        yuan("1").times(factor)


def test_allocation_gives_the_units_left_over_to_the_largest_remainders():
    assert yuan("100").allocate([1, 1, 1]) == [yuan("33.34"), yuan("33.33"), yuan("33.33")]
    assert yuan("0.05").allocate([3, 7]) == [yuan("0.02"), yuan("0.03")]
    assert Money.of("10", "JPY").allocate([Decimal("0.5"), 0, Decimal("0.25")]) == [
        Money.of(n, "JPY") for n in ("7", "0", "3")
    ]
    assert yuan("-0.05").allocate([1, 1]) == [yuan("-0.03"), yuan("-0.02")]


weights = st.lists(st.one_of(st.integers(0, 10**9), st.decimals(0, 10**6, places=6)), min_size=1, max_size=30).filter(
    any
)


@given(cny, weights)
def test_parts_sum_to_the_whole_and_are_within_one_unit_of_their_share(money, parts_by):
    parts = money.allocate(parts_by)
    assert Money.total(parts, "CNY") == money
    whole = sum(map(Decimal, parts_by))
    for part, weight in zip(parts, parts_by, strict=True):
        assert (
            abs(part.amount * whole - money.amount * Decimal(weight)) <= Decimal("0.0101") * whole
            or abs(money.amount) > 10**9
        )
        if not weight:
            assert part.is_zero


@pytest.mark.parametrize("bad", [[], [0], [0, 0], [1, -1], [Decimal("NaN")], [Decimal("Infinity")]])
def test_weights_without_meaning_are_refused(bad):
    with pytest.raises(MoneyError):
        yuan("1").allocate(bad)


def test_minor_units_and_signs():
    assert yuan("-12.34").minor_units == -1234
    assert Money.of("5", "JPY").minor_units == 5
    assert yuan("-1").is_negative
    assert yuan("1").is_positive
    assert abs(yuan("-1")) == yuan("1")
    assert yuan("25").ratio_to(yuan("100")) == Decimal("0.25")
