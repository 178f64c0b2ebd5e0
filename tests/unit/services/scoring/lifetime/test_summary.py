"""Recency and frequency of purchases."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scoring.lifetime import bg_nbd
from services.scoring.lifetime.errors import InputRefusedError
from services.scoring.lifetime.rows import collapse_days
from services.scoring.lifetime.summary import recency_frequency


def table(*rows):
    return pl.DataFrame(
        [(customer, date.fromisoformat(day), float(amount)) for customer, day, amount in rows],
        schema=["customer", "date", "amount"],
        orient="row",
    )


def test_equal_days_are_one_purchase_and_their_amounts_one_amount():
    summary = recency_frequency(
        table(("a", "2024-01-01", 5), ("a", "2024-01-15", 20), ("a", "2024-01-15", 10)), date(2024, 1, 31)
    )
    assert summary.frequency.tolist() == [1]
    assert summary.recency_days.tolist() == [14]
    assert summary.age_days.tolist() == [30]
    assert summary.mean_repeat_amount.tolist() == [30.0]


def test_purchases_after_the_last_day_of_observation_do_not_count():
    summary = recency_frequency(table(("a", "2024-01-01", 5), ("b", "2024-03-01", 5)), date(2024, 1, 31))
    assert summary.customers.to_list() == ["a"]


def test_nothing_up_to_the_last_day_is_refused_and_names_the_date():
    with pytest.raises(InputRefusedError) as refusal:
        recency_frequency(table(("a", "2024-03-01", 5)), date(2024, 1, 31))
    assert refusal.value.field == "date"


def test_cdnow_has_2357_customers_946_of_whom_came_back(summary):
    assert len(summary) == 2357
    assert (summary.frequency > 0).sum() == 946


history = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 60), st.integers(0, 60)).map(
        lambda drawn: (drawn[0], drawn[1] if drawn[0] else 0, 1 + max(drawn[1], drawn[2]))
    ),
    min_size=1,
    max_size=40,
)


@settings(deadline=None)
@given(history)
def test_collapsing_equal_customers_changes_no_likelihood(customers):
    x, recency, age = (np.array(column) for column in zip(*customers, strict=True))
    point = np.array([0.4, 6.0, 0.9, 2.0])
    whole, slope = bg_nbd.likelihood_of(collapse_days(x, recency, age))(point)
    parts = [
        bg_nbd.likelihood_of(collapse_days(x[row : row + 1], recency[row : row + 1], age[row : row + 1]))(point)
        for row in range(len(x))
    ]
    assert whole == pytest.approx(sum(part for part, _ in parts))
    assert slope == pytest.approx(np.sum([part for _, part in parts], axis=0), abs=1e-9)
