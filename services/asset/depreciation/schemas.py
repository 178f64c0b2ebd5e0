"""Runs over HTTP."""

from datetime import date
from typing import Any

import asyncpg

from services.asset.depreciation.events import JournalLine
from services.asset.schemas import BookName, Period, UnitKey
from services.asset.terms import LEADING_BOOK
from shared.values.currency import Currency
from shared.values.money import Money
from shared.values.text import Name
from shared.web.schemas import Answer, Body


class RunBody(Body):
    """A month to be posted for a unit and all below it."""

    period: Period
    unit_id: UnitKey | None = None
    book: BookName = LEADING_BOOK
    currency: Currency = "CNY"


class ReversalBody(Body):
    reason: Name


class RunAnswer(Answer):
    run_id: str
    unit_id: str
    book: str
    period: str
    stage: str
    attempt: int
    cards: int
    total: Money
    journal: list[JournalLine]
    effective_on: date
    version: int


class RunsAnswer(Answer):
    runs: list[RunAnswer]


class PreviewAnswer(Answer):
    """What posting would charge."""

    unit_id: str
    book: str
    period: str
    cards: int
    total: Money
    journal: list[JournalLine]


class ForecastMonth(Answer):
    period: str
    charge: Money


class ForecastAnswer(Answer):
    unit_id: str
    book: str
    months: list[ForecastMonth]


def run_fields(row: asyncpg.Record) -> dict[str, Any]:
    special = {
        "total": Money(row["total"], row["currency"]),
        "journal": [JournalLine.model_validate(line) for line in row["journal"]],
    }
    return {**{name: row[name] for name in RunAnswer.model_fields if name not in special}, **special}
