from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.values.lunar import LunarDateError, LunarDay, lunar_day, next_lunar_anniversary, solar_date

days = st.dates(date(1900, 1, 31), date(2098, 12, 31))


@pytest.mark.parametrize(
    ("solar", "lunar"),
    [
        (date(2024, 2, 10), LunarDay(1, 1)),
        (date(2025, 1, 29), LunarDay(1, 1)),
        (date(2026, 2, 17), LunarDay(1, 1)),
        (date(2026, 9, 25), LunarDay(8, 15)),
        (date(2023, 3, 22), LunarDay(2, 1, leap=True)),
        (date(2025, 7, 25), LunarDay(6, 1, leap=True)),
        (date(1976, 10, 1), LunarDay(8, 8, leap=True)),
        (date(1900, 1, 31), LunarDay(1, 1)),
        (date(1933, 7, 22), LunarDay(5, 30, leap=True)),
        (date(1954, 11, 25), LunarDay(11, 1)),
        (date(1978, 9, 17), LunarDay(8, 15)),
        (date(1984, 11, 23), LunarDay(10, 1, leap=True)),
        (date(2033, 12, 22), LunarDay(11, 1, leap=True)),
        (date(2034, 2, 19), LunarDay(1, 1)),
        (date(2057, 9, 28), LunarDay(8, 30)),
        (date(2057, 9, 29), LunarDay(9, 1)),
        (date(2099, 3, 22), LunarDay(2, 1, leap=True)),
    ],
)
def test_known_days_of_both_calendars(solar, lunar):
    assert lunar_day(solar) == lunar
    assert next_lunar_anniversary(lunar, solar - timedelta(days=1)) == solar


def test_a_birthday_in_a_leap_month_is_kept_in_the_ordinary_month_of_other_years():
    born = lunar_day(date(2025, 7, 25))
    assert next_lunar_anniversary(born, date(2025, 7, 25)) == solar_date(2026, LunarDay(6, 1)) == date(2026, 7, 14)


def test_a_birthday_in_an_ordinary_month_is_kept_once_in_a_year_with_that_leap_month():
    assert next_lunar_anniversary(LunarDay(6, 1), date(2025, 1, 29)) == date(2025, 6, 25)
    assert next_lunar_anniversary(LunarDay(6, 1), date(2025, 6, 25)) == date(2026, 7, 14)


def test_the_thirtieth_of_a_short_month_is_kept_on_its_last_day():
    assert lunar_day(solar_date(2025, LunarDay(12, 30))) == LunarDay(12, 29)
    assert solar_date(2025, LunarDay(12, 30)) == date(2026, 2, 16)


def test_a_lunar_day_late_in_the_year_falls_into_the_next_solar_year():
    assert next_lunar_anniversary(LunarDay(12, 8), date(2026, 1, 1)) == date(2026, 1, 26)


@given(days)
def test_every_day_is_found_again_as_its_own_anniversary(day):
    assert next_lunar_anniversary(lunar_day(day), day - timedelta(days=1)) == day


@given(days, days)
def test_an_anniversary_comes_within_thirteen_lunar_months(birth, after):
    assert timedelta() < next_lunar_anniversary(lunar_day(birth), after) - after <= timedelta(days=385)


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (1, 0), (1, 31)])
def test_a_day_that_no_lunar_year_has_is_refused(month, day):
    with pytest.raises(LunarDateError):
        LunarDay(month, day)


def test_dates_outside_the_known_years_are_refused():
    with pytest.raises(LunarDateError):
        lunar_day(date(1899, 12, 31))
    with pytest.raises(LunarDateError):
        next_lunar_anniversary(LunarDay(1, 1), date(2120, 1, 1))
    with pytest.raises(LunarDateError):
        solar_date(2101, LunarDay(1, 1))
