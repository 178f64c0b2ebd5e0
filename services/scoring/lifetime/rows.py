"""Equal customers as one weighted row: what the likelihoods of purchase models are summed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from services.scoring.lifetime.fitting import Array, Fit, Likelihood, maximise
from services.scoring.lifetime.summary import Days, RecencyFrequency

DAYS_A_WEEK = 7
# Enough for every start to find its way; the maximum itself is always that of all rows.
SCOUTED_CUSTOMERS = 5_000


@dataclass(frozen=True, slots=True)
class Levels:
    """A column's distinct values with the index of each row's value and the summed weight of each value's rows."""

    values: Array
    index: NDArray[np.intp]
    weight: Array

    def total(self, by_row: Array) -> Array:
        """Sum a row quantity by level."""
        return np.bincount(self.index, weights=by_row, minlength=len(self.values)).astype(np.float64)


@dataclass(frozen=True, slots=True)
class PurchaseRows:
    """Distinct (x, t_x, T) in weeks, with how many customers share each.

    A function of one column alone is computed on that column's levels, a few hundred, and spread by their index.
    """

    frequency: Array
    recency: Array
    age: Array
    weight: Array
    by_frequency: Levels
    by_recency: Levels
    by_age: Levels

    @property
    def customers(self) -> float:
        return float(self.weight.sum())

    def thinned(self, customers: int) -> PurchaseRows:
        """About so many customers, evenly spaced in the order of (x, t_x, T), so that the mix stays."""
        upper = np.cumsum(self.weight)
        picks = np.searchsorted(upper, (np.arange(customers) + 0.5) * upper[-1] / customers)
        kept, weight = np.unique(picks, return_counts=True)
        return _rows(self.frequency[kept], self.recency[kept], self.age[kept], weight.astype(np.float64))


def collapse(summary: RecencyFrequency) -> PurchaseRows:
    """Equal customers as one weighted row."""
    return collapse_days(summary.frequency, summary.recency_days, summary.age_days)


def collapse_days(frequency: Days, recency_days: Days, age_days: Days) -> PurchaseRows:
    """Equal (x, t_x, T), given in whole days, as one weighted row."""
    recency_span, age_span = int(recency_days.max()) + 1, int(age_days.max()) + 1
    key = (frequency * recency_span + recency_days) * age_span + age_days
    distinct, weight = np.unique(key, return_counts=True)
    rest, age = np.divmod(distinct, age_span)
    x, recency = np.divmod(rest, recency_span)
    return _rows(x.astype(np.float64), recency / DAYS_A_WEEK, age / DAYS_A_WEEK, weight.astype(np.float64))


def _rows(frequency: Array, recency: Array, age: Array, weight: Array) -> PurchaseRows:
    return PurchaseRows(
        frequency=frequency,
        recency=recency,
        age=age,
        weight=weight,
        by_frequency=_levels(frequency, weight),
        by_recency=_levels(recency, weight),
        by_age=_levels(age, weight),
    )


def _levels(column: Array, weight: Array) -> Levels:
    values, index = np.unique(column, return_inverse=True)
    return Levels(values, index, np.bincount(index, weights=weight).astype(np.float64))


def search(
    likelihood: Callable[[PurchaseRows], Likelihood],
    names: tuple[str, ...],
    starts: tuple[tuple[float, ...], ...],
    rows: PurchaseRows,
) -> Fit:
    """Maximise over all rows; for large data the starts are tried on a thinned set and only the best goes on."""
    if len(rows.frequency) <= SCOUTED_CUSTOMERS:
        return maximise(likelihood(rows), names, starts, rows.customers)
    scouted = maximise(likelihood(rows.thinned(SCOUTED_CUSTOMERS)), names, starts, SCOUTED_CUSTOMERS)
    if scouted.converged:
        settled = maximise(likelihood(rows), names, [tuple(scouted.parameters.values())], rows.customers)
        if settled.converged:
            return replace(settled, starts=scouted.starts, evaluations=scouted.evaluations + settled.evaluations)
    return maximise(likelihood(rows), names, starts, rows.customers)
