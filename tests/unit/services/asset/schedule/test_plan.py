import json
from datetime import date
from decimal import Decimal

import pytest

from services.asset.schedule.plan import Row
from services.asset.schedule.reading import rows_of_json
from shared.values.errors import InvalidFieldError

YEARLY = {"months_per_period": 12, "in_use": "2030-01-01", "first_posting": "2030-12-31"}
WORKSHOP = {"cost": 100000, "residual": 10000, "periods": 5, **YEARLY}


def rows(**asset: object) -> list[Row]:
    return rows_of_json(json.dumps(asset).encode())


def charges(**asset: object) -> list[str]:
    return [f"{row.charge:,}" for row in rows(**asset)]


def dates(**asset: object) -> list[str]:
    return [row.date.isoformat() for row in rows(**asset)]


def refused_field(**asset: object) -> str:
    with pytest.raises(InvalidFieldError) as refusal:
        rows(**asset)
    errors = refusal.value.details["errors"]
    assert isinstance(errors, list)
    return str(errors[0]["pointer"])


def test_daily_charges_the_days_of_the_first_period_and_the_rest_on_the_anniversary():
    asset = {**WORKSHOP, "periods": 3, "in_use": "2030-01-30", "convention": "daily"}
    assert charges(**asset) == ["27,616.44", "30,000.00", "30,000.00", "2,383.56"]
    assert dates(**asset) == ["2030-12-31", "2031-12-31", "2032-12-31", "2033-01-30"]


def test_daily_with_a_whole_first_period_has_no_part_of_one_at_the_end():
    assert charges(cost=100000, periods=3, convention="daily", **YEARLY) == ["33,333.33", "33,333.33", "33,333.34"]


def test_daily_by_month_takes_the_days_of_the_month_of_the_first_posting():
    asset = {"cost": 1200, "periods": 12, "in_use": "2028-02-10", "first_posting": "2028-02-29", "convention": "daily"}
    assert charges(**asset)[0] == "68.97"
    assert rows(**asset)[-1].date == date(2029, 2, 10)
    assert charges(**asset)[-1] == "31.03"


def test_daily_declining_continues_on_the_carrying_amount():
    asset = {"cost": 100000, "residual": 12500, "periods": 3, "months_per_period": 12, "method": "declining_balance"}
    got = charges(**asset, in_use="2030-06-06", first_posting="2030-12-31", convention="daily")
    assert got == ["28,630.14", "35,684.93", "17,842.47", "5,342.46"]


def test_half_up_cents_leave_the_remainder_to_the_last_row():
    got = charges(cost=500, periods=12, in_use="2029-12-15")
    assert got == ["41.67"] * 11 + ["41.63"]


def test_declining_derives_its_rate_from_the_residual():
    got = charges(**{**WORKSHOP, "residual": 12500, "periods": 3, "method": "declining_balance"})
    assert got == ["50,000.00", "25,000.00", "12,500.00"]


def test_declining_with_a_given_rate_leaves_the_rest_to_the_last_row():
    got = charges(cost=10000, residual=1000, periods=3, method="declining_balance", rate=0.4, **YEARLY)
    assert got == ["4,000.00", "2,400.00", "2,600.00"]


def test_declining_never_goes_below_the_residual():
    got = charges(cost=10000, residual=5000, periods=5, method="declining_balance", rate="0.4", **YEARLY)
    assert got == ["4,000.00", "1,000.00"]


def test_declining_by_month_spreads_each_years_charge_evenly():
    got = charges(cost=120000, residual=30000, periods=24, method="declining_balance", in_use="2024-01-15")
    assert got == ["5,000.00"] * 12 + ["2,500.00"] * 12


def test_month_after_charges_nothing_in_the_month_of_use():
    asset = {"cost": 120000, "periods": 60, "in_use": "2024-03-15"}
    assert set(charges(**asset)) == {"2,000.00"}
    assert (dates(**asset)[0], dates(**asset)[-1], len(dates(**asset))) == ("2024-04-30", "2029-03-31", 60)


def test_same_month_charges_the_month_of_use():
    got = dates(cost=1200, periods=12, in_use="2024-03-15", convention="same_month")
    assert (got[0], got[-1]) == ("2024-03-31", "2025-02-28")


def test_half_year_charges_half_in_the_first_and_in_the_last_year():
    got = rows(
        cost=100000, residual=10000, periods=5, months_per_period=12, in_use="2024-09-15", convention="half_year"
    )
    assert [f"{row.charge:f}" for row in got] == ["9000.00", *["18000.00"] * 4, "9000.00"]
    assert (got[0].date, got[-1].date) == (date(2024, 12, 31), date(2029, 12, 31))


@pytest.mark.parametrize("in_use", ["2024-02-10", "2024-10-10"])
@pytest.mark.parametrize("months", [1, 3, 6])
def test_half_year_with_short_periods_charges_half_a_year_in_the_year_of_use(in_use: str, months: int):
    got = rows(cost=1200, periods=24 // months, months_per_period=months, in_use=in_use, convention="half_year")
    assert sum(row.charge for row in got if row.date.year == 2024) == 300
    assert sum(row.charge for row in got) == 1200


def test_half_year_of_digits_takes_half_of_each_of_two_years():
    got = charges(**WORKSHOP, method="sum_of_years_digits", convention="half_year")
    assert got == ["15,000.00", "27,000.00", "21,000.00", "15,000.00", "9,000.00", "3,000.00"]


def test_sum_of_the_years_digits():
    got = charges(**WORKSHOP, method="sum_of_years_digits")
    assert got == ["30,000.00", "24,000.00", "18,000.00", "12,000.00", "6,000.00"]


def test_digits_by_month_spread_each_year_over_its_months():
    got = charges(cost=100000, residual=10000, periods=60, in_use="2024-01-15", method="sum_of_years_digits")
    assert got == [
        *["2,500.00"] * 12, *["2,000.00"] * 12, *["1,500.00"] * 12, *["1,000.00"] * 12, *["500.00"] * 12
    ]  # fmt: skip


def test_double_declining_ends_on_a_straight_line():
    got = charges(**WORKSHOP, method="double_declining")
    assert got == ["40,000.00", "24,000.00", "14,400.00", "5,800.00", "5,800.00"]


def test_double_declining_without_the_straight_line_leaves_the_rest_to_the_last_row():
    got = charges(**WORKSHOP, method="double_declining", straight_line_tail=False)
    assert got == ["40,000.00", "24,000.00", "14,400.00", "8,640.00", "2,960.00"]


def test_units_of_production_charge_by_use():
    got = charges(**{**WORKSHOP, "method": "units_of_production"}, units={"total": 300000, "used": [45000]})
    assert got == ["13,500.00"]


def test_units_used_up_end_the_schedule_with_the_remainder():
    asset = {"cost": 100, "method": "units_of_production", **YEARLY}
    assert charges(**asset, units={"total": 3, "used": [1, 1, 1]}) == ["33.33", "33.33", "33.34"]
    assert charges(**asset, units=[1, 1, 1]) == ["33.33", "33.33", "33.34"]
    assert charges(**asset, units={"total": 3, "used": [2, 2, 1]}) == ["66.67", "33.33"]


def test_manual_rows_are_taken_as_given():
    given = [{"date": "2030-03-31", "charge": 60}, {"date": "2030-05-15", "charge": "40.00"}]
    got = rows(cost=100, method="manual", in_use="2030-01-01", rows=given)
    assert [(row.date.isoformat(), str(row.book_value)) for row in got] == [
        ("2030-03-31", "40.00"),
        ("2030-05-15", "0.00"),
    ]


def test_the_first_row_after_an_opening_is_a_full_charge():
    asset = {**WORKSHOP, "periods": 3, "in_use": "2030-06-06", "first_posting": "2032-12-31", "convention": "daily"}
    got = rows(**asset, opening_count=2, opening_amount=47178.08)
    assert [(str(row.charge), str(row.accumulated)) for row in got] == [
        ("30000.00", "77178.08"),
        ("12821.92", "90000.00"),
    ]


def test_a_zero_remainder_gives_no_row():
    assert charges(**WORKSHOP, opening_count=4, opening_amount=90000) == []
    assert charges(**{**WORKSHOP, "residual": 100000}) == []


def test_an_opening_continues_the_schedule_it_was_taken_from():
    asset = {"cost": 120000, "residual": 30000, "periods": 24, "method": "declining_balance", "in_use": "2024-01-15"}
    whole = rows(**asset)
    opened = rows(**{**asset, "first_posting": "2024-08-31"}, opening_count=6, opening_amount="30000")
    assert opened == whole[6:]


def test_final_cost_is_spread_over_the_remaining_life_and_charges_made_stay():
    estimate = {"cost": 1200000, "periods": 120, "in_use": "2024-03-15"}
    got = charges(**estimate, changes=[{"date": "2024-10-01", "cost": 1320000}])
    assert got[:7] == ["10,000.00"] * 6 + ["11,052.63"]
    assert len(got) == 120
    assert sum(row.charge for row in rows(**estimate, changes=[{"date": "2024-10-01", "cost": 1320000}])) == 1320000


def test_independent_changes_are_undone_independently():
    asset = {"cost": 12000, "periods": 12, "in_use": "2024-01-15"}
    more = {"date": "2024-04-01", "difference": 1000}
    longer = {"date": "2024-06-01", "periods": 24}
    both = rows(**asset, changes=[longer, more])
    assert sum(row.charge for row in both) == 13000
    assert len(both) == 24
    assert rows(**asset, changes=[longer])[:4] == rows(**asset)[:4]
    assert both[:2] == rows(**asset)[:2]
    assert sum(row.charge for row in rows(**asset, changes=[longer])) == 12000


def test_a_shorter_life_takes_the_rest_in_fewer_rows():
    got = charges(cost=12000, periods=12, in_use="2023-12-15", changes=[{"date": "2024-03-31", "periods": 6}])
    assert got == ["1,000.00", "1,000.00", "2,500.00", "2,500.00", "2,500.00", "2,500.00"]


def test_a_longer_life_of_a_daily_asset_moves_its_last_row():
    asset = {**WORKSHOP, "periods": 3, "in_use": "2030-01-30", "convention": "daily"}
    got = rows(**asset, changes=[{"date": "2032-01-01", "periods": 4}])
    assert got[-1].date == date(2034, 1, 30)
    assert [row.charge for row in got[:2]] == [Decimal("27616.44"), Decimal("30000.00")]


def test_disposal_charges_the_whole_month_except_daily():
    asset = {"cost": 1200, "periods": 12, "in_use": "2023-12-15"}
    sold = {"changes": [{"date": "2024-03-10", "disposed": True}]}
    assert dates(**asset, **sold) == ["2024-01-31", "2024-02-29", "2024-03-31"]
    assert charges(**asset, **sold) == ["100.00"] * 3
    daily = {**asset, "in_use": "2024-01-01", "first_posting": "2024-01-31", "convention": "daily"}
    assert charges(**daily, **sold) == ["100.00", "100.00", "32.26"]
    assert dates(**daily, **sold)[-1] == "2024-03-10"


def test_disposal_within_a_yearly_period_charges_the_months_until_then():
    got = rows(**WORKSHOP, changes=[{"date": "2031-03-10", "disposed": True}])
    assert [(row.date.isoformat(), str(row.charge)) for row in got] == [
        ("2030-12-31", "18000.00"),
        ("2031-03-31", "4500.00"),
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"residual": 100001}, "/residual"),
        ({"residual": -1}, "/residual"),
        ({"cost": 0}, "/cost"),
        ({"opening_count": 2, "opening_amount": 90000.01}, "/opening_amount"),
        ({"opening_amount": 18000}, "/opening_count"),
        ({"opening_count": 1}, "/opening_amount"),
        ({"opening_count": 5, "opening_amount": 1}, "/opening_count"),
        ({"first_posting": "2029-12-31"}, "/first_posting"),
        ({"method": "declining_balance", "residual": 0}, "/rate"),
        ({"method": "declining_balance", "rate": 1.5}, "/rate"),
        ({"method": "declining_balance", "rate": 0}, "/rate"),
        ({"rate": 0.2}, "/rate"),
        ({"method": "manual", "rows": [100000, -10000]}, "/rows/1/charge"),
        ({"method": "manual", "rows": [80000]}, "/rows"),
        ({"method": "manual"}, "/rows"),
        ({"method": "units_of_production"}, "/units"),
        ({"method": "units_of_production", "units": {"total": 0, "used": [1]}}, "/units/total"),
        ({"method": "units_of_production", "units": {"total": 10, "used": [-1]}}, "/units/used/0"),
        ({"method": "sum_of_years_digits", "convention": "daily"}, "/convention"),
        ({"periods": 0}, "/periods"),
        ({"periods": 1000000}, "/periods"),
        ({"months_per_period": 2}, "/months_per_period"),
        ({"changes": [{"date": "2032-01-01", "cost": 1000}]}, "/changes/0/residual"),
        ({"changes": [{"date": "2032-01-01", "cost": 20000}]}, "/changes/0/cost"),
        ({"changes": [{"date": "2032-01-01", "periods": 2}]}, "/changes/0/periods"),
        ({"changes": [{"date": "2032-01-01"}]}, "/changes/0"),
        ({"changes": [{"date": "2032-01-01", "on": "2032-01-01", "cost": 1}]}, "/changes/0"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused_with_the_field_named(changed: dict[str, object], field: str):
    assert refused_field(**{**WORKSHOP, **changed}) == field
