from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.asset.schedule.plan import Row
from services.asset.schedule.posting import later_by_months
from services.asset.terms import planned, stretches_of

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def rows(first: date, months: int, charges: list[int]) -> list[Row]:
    return [
        Row(later_by_months(first, place * months, keep_month_end=True), Decimal(charge), Decimal(0), Decimal(0))
        for place, charge in enumerate(charges)
    ]


@given(DAYS, st.sampled_from([1, 3, 6, 12]), st.lists(st.integers(0, 2), max_size=40))
def test_stretches_say_the_same_as_their_rows(first: date, months: int, charges: list[int]):
    all_rows = rows(first, months, charges)
    assert list(planned(stretches_of(all_rows, months), None)) == [(row.date, row.charge) for row in all_rows]


@given(DAYS, DAYS, st.sampled_from([1, 3, 6, 12]), st.lists(st.integers(0, 2), max_size=40))
def test_planned_rows_after_a_day_are_those_later_than_it(first: date, after: date, months: int, charges: list[int]):
    all_rows = rows(first, months, charges)
    later = [(row.date, row.charge) for row in all_rows if row.date > after]
    assert list(planned(stretches_of(all_rows, months), after)) == later


def test_equal_charges_are_one_stretch():
    assert len(stretches_of(rows(date(2024, 2, 29), 1, [5] * 12 + [4]), 1)) == 2
