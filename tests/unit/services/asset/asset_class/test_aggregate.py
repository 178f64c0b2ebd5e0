from datetime import date
from decimal import Decimal

import pytest

from services.asset.asset_class.aggregate import CLASS, ClassExistsError, DefineClass, RetireClass, decide
from services.asset.asset_class.events import ClassDefined, ClassRetired
from services.asset.schedule.methods import Method
from services.asset.schedule.posting import Convention
from services.asset.terms import BookTerms
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError

given = specification(CLASS, decide)
TODAY = date(2026, 3, 1)
BOOKS = (BookTerms(book="accounting", leading=True, periods=60, residual_rate=Decimal("0.05")),)
SERVERS = DefineClass("c1", "A.02.010.1", "Servers", BOOKS, TODAY, standard_code="A02010104")
DEFINED = ClassDefined(
    class_id="c1",
    code="A.02.010.1",
    name="Servers",
    level="node",
    parent_code="A.02.010",
    standard_code="A02010104",
    measure="piece",
    books=BOOKS,
    attributes=(),
    components_tracked=False,
    effective_on=TODAY,
)


def test_a_class_of_four_parts_is_a_node_below_its_category():
    given().when(SERVERS).then(DEFINED)


def test_a_class_is_defined_once():
    given(DEFINED).when(SERVERS).fails(ClassExistsError)


def test_a_class_is_retired_and_not_twice():
    retired = ClassRetired(class_id="c1", code="A.02.010.1", effective_on=TODAY)
    given(DEFINED).when(RetireClass(TODAY)).then(retired)
    given(DEFINED, retired).when(RetireClass(TODAY)).fails(NotPossibleNowError)


@pytest.mark.parametrize("code", ["", "a.02", "A..1", "A.1.2.3.4", "A-1", "\u0661"])
def test_a_code_of_another_form_is_refused(code: str):
    given().when(DefineClass("c1", code, "Servers", BOOKS, TODAY)).fails(InvalidFieldError)


@pytest.mark.parametrize(
    "changed",
    [
        {"periods": 0},
        {"months_per_period": 2},
        {"residual_rate": Decimal(1)},
        {"rate": Decimal("0.3")},
        {"method": Method.MANUAL},
        {"method": Method.DECLINING_BALANCE},
        {"method": Method.SUM_OF_YEARS_DIGITS, "convention": Convention.DAILY},
        {"leading": False},
    ],
)
def test_terms_that_every_asset_would_be_refused_are_refused_of_the_class(changed: dict[str, object]):
    terms = BOOKS[0].model_copy(update={"residual_rate": Decimal(0), **changed})
    given().when(DefineClass("c1", "A", "Servers", (terms,), TODAY)).fails(InvalidFieldError)


def test_a_book_stands_once_in_a_class():
    given().when(DefineClass("c1", "A", "Servers", (*BOOKS, *BOOKS), TODAY)).fails(InvalidFieldError)
