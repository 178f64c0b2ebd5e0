"""What each customer is worth: purchases to be expected, probability of being alive, amount of a purchase."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl

from services.scoring.lifetime import bg_nbd, gamma_gamma, pareto_nbd
from services.scoring.lifetime.errors import InputRefusedError
from services.scoring.lifetime.fitting import Array, Fit
from services.scoring.lifetime.rows import DAYS_A_WEEK, PurchaseRows, collapse
from services.scoring.lifetime.summary import RecencyFrequency, recency_frequency

A_YEAR_OF_WEEKS = 52.0
LONGEST_HORIZON = 5_200.0


class PurchaseModel(StrEnum):
    """Models of repeat buying where customers leave without a word."""

    BG_NBD = "bg-nbd"
    PARETO_NBD = "pareto-nbd"


@dataclass(frozen=True, slots=True)
class _Formulas:
    fit: Callable[[PurchaseRows], Fit]
    probability_alive: Callable[[dict[str, float], Array, Array, Array], Array]
    expected_purchases: Callable[[dict[str, float], Array, Array, Array, float], Array]


FORMULAS = {
    PurchaseModel.BG_NBD: _Formulas(bg_nbd.fit, bg_nbd.probability_alive, bg_nbd.expected_purchases),
    PurchaseModel.PARETO_NBD: _Formulas(pareto_nbd.fit, pareto_nbd.probability_alive, pareto_nbd.expected_purchases),
}


@dataclass(frozen=True, slots=True)
class Spending:
    """The Gamma-Gamma fit, or the reason why there is none to use."""

    parameters: dict[str, float] | None
    log_likelihood: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Valuation:
    """A converged fit and what it says of every customer (columns: customer, frequency, recency_weeks, age_weeks,
    p_alive, expected_purchases, expected_amount, value; the last two null without a spending model).
    """

    model: PurchaseModel
    until: date
    horizon_weeks: float
    fit: Fit
    spending: Spending
    customers: pl.DataFrame

    def document(self) -> dict[str, Any]:
        """As the command and the service print it; likelihoods are totals, times in weeks."""
        return {
            "model": self.model.value,
            "until": self.until.isoformat(),
            "horizon_weeks": self.horizon_weeks,
            "converged": self.fit.converged,
            "parameters": self.fit.parameters,
            "log_likelihood": self.fit.log_likelihood,
            "gamma_gamma": self.spending.parameters,
            "gamma_gamma_log_likelihood": self.spending.log_likelihood,
            "gamma_gamma_reason": self.spending.reason or None,
            "customers": self.customers.to_dicts(),
        }


def value_customers(purchases: pl.DataFrame, model: PurchaseModel, until: date, horizon_weeks: float) -> Valuation:
    """Fit on purchases up to `until` and value every customer over the `horizon_weeks` that follow.

    Value is the expected number of purchases times the expected amount of one, undiscounted. A fit that does not
    converge raises NotConvergedError; a spending model that does not only leaves the values out.
    """
    if not (math.isfinite(horizon_weeks) and 0 < horizon_weeks <= LONGEST_HORIZON):
        raise InputRefusedError("horizon", f"weeks must be above 0 and at most {LONGEST_HORIZON:.0f}")
    summary = recency_frequency(purchases, until)
    fit = FORMULAS[model].fit(collapse(summary))
    fit.usable("transactions")
    spending = fit_spending(summary)
    return Valuation(model, until, horizon_weeks, fit, spending, _table(summary, model, fit, spending, horizon_weeks))


def fit_spending(summary: RecencyFrequency) -> Spending:
    """Gamma-Gamma with a finite mean (q above 1), or why not."""
    try:
        fit = gamma_gamma.fit(summary)
    except InputRefusedError as refusal:
        return Spending(None, None, refusal.detail)
    if not fit.converged:
        return Spending(None, None, f"the fit did not converge: {fit.reason}")
    if fit.parameters["q"] <= 1:
        return Spending(None, None, "q is 1 or less: the mean amount over customers is infinite")
    return Spending(fit.parameters, fit.log_likelihood, "")


def _table(
    summary: RecencyFrequency, model: PurchaseModel, fit: Fit, spending: Spending, horizon_weeks: float
) -> pl.DataFrame:
    formulas = FORMULAS[model]
    x = summary.frequency.astype(np.float64)
    recency, age = summary.recency_days / DAYS_A_WEEK, summary.age_days / DAYS_A_WEEK
    expected = formulas.expected_purchases(fit.parameters, x, recency, age, horizon_weeks)
    amount = (
        pl.Series(gamma_gamma.expected_amount(spending.parameters, x, summary.mean_repeat_amount))
        if spending.parameters
        else pl.Series([None] * len(summary), dtype=pl.Float64)
    )
    return pl.DataFrame(
        {
            "customer": summary.customers,
            "frequency": summary.frequency,
            "recency_weeks": recency,
            "age_weeks": age,
            "p_alive": formulas.probability_alive(fit.parameters, x, recency, age),
            "expected_purchases": expected,
            "expected_amount": amount,
            "value": pl.Series(expected) * amount,
        }
    )
