"""Posting periods of a book are closed one after another, for a legal entity's unit and all below it."""

from services.contract.accounts.events import BookCode, Period
from shared.eventstore.event import Event


class PeriodClosed(Event, name="book.period_closed.v1"):
    """What is booked from now on with a day in this period or before it is posted in the first period still open."""

    book_id: str
    unit_id: str
    book: BookCode
    period: Period
