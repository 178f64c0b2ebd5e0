"""Closed forms against integrals taken by brute force, gradients against differences, one package against another."""

import warnings
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import betaln, gammaln

from services.scoring.lifetime import bg_nbd, gamma_gamma, pareto_nbd, shifted_beta_geometric
from services.scoring.lifetime.rows import collapse_days

BG = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
PARETO = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}


def weeks(*values):
    return np.array(values, dtype=float)


def one(x, recency, age):
    return collapse_days(np.array([x]), np.array([recency]), np.array([age]))


def slope_by_differences(likelihood, point):
    step = 1e-6
    return [
        (likelihood(point * (1 + step * axis))[0] - likelihood(point * (1 - step * axis))[0]) / (2 * step * value)
        for value, axis in zip(point, np.eye(len(point)), strict=True)
    ]


@pytest.mark.parametrize("model", [bg_nbd, pareto_nbd])
@pytest.mark.parametrize("point", [(0.3, 4.0, 0.8, 2.0), (2.0, 0.3, 0.6, 12.0), (0.5, 12.0, 2.0, 1.0)])
def test_the_gradient_of_a_purchase_model_is_that_of_its_likelihood(model, point, rows):
    likelihood = model.likelihood_of(rows)
    assert likelihood(np.array(point))[1] == pytest.approx(slope_by_differences(likelihood, np.array(point)), rel=1e-5)


def test_the_gradient_of_gamma_gamma_is_that_of_its_likelihood():
    spending = gamma_gamma.repeat_spending(weeks(1, 2, 5, 1), weeks(12.5, 80.0, 3.2, 44.0))

    def likelihood(point):
        return gamma_gamma.log_likelihood(point, spending)

    point = weeks(6.0, 3.7, 15.0)
    assert likelihood(point)[1] == pytest.approx(slope_by_differences(likelihood, point), rel=1e-6)


def test_the_gradient_of_renewals_is_that_of_its_likelihood():
    def likelihood(point):
        return shifted_beta_geometric.log_likelihood(point, weeks(1000, 631, 468, 382))

    point = weeks(0.7, 1.4)
    assert likelihood(point)[1] == pytest.approx(slope_by_differences(likelihood, point), rel=1e-6)


@pytest.mark.parametrize(
    ("x", "recency", "age"), [(0, 0, 273), (1, 3, 273), (7, 200, 210), (60, 270, 273), (250, 30, 3000), (3, 90, 90)]
)
@pytest.mark.parametrize("point", [(0.55, 10.6, 0.6, 11.7), (0.05, 0.02, 3.0, 80.0), (3.0, 60.0, 0.2, 0.05)])
def test_the_pareto_likelihood_is_the_integral_over_the_moment_of_dying(x, recency, age, point):
    r, alpha, s, beta = point
    first, last = recency / 7, age / 7

    def relative_density(time):
        return np.exp(
            np.log(s)
            - (r + x) * (np.log(alpha + time) - np.log(alpha + first))
            - (s + 1) * (np.log(beta + time) - np.log(beta + first))
        )

    cuts = [first, *(first + (last - first) * 10.0**-power for power in range(6, -1, -1))]
    pieces = [
        quad(relative_density, low, high, epsabs=0, epsrel=1e-11)[0] for low, high in pairwise(cuts) if high > low
    ]
    dead = sum(pieces) / (beta + first)
    alive = np.exp(
        -(r + x) * (np.log(alpha + last) - np.log(alpha + first)) - s * (np.log(beta + last) - np.log(beta + first))
    )
    expected = (
        gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        - (r + x) * np.log(alpha + first) - s * np.log(beta + first) + np.log(alive + dead)
    )  # fmt: skip
    assert pareto_nbd.likelihood_of(one(x, recency, age))(np.array(point))[0] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("x", "recency", "age"), [(0, 0.0, 39.0), (2, 30.0, 39.0), (40, 38.0, 39.0), (300, 200, 210)])
def test_expected_purchases_are_the_mean_over_rates_and_drop_out(x, recency, age):
    r, alpha, a, b = BG.values()
    horizon = 52.0
    stay = b + x

    def purchases_by_drop_out(p):
        ever = (1 - (1 + p * horizon / (alpha + age)) ** -(r + x)) / p
        return np.exp((a - 1) * np.log(p) + (stay - 1) * np.log1p(-p) - betaln(a, stay)) * ever

    if_alive = quad(purchases_by_drop_out, 0, 0.01, epsabs=0, limit=500)[0]
    if_alive += quad(purchases_by_drop_out, 0.01, 1, epsabs=1e-14, limit=500)[0]
    alive = bg_nbd.probability_alive(BG, weeks(x), weeks(recency), weeks(age))
    answer = bg_nbd.expected_purchases(BG, weeks(x), weeks(recency), weeks(age), horizon)
    assert answer == pytest.approx(if_alive * alive, rel=1e-6)


def test_expected_purchases_stay_finite_where_the_papers_divide_by_zero():
    at_one = bg_nbd.expected_purchases({**BG, "a": 1.0}, weeks(2), weeks(30), weeks(39), 52.0)
    near_one = bg_nbd.expected_purchases({**BG, "a": 1.0001}, weeks(2), weeks(30), weeks(39), 52.0)
    assert at_one == pytest.approx(near_one, rel=1e-3)
    at_one = pareto_nbd.expected_purchases({**PARETO, "s": 1.0}, weeks(2), weeks(30), weeks(39), 52.0)
    near_one = pareto_nbd.expected_purchases({**PARETO, "s": 1.0001}, weeks(2), weeks(30), weeks(39), 52.0)
    assert at_one == pytest.approx(near_one, rel=1e-3)


def test_figures_are_those_of_lifetimes(summary):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifetimes import BetaGeoFitter, GammaGammaFitter, ParetoNBDFitter

        oracles = {bg_nbd: (BetaGeoFitter(), BG), pareto_nbd: (ParetoNBDFitter(), PARETO)}
        x, recency, age = summary.frequency.astype(float), summary.recency_days / 7, summary.age_days / 7
        for model, (oracle, parameters) in oracles.items():
            oracle.params_ = parameters
            alive = oracle.conditional_probability_alive(x, recency, age)
            assert model.probability_alive(parameters, x, recency, age) == pytest.approx(np.asarray(alive), rel=1e-7)
            bought = oracle.conditional_expected_number_of_purchases_up_to_time(26.0, x, recency, age)
            ours = model.expected_purchases(parameters, x, recency, age, 26.0)
            assert ours == pytest.approx(np.asarray(bought), rel=1e-6)
        spender = GammaGammaFitter()
        spender.params_ = {"p": 6.25, "q": 3.74, "v": 15.44}
        amounts = spender.conditional_expected_average_profit(x, summary.mean_repeat_amount)
    ours = gamma_gamma.expected_amount(spender.params_, x, summary.mean_repeat_amount)
    assert ours == pytest.approx(np.asarray(amounts), rel=1e-9)


def test_residual_life_is_the_sum_of_survival_to_come():
    parameters = {"alpha": 2.5, "beta": 3.0}
    survival = shifted_beta_geometric.survival(parameters, periods=400_000)
    assert shifted_beta_geometric.expected_residual_life(parameters, 4) == pytest.approx(
        survival[5:].sum() / survival[4], rel=1e-4
    )
    discounts = 1.1 ** -np.arange(1, 500)
    assert shifted_beta_geometric.discounted_residual_life(parameters, 4, 0.1) == pytest.approx(
        (survival[5:504] * discounts).sum() / survival[4]
    )


def test_residual_life_is_infinite_when_alpha_is_one_or_less():
    assert shifted_beta_geometric.expected_residual_life({"alpha": 0.668, "beta": 3.806}, 7) is None
