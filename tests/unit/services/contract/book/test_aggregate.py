from datetime import date

import pytest

from services.contract.book.aggregate import (
    BOOK,
    ClosePeriod,
    PeriodNotOverError,
    PeriodOutOfOrderError,
    decide,
    following,
)
from services.contract.book.events import PeriodClosed
from shared.testing.given import specification

TODAY = date(2026, 5, 1)
given = specification(BOOK, decide)


def closed(period: str) -> PeriodClosed:
    return PeriodClosed(book_id="b1", unit_id="u1", book="accounting", period=period)


def test_a_period_is_closed_once_it_is_over():
    given().when(ClosePeriod(closed("2026-04"), TODAY)).then(closed("2026-04"))
    given().when(ClosePeriod(closed("2026-05"), TODAY)).fails(PeriodNotOverError)


def test_periods_are_closed_one_after_another_and_once():
    given(closed("2026-02")).when(ClosePeriod(closed("2026-04"), TODAY)).fails(PeriodOutOfOrderError, next="2026-03")
    given(closed("2026-02")).when(ClosePeriod(closed("2026-03"), TODAY)).then(closed("2026-03"))
    given(closed("2026-02")).when(ClosePeriod(closed("2026-02"), TODAY)).then()


@pytest.mark.parametrize(("period", "after"), [("2026-01", "2026-02"), ("2026-12", "2027-01"), ("1999-12", "2000-01")])
def test_the_month_after(period, after):
    assert following(period) == after
