"""Rows as answers: an amount and the row's currency become money. Rows found by what is open of them."""

from decimal import Decimal
from typing import Annotated, Any

import asyncpg
from fastapi import Query as Parameter
from pydantic import BaseModel
from sqlalchemy import Column, Computed, Index, Text, text

from shared.values.decimals import UNSIGNED_PATTERN, format_decimal
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

OpenAmount = Annotated[
    str | None, Parameter(pattern=f"^{UNSIGNED_PATTERN}$", description="Only what is open by exactly this amount")
]
CurrencyCode = Annotated[str | None, Parameter(pattern="^[A-Z]{3}$", description="Of the open amount")]


def open_item(whole: str, done: str) -> Column[str]:
    """What is open of a row with its currency, as a text: row-level security lets an index answer only comparisons
    that can tell nothing of a row, and those of numbers are not among them.
    """
    rest = f"trim_scale({whole} - {done})::text || ' ' || currency"
    return Column("open_item", Text, Computed(f"CASE WHEN {whole} > {done} THEN {rest} END", persisted=True))


def open_index(table: str) -> Index:
    """Finds rows by what is open of them."""
    return Index(f"{table}_open", "open_item", postgresql_where=text("open_item IS NOT NULL"))


def open_by(amount: str | None, currency: str | None) -> str | None:
    """What `open_item` holds for an amount in a currency; None where neither is asked for."""
    if amount is None and currency is None:
        return None
    if amount is None or currency is None:
        missing = "open" if amount is None else "currency"
        raise InvalidFieldError(f"/query/{missing}", "An open amount is told with its currency.")
    return f"{format_decimal(Decimal(amount).normalize())} {currency}"


def with_money(row: asyncpg.Record, answer: type[BaseModel]) -> dict[str, Any]:
    """The row's columns that the answer has, each of its money fields made from the column and `currency`."""
    known = dict(row)
    return {name: _value(known, name, field.annotation) for name, field in answer.model_fields.items() if name in known}


def _value(row: dict[str, Any], name: str, kind: Any) -> Any:
    value = row[name]
    if value is not None and kind in (Money, Money | None):
        return Money.of(value, row["currency"])
    return value
