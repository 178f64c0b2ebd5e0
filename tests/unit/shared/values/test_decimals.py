from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from shared.values.decimals import (
    DecimalFormError,
    DecimalString,
    NonNegativeDecimal,
    PositiveDecimal,
    checked_decimal,
    parse_decimal,
)

numbers = st.decimals(-(10**17), 10**17, places=12, allow_nan=False, allow_infinity=False)


class Line(BaseModel):
    rate: DecimalString


class Ordered(BaseModel):
    discount: NonNegativeDecimal
    quantity: PositiveDecimal


@given(numbers)
def test_json_there_and_back_gives_the_same_number_and_the_same_text(number):
    line = Line(rate=number)
    again = Line.model_validate_json(line.model_dump_json())
    assert again == line
    assert again.model_dump_json() == line.model_dump_json()


def test_the_digits_stay_as_written():
    assert Line(rate="1.50").model_dump_json() == '{"rate":"1.50"}'
    assert Line(rate=Decimal("1E+3")).model_dump_json() == '{"rate":"1000"}'
    assert Line(rate="-0.0").model_dump_json() == '{"rate":"0.0"}'


@pytest.mark.parametrize(
    "value",
    [
        1,
        1.5,
        True,
        None,
        float("nan"),
        "NaN",
        "Infinity",
        "sNaN",
        "1e3",
        "1e999999",
        "１",
        "०",
        "+1",
        "",
        "01",
        "1" * 19,
        "0." + "1" * 13,
        b"1",
    ],
)
def test_what_is_no_plain_decimal_string_is_refused(value):
    with pytest.raises(ValidationError):
        Line(rate=value)


@given(st.text())
def test_any_text_is_a_number_or_a_refusal(text):
    try:
        number = parse_decimal(text)
    except DecimalFormError:
        return
    assert number == Decimal(text)
    assert text.isascii()


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1E18", "1E-13", "1E999999"])
def test_a_decimal_that_does_not_fit_the_text_form_is_refused(number):
    with pytest.raises(DecimalFormError):
        checked_decimal(Decimal(number))


@pytest.mark.parametrize(
    ("discount", "quantity", "wrong"), [("-0.1", "1", "discount"), ("0", "0.00", "quantity"), ("0", "-1", "quantity")]
)
def test_the_wrong_side_of_zero_is_refused(discount, quantity, wrong):
    with pytest.raises(ValidationError) as caught:
        Ordered(discount=discount, quantity=quantity)
    assert [error["loc"] for error in caught.value.errors()] == [(wrong,)]


@pytest.mark.parametrize(("text", "fits"), [("0", False), ("0.00", False), ("0.01", True), ("12", True), ("-1", False)])
def test_the_json_schema_agrees_with_the_check(text, fits):
    import re

    pattern = Ordered.model_json_schema()["properties"]["quantity"]["pattern"]
    assert bool(re.search(pattern, text)) is fits
