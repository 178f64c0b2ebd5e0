"""Months of the books."""

import pytest

from services.portal.pages.control.books import before


@pytest.mark.parametrize(("month", "wanted"), [("2026-03", "2026-02"), ("2026-01", "2025-12"), ("2025-12", "2025-11")])
def test_the_month_before_one(month: str, wanted: str):
    assert before(month) == wanted
