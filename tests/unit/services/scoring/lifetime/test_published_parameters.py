"""Fits of the data sets that the papers fitted give the numbers that the papers printed."""

import numpy as np
import pytest

from services.scoring.lifetime import bg_nbd, gamma_gamma, pareto_nbd, shifted_beta_geometric

HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]


def rounded(fit, digits=3):
    assert fit.converged, fit.reason
    return {name: round(value, digits) for name, value in fit.parameters.items()}


def test_bg_nbd_on_cdnow_is_that_of_fader_hardie_and_lee_2005(rows):
    fit = bg_nbd.fit(rows)
    assert rounded(fit) == {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    assert round(fit.log_likelihood, 1) == -9582.4


def test_pareto_nbd_on_cdnow_is_that_of_the_same_paper(rows):
    fit = pareto_nbd.fit(rows)
    assert rounded(fit) == {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}
    assert round(fit.log_likelihood, 1) == -9595.0


def test_gamma_gamma_on_cdnow_is_that_of_the_note_of_2013(summary):
    assert rounded(gamma_gamma.fit(summary), 2) == {"p": 6.25, "q": 3.74, "v": 15.44}


@pytest.mark.parametrize(
    ("active", "alpha", "beta"), [(HIGH_END, 0.668, 3.806), (REGULAR, 0.704, 1.182)], ids=["high end", "regular"]
)
def test_renewals_on_seven_years_are_those_of_fader_and_hardie_2007(active, alpha, beta):
    assert rounded(shifted_beta_geometric.fit(np.array(active, float))) == {"alpha": alpha, "beta": beta}


def test_the_paper_s_customer_with_two_repeats_buys_1_226_times_in_the_39_weeks_to_come(rows):
    parameters = bg_nbd.fit(rows).parameters
    expected = bg_nbd.expected_purchases(
        parameters, np.array([2.0]), np.array([30.43]), np.array([38.86]), horizon=39.0
    )
    assert round(float(expected[0]), 3) == 1.226


def test_projected_retention_of_year_12_is_close_to_what_happened():
    survival = shifted_beta_geometric.survival(
        shifted_beta_geometric.fit(np.array(HIGH_END, float)).parameters, periods=12
    )
    assert survival[12] == pytest.approx(0.394, abs=0.02)
