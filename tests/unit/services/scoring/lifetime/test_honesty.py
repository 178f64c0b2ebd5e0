"""A fit that did not converge is said to be so and nothing is computed from it."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from services.scoring.lifetime import bg_nbd, gamma_gamma, shifted_beta_geometric
from services.scoring.lifetime.errors import InputRefusedError, NotConvergedError
from services.scoring.lifetime.fitting import maximise
from services.scoring.lifetime.rows import collapse_days
from services.scoring.lifetime.summary import recency_frequency
from services.scoring.lifetime.valuation import PurchaseModel, fit_spending, value_customers

FIRST = date(2024, 1, 1)


def purchases(*of_customers):
    rows = [
        (f"c{number}", FIRST + timedelta(days=day), 10.0) for number, days in enumerate(of_customers) for day in days
    ]
    return pl.DataFrame(rows, schema=["customer", "date", "amount"], orient="row")


def test_customers_who_all_buy_once_identify_no_model():
    with pytest.raises(NotConvergedError, match="did not converge"):
        value_customers(purchases([0], [5], [9], [20]), PurchaseModel.BG_NBD, date(2024, 12, 31), 52)


@pytest.mark.parametrize("model", list(PurchaseModel))
def test_two_customers_alike_identify_no_model(model):
    with pytest.raises(NotConvergedError):
        value_customers(purchases([0, 7, 14], [0, 7, 14]), model, date(2024, 12, 31), 52)


def test_equal_amounts_leave_the_value_out_and_say_why(cdnow):
    constant = cdnow.with_columns(amount=pl.lit(10.0))
    spending = fit_spending(recency_frequency(constant, date(1997, 9, 30)))
    assert spending.parameters is None
    assert "did not converge" in spending.reason


def test_a_customer_base_without_paid_repeats_has_no_spending_model():
    summary = recency_frequency(purchases([0], [3]), date(2024, 2, 1))
    with pytest.raises(InputRefusedError, match="repeat purchase"):
        gamma_gamma.fit(summary)


def test_a_cohort_that_nobody_leaves_is_refused():
    with pytest.raises(InputRefusedError, match="nobody left"):
        shifted_beta_geometric.fit(np.array([100.0, 100.0, 100.0]))


def test_a_saddle_is_no_maximum():
    def saddle(point):
        shifted = np.log(point)
        return float(shifted[0] ** 2 - shifted[1] ** 2), np.array([2 * shifted[0], -2 * shifted[1]]) / point

    fit = maximise(saddle, ("u", "v"), [(1.0, 1.0)], 1.0)
    assert not fit.converged
    with pytest.raises(NotConvergedError) as refusal:
        fit.usable("date")
    assert refusal.value.field == "date"


def test_a_likelihood_that_is_finite_nowhere_says_so():
    fit = maximise(lambda point: (float("nan"), point), ("u",), [(1.0,), (2.0,)], 1.0)
    assert fit.reason == "the likelihood is not finite at any start"


def simulated(draw, count, r, alpha, a, b):
    """Customers who buy and leave as BG/NBD says, observed for 200 to 2,000 days."""
    rate, leaving = draw.gamma(r, 7 / alpha, count) / 49, draw.beta(a, b, count)
    age = draw.integers(200, 2_000, count)
    time, x, recency = np.zeros(count), np.zeros(count, int), np.zeros(count, int)
    alive = np.ones(count, bool)
    while alive.any():
        time += draw.exponential(1.0, count) / np.maximum(rate, 1e-9)
        alive &= time < age
        counted = alive & (time.astype(int) > recency)
        x += counted
        recency = np.where(counted, time.astype(int), recency)
        alive &= draw.random(count) > leaving
    return x, recency, age


def test_a_thinned_search_ends_in_the_maximum_of_all_rows():
    rows = collapse_days(*simulated(np.random.default_rng(5), 20_000, 0.6, 10.0, 0.8, 2.5))
    assert len(rows.frequency) > 5_000
    fit = bg_nbd.fit(rows)
    assert fit.converged, fit.reason
    assert fit.starts == 4
    assert fit.parameters["r"] == pytest.approx(0.6, rel=0.1)
    slope = bg_nbd.likelihood_of(rows)(np.array(list(fit.parameters.values())))[1]
    assert np.abs(slope) / 20_000 == pytest.approx(np.zeros(4), abs=1e-5)
