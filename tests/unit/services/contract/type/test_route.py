from decimal import Decimal
from typing import Any

import pytest

from services.contract.type.aggregate import TYPE, CodeChangedError, DefineType, decide
from services.contract.type.events import TypeDefined
from services.contract.type.route import LegalReviewMissingError, RouteStep, computed
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

given = specification(TYPE, decide)
UNIT = RouteStep(step="unit", stage=1)
LEGAL = RouteStep(step="legal", stage=2, review="legal", unit="headquarters")
BOARD = RouteStep(step="board", stage=3, persons=("an", "bo"), from_amount=Money.of("1000000", "CNY"))


def rules(**changes: Any) -> TypeDefined:
    said = {
        "type_id": "t1",
        "code": "purchase",
        "name": "Purchase of goods",
        "direction": "purchase",
        "number_prefix": "CG",
        "amount_kind": "fixed",
        "payment_control": "strict",
        "match_tolerance": Decimal(0),
        "signing_order": ("us", "counterparty"),
        "route": (UNIT, LEGAL, BOARD),
        "retention_years": 10,
    }
    return TypeDefined.model_validate({**said, **changes})


def test_a_type_is_defined_and_defined_anew():
    given().when(DefineType(rules())).then(rules())
    given(rules()).when(DefineType(rules(name="Goods"))).then(rules(name="Goods"))
    given(rules()).when(DefineType(rules())).then()


def test_no_type_skips_legal_review():
    given().when(DefineType(rules(route=(UNIT,)))).fails(LegalReviewMissingError)
    late = LEGAL.model_copy(update={"from_amount": Money.of("1", "CNY")})
    given().when(DefineType(rules(route=(UNIT, late)))).fails(LegalReviewMissingError)


def test_a_type_keeps_its_code():
    given(rules()).when(DefineType(rules(code="sales"))).fails(CodeChangedError)


@pytest.mark.parametrize("order", [("us",), ("us", "us"), ()])
def test_each_side_signs_once(order: tuple[str, ...]):
    given().when(DefineType(rules(signing_order=order))).fails(InvalidFieldError)


def chain(amount: str, currency: str = "CNY") -> list[tuple[str, str | None]]:
    steps = computed((UNIT, LEGAL, BOARD), Money.of(amount, currency), lambda place: f"unit of {place}")
    return [(step.step, step.unit_id) for step in steps]


def test_the_chain_follows_the_amount_and_names_units():
    assert chain("999999.99") == [("unit", "unit of own"), ("legal", "unit of headquarters")]
    assert chain("1000000") == [("unit", "unit of own"), ("legal", "unit of headquarters"), ("board", None)]


def test_a_threshold_in_another_currency_never_skips_a_step():
    assert ("board", None) in chain("1", "USD")
