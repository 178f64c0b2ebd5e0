from datetime import date

import pytest

from services.contract.stamp_return.queries import Asked


@pytest.mark.parametrize(
    ("quarter", "first", "end"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 7, 1)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 10, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_a_quarter_ends_where_the_next_one_begins(quarter, first, end):
    assert Asked(quarter).days == (first, end)
