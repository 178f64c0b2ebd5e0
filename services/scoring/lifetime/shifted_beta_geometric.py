"""Shifted-beta-geometric: at each renewal a contract ends with its own probability, beta(alpha, beta) over all.

Fader, P. S. & Hardie, B. G. S. (2007), "How to project customer retention", Journal of Interactive Marketing 21(1);
residual life from Fader & Hardie (2010), "Customer-base valuation in a contractual setting", Marketing Science 29(1).
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, digamma, hyp2f1

from services.scoring.lifetime.errors import InputRefusedError
from services.scoring.lifetime.fitting import Array, Fit, maximise

NAMES = ("alpha", "beta")
STARTS = ((1.0, 1.0), (0.5, 3.0), (3.0, 10.0), (0.5, 0.5))


def log_likelihood(parameters: Array, active: Array) -> tuple[float, Array]:
    """Total log-likelihood of the active counts of periods 0..n, and its gradient by alpha, beta."""
    alpha, beta = parameters
    lost, left = active[:-1] - active[1:], active[-1]
    period = np.arange(1, len(active))
    last = period[-1]
    total = lost @ (betaln(alpha + 1, beta + period - 1) - betaln(alpha, beta))
    total += left * (betaln(alpha, beta + last) - betaln(alpha, beta))
    everyone = digamma(alpha + beta)
    slope = np.array(
        [
            lost @ (digamma(alpha + 1) - digamma(alpha) + everyone - digamma(alpha + beta + period))
            + left * (everyone - digamma(alpha + beta + last)),
            lost @ (digamma(beta + period - 1) - digamma(beta) + everyone - digamma(alpha + beta + period))
            + left * (digamma(beta + last) - digamma(beta) + everyone - digamma(alpha + beta + last)),
        ]
    )
    return float(total), slope


def fit(active: Array) -> Fit:
    """Maximum likelihood from four starts; the data must show at least two renewals and a loss."""
    if len(active) < 3:
        raise InputRefusedError("period", "two renewals at least are needed to tell two parameters apart")
    if active[-1] == active[0]:
        raise InputRefusedError("active", "nobody left, so that nothing can be learned about leaving")
    return maximise(lambda parameters: log_likelihood(parameters, active), NAMES, STARTS, float(active[0]))


def survival(parameters: dict[str, float], periods: int) -> Array:
    """S(t) = B(alpha, beta + t) / B(alpha, beta) for t = 0..periods."""
    alpha, beta = parameters["alpha"], parameters["beta"]
    return np.asarray(np.exp(betaln(alpha, beta + np.arange(periods + 1)) - betaln(alpha, beta)))


def expected_residual_life(parameters: dict[str, float], renewals: int) -> float | None:
    """Periods still to come, in expectation, for who has renewed so often: the sum of S(n + k) / S(n) over k from 1.

    None where it is infinite, which is so for alpha of 1 or less: some contracts then all but never end.
    """
    alpha, beta = parameters["alpha"], parameters["beta"]
    return (beta + renewals) / (alpha - 1) if alpha > 1 else None


def discounted_residual_life(parameters: dict[str, float], renewals: int, discount: float) -> float:
    """The same sum with period k from now worth 1 / (1 + discount)^k; finite for any alpha."""
    alpha, beta = parameters["alpha"], parameters["beta"]
    discounted = hyp2f1(1.0, beta + renewals, alpha + beta + renewals, 1 / (1 + discount))
    return float(discounted) - 1.0
