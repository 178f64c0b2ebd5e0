"""On which days something is told or due, counted from the end of a term."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from services.contract.particulars import Renewal

TOLD_BEFORE: Final = (60, 30, 7)
"""Days before the last day for notice, else before the last of the term, on which its end is told."""


def next_reminder(term_to: date, renewal: Renewal | None, after: date) -> date | None:
    """The first day after one on which the end of a term is told; None after the last."""
    last = notice_by(term_to, renewal) or term_to
    days = sorted(last - timedelta(days=before) for before in TOLD_BEFORE)
    return next((day for day in days if day > after), None)


def notice_by(term_to: date, renewal: Renewal | None) -> date | None:
    """The last day for notice; None where nothing is renewed by itself."""
    return None if renewal is None else term_to - timedelta(days=renewal.notice_days)


def months_later(day: date, months: int) -> date:
    """The same day of another month, or its last one where that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
