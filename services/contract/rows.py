"""Rows as answers: an amount and the row's currency become money."""

from typing import Any

import asyncpg
from pydantic import BaseModel

from shared.values.money import Money


def with_money(row: asyncpg.Record, answer: type[BaseModel]) -> dict[str, Any]:
    """The row's columns that the answer has, each of its money fields made from the column and `currency`."""
    known = dict(row)
    return {name: _value(known, name, field.annotation) for name, field in answer.model_fields.items() if name in known}


def _value(row: dict[str, Any], name: str, kind: Any) -> Any:
    value = row[name]
    if value is not None and kind in (Money, Money | None):
        return Money.of(value, row["currency"])
    return value
