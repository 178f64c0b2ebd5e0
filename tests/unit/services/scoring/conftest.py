"""The CDNOW sample: 2,357 customers' purchases of CDs, as the package `lifetimes` ships it."""

import importlib.util
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from services.scoring.lifetime.rows import PurchaseRows, collapse
from services.scoring.lifetime.summary import RecencyFrequency, recency_frequency

CALIBRATION_END = date(1997, 9, 30)


@pytest.fixture(scope="session")
def cdnow() -> pl.DataFrame:
    package = importlib.util.find_spec("lifetimes")
    assert package is not None
    assert package.origin is not None
    lines = (Path(package.origin).parent / "datasets" / "CDNOW_sample.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line.strip()]
    return pl.DataFrame(
        {
            "customer": [row[1] for row in rows],
            "date": [datetime.strptime(row[2], "%Y%m%d").date() for row in rows],
            "amount": [float(row[4]) for row in rows],
        }
    )


@pytest.fixture(scope="session")
def summary(cdnow: pl.DataFrame) -> RecencyFrequency:
    return recency_frequency(cdnow, CALIBRATION_END)


@pytest.fixture(scope="session")
def rows(summary: RecencyFrequency) -> PurchaseRows:
    return collapse(summary)
