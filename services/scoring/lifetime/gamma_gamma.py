"""Gamma-Gamma: what a customer spends a purchase, given the mean of the purchases seen.

Fader & Hardie (2013), "The Gamma-Gamma model of monetary value". Amounts of a customer are gamma(p, nu), nu is
gamma(q, v) over customers; the amount does not depend on how often a customer buys.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln

from services.scoring.lifetime.errors import InputRefusedError
from services.scoring.lifetime.fitting import Array, Fit, maximise
from services.scoring.lifetime.summary import RecencyFrequency

NAMES = ("p", "q", "v")


@dataclass(frozen=True, slots=True)
class RepeatSpending:
    """What the likelihood needs of customers with a paid repeat purchase, computed once for all its evaluations."""

    levels: Array
    customers_by_level: Array
    frequency: Array
    spent: Array
    log_spent_by_purchase: float
    log_mean_total: float

    @property
    def customers(self) -> float:
        return float(len(self.frequency))


def repeat_spending(frequency: Array, mean_amount: Array) -> RepeatSpending:
    """Prepare frequencies and mean amounts, both above 0."""
    levels, counts = np.unique(frequency, return_counts=True)
    spent, log_mean = frequency * mean_amount, np.log(mean_amount)
    return RepeatSpending(
        levels=levels,
        customers_by_level=counts.astype(np.float64),
        frequency=frequency,
        spent=spent,
        log_spent_by_purchase=float(frequency @ (log_mean + np.log(frequency))),
        log_mean_total=float(log_mean.sum()),
    )


def log_likelihood(parameters: Array, seen: RepeatSpending) -> tuple[float, Array]:
    """Total log-likelihood (the note's equation 1a) and its gradient by p, q, v."""
    p, q, v = parameters
    levels, count, customers = seen.levels, seen.customers_by_level, seen.customers
    log_reach = np.log(v + seen.spent)
    inverse = 1 / (v + seen.spent)
    purchases_by_log = seen.log_spent_by_purchase - float(seen.frequency @ log_reach)
    reach_total = float(log_reach.sum())
    total = (
        count @ (gammaln(p * levels + q) - gammaln(p * levels))
        + customers * (q * np.log(v) - gammaln(q))
        + p * purchases_by_log
        - seen.log_mean_total
        - q * reach_total
    )
    both = digamma(p * levels + q)
    slope = np.array(
        [
            count @ (levels * (both - digamma(p * levels))) + purchases_by_log,
            count @ both + customers * (np.log(v) - digamma(q)) - reach_total,
            customers * q / v - p * float(seen.frequency @ inverse) - q * float(inverse.sum()),
        ]
    )
    return float(total), slope


def fit(summary: RecencyFrequency) -> Fit:
    """Maximum likelihood over customers with a paid repeat purchase, from four starts scaled to their mean amount."""
    seen = (summary.frequency > 0) & (summary.mean_repeat_amount > 0)
    if not seen.any():
        raise InputRefusedError("amount", "no customer has a repeat purchase with an amount above 0")
    frequency, mean_amount = summary.frequency[seen].astype(np.float64), summary.mean_repeat_amount[seen]
    typical = float(np.median(mean_amount))
    starts = (
        (1.0, 2.0, typical),
        (6.0, 4.0, typical / 2),
        (2.0, 10.0, typical * 5),
        (20.0, 3.0, typical / 10),
    )
    spending = repeat_spending(frequency, mean_amount)
    return maximise(lambda parameters: log_likelihood(parameters, spending), NAMES, starts, spending.customers)


def expected_amount(parameters: dict[str, float], frequency: Array, mean_amount: Array) -> Array:
    """E[mean amount of a purchase | x, m] (the note's equation 5): the mean seen, drawn towards everyone's."""
    p, q, v = (parameters[name] for name in NAMES)
    spent = np.where(frequency > 0, frequency * mean_amount, 0.0)
    return np.asarray(p * (v + spent) / (p * frequency + q - 1))
