from decimal import Decimal
from typing import Any

import pytest

from services.contract.type.aggregate import TYPE, CodeChangedError, DefineType, decide
from services.contract.type.events import TypeDefined
from services.contract.type.route import (
    Facts,
    LegalReviewMissingError,
    RequiredReference,
    RouteStep,
    computed,
    missing_references,
)
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


def facts(amount: Money, **known: Any) -> Facts:
    return Facts(amount=amount, with_party=amount, units=frozenset({"own"}), direction="purchase", **known)


def chain(amount: str, currency: str = "CNY") -> list[tuple[str, str | None]]:
    steps = computed((UNIT, LEGAL, BOARD), facts(Money.of(amount, currency)), lambda place: f"unit of {place}")
    return [(step.step, step.unit_id) for step in steps]


def test_the_chain_follows_the_amount_and_names_units():
    assert chain("999999.99") == [("unit", "unit of own"), ("legal", "unit of headquarters")]
    assert chain("1000000") == [("unit", "unit of own"), ("legal", "unit of headquarters"), ("board", None)]


def test_a_threshold_in_another_currency_never_skips_a_step():
    assert ("board", None) in chain("1", "USD")


def route(row: RouteStep, **known: Any) -> list[str]:
    """The steps of a contract of which this is known, by a matrix of the law and this row."""
    said = Facts(**{"amount": Money.of("100", "CNY"), "with_party": None, "units": frozenset({"u"}), **known})
    return [step.step for step in computed((LEGAL, row), said, lambda place: place)]


def on(**conditions: Any) -> RouteStep:
    return RouteStep(step="more", stage=2, **conditions)


YUAN = Money.of("100", "CNY")


@pytest.mark.parametrize(
    ("row", "known", "asked"),
    [
        (on(from_amount=YUAN), {}, True),
        (on(below_amount=YUAN), {}, False),
        (on(below_amount=Money.of("1", "USD")), {}, True),
        (on(from_amount=Money.of("300", "CNY")), {"with_party": Money.of("300", "CNY")}, False),
        (on(from_amount=Money.of("300", "CNY"), sum_with_party=True), {"with_party": Money.of("300", "CNY")}, True),
        (on(from_amount=Money.of("300", "CNY"), sum_with_party=True), {"with_party": None}, True),
        (on(units=("u",)), {}, True),
        (on(units=("v",)), {}, False),
        (on(directions=("sales",)), {"direction": "purchase"}, False),
        (on(risk="medium"), {"risk": "high"}, True),
        (on(risk="medium"), {"risk": "low"}, False),
        (on(risk="low"), {}, False),
        (on(grades=("unknown",)), {}, True),
        (on(grades=("BB",)), {"grade": "BB"}, True),
        (on(unless_grades=("AAA",)), {"grade": "AAA"}, False),
        (on(unless_grades=("AAA",)), {}, True),
        (on(related_party=True), {}, False),
        (on(related_party=True), {"related": True}, True),
    ],
)
def test_every_condition_of_a_row_must_hold(row: RouteStep, known: dict[str, Any], asked: bool):
    assert ("more" in route(row, **{"direction": "purchase", **known})) is asked


def test_a_weak_credit_goes_to_finance_and_a_related_party_to_executives_whatever_the_matrix_says():
    assert route(on(), direction="sales", grade="CC") == ["legal", "more", "finance_by_grade"]
    assert route(on(review="finance"), direction="sales", grade="CC") == ["legal", "more"]
    assert route(on(), direction="sales", related=True) == ["legal", "more", "related_party"]


def test_what_a_submission_must_name():
    required = [
        RequiredReference(kind="minutes", from_amount=YUAN),
        RequiredReference(kind="sourcing", related_party=True),
    ]
    small, large = facts(Money.of("99", "CNY")), facts(YUAN, related=True)
    assert missing_references(required, small, []) == ()
    assert missing_references(required, large, []) == ("minutes", "sourcing")
    assert missing_references(required, large, ["minutes"]) == ("sourcing",)


def test_the_law_is_reviewed_without_any_condition():
    for conditions in ({"grades": ("A",)}, {"risk": "low"}, {"related_party": True}, {"units": ("u",)}):
        late = LEGAL.model_copy(update=conditions)
        given().when(DefineType(rules(route=(UNIT, late)))).fails(LegalReviewMissingError)
