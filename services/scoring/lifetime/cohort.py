"""A cohort of contracts: how many are still active after each renewal."""

from __future__ import annotations

import numpy as np
import polars as pl

from services.scoring.lifetime.errors import InputRefusedError
from services.scoring.lifetime.fitting import Array
from services.scoring.lifetime.table_input import COUNT, WHOLE, read_columns, refuse_where

COLUMNS = ("period", "active")


def read_cohort(source: bytes) -> Array:
    """Active contracts of periods 0, 1, 2, …; period 0 is the whole cohort, nobody comes back."""
    table = read_columns(source, COLUMNS)
    refuse_where(table, ~pl.col("period").str.contains(WHOLE), "period", "is not a whole number of renewals")
    refuse_where(table, ~pl.col("active").str.contains(COUNT), "active", "is not a count")
    typed = table.select(pl.col("period").cast(pl.Int64), pl.col("active").cast(pl.Float64)).sort("period")
    periods, active = typed["period"].to_numpy(), typed["active"].to_numpy()
    expected = np.arange(len(periods))
    if (periods != expected).any():
        odd = int(expected[periods != expected][0])
        raise InputRefusedError("period", f"periods must be 0, 1, 2, … once each: {odd} is missing or another is twice")
    if active[0] <= 0:
        raise InputRefusedError("active", "period 0 must be the whole cohort, more than 0")
    rising = np.flatnonzero(np.diff(active) > 0)
    if len(rising):
        raise InputRefusedError("active", f"it rises in period {int(rising[0]) + 1}: nobody comes back to a cohort")
    return np.asarray(active, dtype=np.float64)
