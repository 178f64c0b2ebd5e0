"""Pareto/NBD: purchases are Poisson while a customer is alive, whose lifetime is exponential.

Schmittlein, Morrison & Colombo (1987); notation and derivation of Fader & Hardie (2005), "A note on deriving the
Pareto/NBD model and related expressions". Rates are gamma(r, alpha), drop-out rates gamma(s, beta); time in weeks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, exprel, gammaln

from services.scoring.lifetime.fitting import Array, Fit, Likelihood
from services.scoring.lifetime.rows import PurchaseRows, search

NAMES = ("r", "alpha", "s", "beta")
STARTS = ((1.0, 1.0, 1.0, 1.0), (0.5, 10.0, 0.5, 10.0), (2.0, 20.0, 0.8, 5.0), (0.3, 5.0, 2.0, 40.0))
# Past this many e-foldings the integrand adds nothing to a double.
NEGLIGIBLE = 38.0
NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
# Rows integrated at a time: bounds memory to a few megabytes a column.
SLICE = 2_048


@dataclass(frozen=True, slots=True)
class _Deaths:
    """Nodes t in (t_x, T), their logarithms with alpha and beta, and log(density x weight) of having died at t."""

    time: Array
    log_alpha: Array
    log_beta: Array
    log_terms: Array


def _deaths(parameters: Array, x: Array, recency: Array, age: Array) -> _Deaths:
    """Quadrature of s (alpha+t)^-(r+x) (beta+t)^-(s+1) over (t_x, T): dead since t, after the last purchase.

    Papers write this integral as a difference of two Gaussian hypergeometric functions, which overflow for frequent
    customers and cancel for recent ones. Here by Gauss-Legendre on log(m + t), m the smaller of alpha and beta, cut
    where nothing is left to add; every term is positive, and the gradient is that of the terms.
    """
    r, alpha, s, beta = parameters
    smaller = min(alpha, beta)
    with np.errstate(over="ignore"):
        by_rate = (alpha + recency) * np.exp(NEGLIGIBLE / (r + x)) - alpha
        by_death = (beta + recency) * np.exp(NEGLIGIBLE / s) - beta
    end = np.minimum(age, np.minimum(by_rate, by_death))
    start = (smaller + recency)[:, None]
    half_span = np.log((smaller + end)[:, None] / start) / 2
    log_near = np.log(start) + half_span * (NODES + 1)
    near = np.exp(log_near)
    log_far = np.log(near + abs(alpha - beta))
    log_alpha, log_beta = (log_near, log_far) if alpha <= beta else (log_far, log_near)
    log_measure = np.log(s * np.maximum(half_span, 1e-300)) + np.log(WEIGHTS) + log_near
    log_terms = log_measure - (r + x)[:, None] * log_alpha - (s + 1) * log_beta
    return _Deaths(near - smaller, log_alpha, log_beta, log_terms)


def _slices(rows: int) -> Iterator[slice]:
    for start in range(0, rows, SLICE):
        yield slice(start, start + SLICE)


def likelihood_of(rows: PurchaseRows) -> Likelihood:
    """Total log-likelihood and its gradient by r, alpha, s, beta."""
    levels, by_level, customers = rows.by_frequency.values, rows.by_frequency.weight, rows.customers

    def log_likelihood(parameters: Array) -> tuple[float, Array]:
        r, alpha, s, beta = parameters
        total = by_level @ (gammaln(r + levels) - gammaln(r)) + customers * (r * np.log(alpha) + s * np.log(beta))
        slope = customers * np.array([np.log(alpha), r / alpha, np.log(beta), s / beta])
        slope[0] += by_level @ (digamma(r + levels) - digamma(r))
        for part in _slices(len(rows.frequency)):
            part_total, part_slope = _of_slice(
                parameters, rows.frequency[part], rows.recency[part], rows.age[part], rows.weight[part]
            )
            total += part_total
            slope += part_slope
        return float(total), slope

    return log_likelihood


def _of_slice(parameters: Array, x: Array, recency: Array, age: Array, weight: Array) -> tuple[float, Array]:
    r, alpha, s, beta = parameters
    deaths = _deaths(parameters, x, recency, age)
    log_age_alpha, log_age_beta = np.log(alpha + age), np.log(beta + age)
    log_alive = -(r + x) * log_age_alpha - s * log_age_beta
    highest = np.maximum(log_alive, deaths.log_terms.max(axis=1))
    shares = np.exp(deaths.log_terms - highest[:, None])
    alive = np.exp(log_alive - highest)
    dead = shares.sum(axis=1)
    whole = alive + dead
    scale = weight / whole
    living = alive * scale
    shares *= scale[:, None]
    slope = np.array(
        [
            -(living @ log_age_alpha) - np.vdot(shares, deaths.log_alpha),
            -(living @ ((r + x) / (alpha + age))) - (r + x) @ (shares / (alpha + deaths.time)).sum(axis=1),
            -(living @ log_age_beta) - np.vdot(shares, deaths.log_beta) + scale @ dead / s,
            -(living @ (s / (beta + age))) - (s + 1) * float((shares / (beta + deaths.time)).sum()),
        ]
    )
    return float(weight @ (highest + np.log(whole))), slope


def fit(rows: PurchaseRows) -> Fit:
    """Maximum likelihood from four starts."""
    return search(likelihood_of, NAMES, STARTS, rows)


def probability_alive(parameters: dict[str, float], x: Array, recency: Array, age: Array) -> Array:
    """P(alive | x, t_x, T): the share of the likelihood in which the customer outlived T."""
    values = np.array([parameters[name] for name in NAMES])
    r, alpha, s, beta = values
    answer = np.empty(len(x))
    for part in _slices(len(x)):
        log_terms = _deaths(values, x[part], recency[part], age[part]).log_terms
        log_alive = -(r + x[part]) * np.log(alpha + age[part]) - s * np.log(beta + age[part])
        answer[part] = 1 / (1 + np.exp(log_terms - log_alive[:, None]).sum(axis=1))
    return answer


def expected_purchases(parameters: dict[str, float], x: Array, recency: Array, age: Array, horizon: float) -> Array:
    """E[purchases in (T, T + horizon] | x, t_x, T]; the note's equation 41, continuous at s = 1."""
    r, alpha, s, beta = (parameters[name] for name in NAMES)
    stretch = np.log1p(horizon / (beta + age))
    if_alive = (r + x) * (beta + age) / (alpha + age) * stretch * exprel((1 - s) * stretch)
    return np.asarray(if_alive * probability_alive(parameters, x, recency, age))
