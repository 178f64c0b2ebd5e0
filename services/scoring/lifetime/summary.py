"""Recency and frequency: all that the purchase models need to know of a customer.

Columns as in Fader, Hardie & Lee (2005), time in weeks (days / 7): x repeat purchases, t_x time from the first purchase
to the last, T time from the first purchase to the end of observation, and m, the mean amount of a repeat purchase.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from services.scoring.lifetime.errors import InputRefusedError
from services.scoring.lifetime.fitting import Array

Days = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RecencyFrequency:
    """One row a customer, ordered by customer; times in whole days, `mean_repeat_amount` 0 without repeats."""

    customers: pl.Series
    frequency: Days
    recency_days: Days
    age_days: Days
    mean_repeat_amount: Array

    def __len__(self) -> int:
        return len(self.frequency)


def recency_frequency(purchases: pl.DataFrame, until: date) -> RecencyFrequency:
    """Summary of purchases (customer, date, amount) up to and including `until`; equal days are one purchase."""
    counted = purchases.lazy().filter(pl.col("date") <= until)
    days = counted.group_by("customer", "date").agg(pl.col("amount").sum())
    first = pl.col("date").min()
    spent = pl.col("amount").sum() - pl.col("amount").get(pl.col("date").arg_min())
    summary = (
        days.group_by("customer")
        .agg(
            (pl.len() - 1).cast(pl.Int64).alias("frequency"),
            (pl.col("date").max() - first).dt.total_days().alias("recency"),
            (pl.lit(until) - first).dt.total_days().alias("age"),
            spent.alias("spent"),
        )
        .with_columns(
            pl.when(pl.col("frequency") > 0).then(pl.col("spent") / pl.col("frequency")).otherwise(0.0).alias("mean")
        )
        .sort("customer")
        .collect()
    )
    if summary.is_empty():
        raise InputRefusedError("date", f"no purchase on or before {until.isoformat()}")
    return RecencyFrequency(
        customers=summary["customer"],
        frequency=summary["frequency"].to_numpy(),
        recency_days=summary["recency"].to_numpy(),
        age_days=summary["age"].to_numpy(),
        mean_repeat_amount=summary["mean"].to_numpy(),
    )
