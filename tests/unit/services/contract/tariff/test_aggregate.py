from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.contract.tariff.aggregate import TARIFF, LayDown, decide
from services.contract.tariff.events import TariffLaidDown
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(TARIFF, decide)
DAY = date(2026, 1, 1)
SAID = TariffLaidDown(
    tariff_id="t",
    customer_id=None,
    grade="AA",
    product_code=None,
    brand="云栈",
    list_price="wholesale",
    discount=Decimal("0.05"),
    effective_on=DAY,
)


def other(**changes: Any) -> TariffLaidDown:
    return SAID.model_copy(update=changes)


def test_what_is_said_of_a_grade_is_said_once_and_otherwise_again():
    given().when(LayDown(SAID)).then(SAID)
    given(SAID).when(LayDown(SAID)).then()
    changed = other(discount=Decimal("0.06"))
    given(SAID).when(LayDown(changed)).then(changed)
    given(SAID, changed).when(LayDown(SAID)).then(SAID)
    ended = other(discount=None, effective_on=date(2026, 2, 1))
    given(SAID).when(LayDown(ended)).then(ended)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"customer_id": "c"}, "/customer_id"),
        ({"grade": None}, "/customer_id"),
        ({"product_code": "FAN-1"}, "/brand"),
        ({"discount": Decimal("1.01")}, "/discount"),
        ({"discount": Decimal("-0.01")}, "/discount"),
    ],
)
def test_a_tariff_is_somebody_s_for_one_thing_and_takes_off_a_share(changes: dict[str, Any], pointer: str):
    refused = given().when(LayDown(other(**changes)))
    refused.fails(InvalidFieldError)
    assert refused.error.details["errors"][0]["pointer"] == pointer
