"""Purchases from a table: customer, date, amount."""

from __future__ import annotations

from datetime import date

import polars as pl

from services.scoring.lifetime.errors import InputRefusedError
from services.scoring.lifetime.table_input import DECIMAL, read_columns, refuse_where

COLUMNS = ("customer", "date", "amount")
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def read_purchases(source: bytes) -> pl.DataFrame:
    """Customer, date and amount of each purchase of a CSV file, or an InputRefusedError naming column and row."""
    table = read_columns(source, COLUMNS)
    refuse_where(table, pl.col("customer").str.len_chars() == 0, "customer", "is empty")
    refuse_where(table, ~pl.col("date").str.contains(DATE), "date", "is not a date such as 1997-09-30")
    refuse_where(table, ~pl.col("amount").str.contains(DECIMAL), "amount", "is not a plain decimal number")
    typed = table.with_columns(pl.col("date").str.to_date("%Y-%m-%d", strict=False), pl.col("amount").cast(pl.Float64))
    refuse_where(typed, pl.col("date").is_null(), "date", "is a day that no calendar has")
    refuse_where(typed, pl.col("amount") < 0, "amount", "is negative: a purchase is paid for, a return is none")
    return typed


def parse_day(text: str, field: str) -> date:
    """A date of the form 1997-09-30, or an InputRefusedError naming `field`."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InputRefusedError(field, "it is not a date such as 1997-09-30") from error
    if day.isoformat() != text:
        raise InputRefusedError(field, "it is not a date such as 1997-09-30")
    return day
