"""BG/NBD: purchases are Poisson while a customer is alive, who may drop out after any of them.

Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005), "Counting your customers" the easy way, Marketing Science 24(2).
Rates are gamma(r, alpha) over customers, drop-out probabilities beta(a, b); time in weeks.
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma, expit, gammaln, hyp2f1

from services.scoring.lifetime.fitting import Array, Fit, Likelihood
from services.scoring.lifetime.rows import PurchaseRows, search

NAMES = ("r", "alpha", "a", "b")
STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 5.0, 0.8, 2.5), (0.5, 20.0, 2.0, 10.0), (2.0, 10.0, 0.3, 0.7))


def likelihood_of(rows: PurchaseRows) -> Likelihood:
    """Total log-likelihood (the paper's equation 6, in logarithms) and its gradient by r, alpha, a, b."""
    repeated = rows.frequency > 0
    weight, frequency = rows.weight[repeated], rows.frequency[repeated]
    level, at_age, at_recency = (
        levels.index[repeated] for levels in (rows.by_frequency, rows.by_age, rows.by_recency)
    )  # fmt: skip
    x, customers_by_x = rows.by_frequency.values, rows.by_frequency.weight
    age, recency, customers_by_age = rows.by_age.values, rows.by_recency.values, rows.by_age.weight
    purchases_by_age = rows.by_age.total(rows.weight * rows.frequency)

    def log_likelihood(parameters: Array) -> tuple[float, Array]:
        r, alpha, a, b = parameters
        before = np.where(x > 0, b + x - 1, 1.0)
        log_age, log_recency = np.log(alpha + age), np.log(alpha + recency)
        exposed = r * customers_by_age + purchases_by_age
        by_x = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        by_x += gammaln(a + b) - gammaln(b) + gammaln(b + x) - gammaln(a + b + x)

        ratio = log_age[at_age] - log_recency[at_recency]
        rate = frequency + r
        gap = (np.log(a) - np.log(before))[level] + rate * ratio
        small = np.exp(-np.abs(gap))
        total = customers_by_x @ by_x - exposed @ log_age + weight @ (np.maximum(gap, 0.0) + np.log1p(small))

        dead = weight * np.where(gap > 0, 1.0, small) / (1.0 + small)
        dead_by_x = np.bincount(level, weights=dead, minlength=len(x))
        closer = (1 / (alpha + age))[at_age] - (1 / (alpha + recency))[at_recency]
        both = digamma(a + b) - digamma(a + b + x)
        slope = np.array(
            [
                customers_by_x @ (digamma(r + x) - digamma(r) + np.log(alpha))
                - customers_by_age @ log_age
                + dead @ ratio,
                customers_by_x.sum() * r / alpha - exposed @ (1 / (alpha + age)) + (dead * rate) @ closer,
                customers_by_x @ both + dead.sum() / a,
                customers_by_x @ (both - digamma(b) + digamma(b + x)) - dead_by_x @ (1 / before),
            ]
        )
        return float(total), slope

    return log_likelihood


def fit(rows: PurchaseRows) -> Fit:
    """Maximum likelihood from four starts."""
    return search(likelihood_of, NAMES, STARTS, rows)


def probability_alive(parameters: dict[str, float], x: Array, recency: Array, age: Array) -> Array:
    """P(alive | x, t_x, T); 1 for everyone without a repeat purchase, by the model's construction."""
    r, alpha, a, b = (parameters[name] for name in NAMES)
    repeated = x > 0
    before = np.where(repeated, b + x - 1, 1.0)
    gap = np.log(a) - np.log(before) + (r + x) * (np.log(alpha + age) - np.log(alpha + recency))
    return np.asarray(np.where(repeated, expit(-gap), 1.0))


def expected_purchases(parameters: dict[str, float], x: Array, recency: Array, age: Array, horizon: float) -> Array:
    """E[purchases in (T, T + horizon] | x, t_x, T], the paper's equation 10.

    Its 2F1(r+x, b+x; a+b+x-1; z) is taken through Pfaff's transformation, where no power of (r + x) is left to
    overflow: (1-z)^(r+x) 2F1(r+x, b+x; a+b+x-1; z) = 2F1(r+x, a-1; a+b+x-1; z/(z-1)).
    """
    r, alpha, a, b = (parameters[name] for name in NAMES)
    beyond = a - 1 if abs(a - 1) > 1e-7 else 1e-7
    gone = hyp2f1(r + x, beyond, beyond + b + x, -horizon / (alpha + age))
    if_alive = (beyond + b + x) / beyond * (1 - gone)
    return np.asarray(if_alive * probability_alive(parameters, x, recency, age))
