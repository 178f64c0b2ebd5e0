from datetime import date
from decimal import Decimal

import pytest

from services.contract.setting.aggregate import SETTING, LayDown, decide
from services.contract.setting.choosing import holding
from services.contract.setting.events import SettingLaidDown
from services.contract.setting.shipped import CONSTRUCTION, SHIPPED
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(SETTING, decide)


def said(value: str | None, on: date, type_code: str | None = None) -> SettingLaidDown:
    share = None if value is None else Decimal(value)
    return SettingLaidDown(setting="deposit_cap", type_code=type_code, value=share, effective_on=on)


LAW = said("0.20", date(2021, 1, 1))


@pytest.mark.parametrize(
    ("laid_down", "types", "on", "expected"),
    [
        ([LAW], ["works"], date(2020, 12, 31), None),
        ([LAW], ["works"], date(2021, 1, 1), "0.20"),
        ([LAW, said("0.10", date(2024, 1, 1))], ["works"], date(2024, 1, 1), "0.10"),
        ([LAW, said("0.10", date(2024, 1, 1), "works")], ["works"], date(2025, 1, 1), "0.10"),
        ([LAW, said("0.10", date(2024, 1, 1), "works")], ["bridges", "works"], date(2025, 1, 1), "0.10"),
        ([LAW, said("0.10", date(2024, 1, 1), "works")], ["fans"], date(2025, 1, 1), "0.20"),
        ([LAW, said("0.10", date(2024, 1, 1)), said("0.15", date(2024, 1, 1))], [], date(2025, 1, 1), "0.15"),
        ([LAW, said(None, date(2024, 1, 1))], [], date(2025, 1, 1), None),
    ],
)
def test_the_nearest_type_and_the_latest_day_decide(laid_down, types, on, expected):
    found = holding(laid_down, types, on)
    assert found == (None if expected is None else Decimal(expected))


def test_the_law_of_the_day_holds_for_construction_and_for_earnest_money():
    retention = [one for one in SHIPPED if one.setting == "retention_cap"]
    assert holding(retention, [CONSTRUCTION], date(2016, 1, 1)) == Decimal("0.05")
    assert holding(retention, [CONSTRUCTION], date(2026, 1, 1)) == Decimal("0.03")
    assert holding(retention, ["fans"], date(2026, 1, 1)) is None


def test_the_prime_rate_of_a_day_is_the_one_published_last():
    rates = [one for one in SHIPPED if one.setting == "loan_prime_rate"]
    assert holding(rates, [], date(2019, 8, 19)) is None
    assert holding(rates, [], date(2024, 10, 20)) == Decimal("0.0335")
    assert holding(rates, [], date(2024, 10, 21)) == Decimal("0.0310")


@pytest.mark.parametrize(("value", "taken"), [("0", True), ("90", True), ("1.5", False), ("3661", False)])
def test_days_are_whole_and_not_without_end(value, taken):
    days = SettingLaidDown(
        setting="small_supplier_days", type_code=None, value=Decimal(value), effective_on=date(2024, 1, 1)
    )
    if taken:
        given().when(LayDown(days)).then(days)
    else:
        given().when(LayDown(days)).fails(InvalidFieldError)


def test_a_share_is_laid_down_once():
    given().when(LayDown(LAW)).then(LAW)
    given(LAW).when(LayDown(LAW)).then()
    given().when(LayDown(said("1.01", date(2024, 1, 1)))).fails(InvalidFieldError)
