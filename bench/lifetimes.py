"""Rows 13a and 13b: the BG/NBD model fitted here from four starts, beside the package `lifetimes` from its one."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Final

import polars as pl

from bench.measure import Given, Outcome, Taken, in_turn
from services.scoring.lifetime import bg_nbd
from services.scoring.lifetime.rows import DAYS_A_WEEK, collapse
from services.scoring.lifetime.summary import RecencyFrequency, recency_frequency

CALIBRATION_END: Final = date(1997, 9, 30)
PUBLISHED: Final = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
"""Of CDNOW in Fader, Hardie & Lee (2005): what the million customers are drawn from."""
MANY: Final = 1_000_000
FEW: Final = 2_000
WEEKS: Final = 39
FITS: Final = 10
"""A round of CDNOW: one fit alone takes some hundredths of a second."""


async def cdnow(given: Given) -> Outcome:
    return Outcome({"13a": await compared(_cdnow(), given.rounds, fits=1 if given.short else FITS)})


async def a_million(given: Given) -> Outcome:
    return Outcome({"13b": await compared(drawn(FEW if given.short else MANY, seed=1), given.rounds)})


async def compared(summary: RecencyFrequency, rounds: int, fits: int = 1) -> Taken:
    """Seconds a fit of both, from the same recencies and frequencies to parameters, over rounds of so many fits."""
    here, there = _fitted_here(summary), _fitted_there(summary)  # also loads what both need

    async def ours() -> None:
        for _ in range(fits):
            _fitted_here(summary)

    async def theirs() -> None:
        for _ in range(fits):
            _fitted_there(summary)

    times, references = ([one / fits for one in each] for each in await in_turn(rounds, ours, theirs))
    detail = {
        "customers": len(summary), "rounds": [round(one, 4) for one in times],
        "reference_rounds": [round(one, 4) for one in references], "parameters": here, "reference_parameters": there,
    }  # fmt: skip
    return Taken(median(times), median(references), detail)


def _fitted_here(summary: RecencyFrequency) -> dict[str, float]:
    return _rounded(bg_nbd.fit(collapse(summary)).usable("date"))


def _fitted_there(summary: RecencyFrequency) -> dict[str, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package asks its own libraries for what they have given up
        from lifetimes import BetaGeoFitter

        fitter = BetaGeoFitter()
        fitter.fit(summary.frequency, summary.recency_days / DAYS_A_WEEK, summary.age_days / DAYS_A_WEEK)
    return _rounded(fitter.params_)


def _rounded(parameters: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in parameters.items()}


def _cdnow() -> RecencyFrequency:
    package = importlib.util.find_spec("lifetimes")
    if package is None or package.origin is None:
        raise LookupError("the package lifetimes, which brings the purchases, is not installed")
    lines = (Path(package.origin).parent / "datasets" / "CDNOW_sample.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip()]
    purchases = pl.DataFrame(
        {
            "customer": [row[1] for row in rows],
            "date": [datetime.strptime(row[2], "%Y%m%d").date() for row in rows],  # noqa: DTZ007 - a day has no zone
            "amount": [float(row[4]) for row in rows],
        }
    )
    return recency_frequency(purchases, CALIBRATION_END)


def drawn(customers: int, seed: int) -> RecencyFrequency:
    """Customers who buy and leave as the model says, first seen within twelve weeks, observed in whole days."""
    import numpy as np  # after scoring has said with how many threads

    draw = np.random.default_rng(seed)
    rate = draw.gamma(PUBLISHED["r"], 1 / PUBLISHED["alpha"], customers) / DAYS_A_WEEK
    leaving = draw.beta(PUBLISHED["a"], PUBLISHED["b"], customers)
    age = draw.integers((WEEKS - 12) * 7, WEEKS * 7, customers)
    frequency, recency = np.zeros(customers, np.int64), np.zeros(customers, np.int64)
    at = np.zeros(customers)
    alive = np.arange(customers)
    while len(alive):
        at[alive] += np.maximum(1.0, draw.exponential(1 / np.maximum(rate[alive], 1e-12)))
        alive = alive[at[alive] < age[alive]]
        frequency[alive] += 1
        recency[alive] = at[alive].astype(np.int64)
        alive = alive[draw.random(len(alive)) > leaving[alive]]
    return RecencyFrequency(pl.Series(np.arange(customers)), frequency, recency, age, np.zeros(customers))
