"""Posting periods, closed one after another."""

from services.contract.book.aggregate import BOOK, Book, ClosePeriod, decide
from services.contract.book.events import PeriodClosed
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.ids import derived_id


async def close_period(work: Work, unit: str, book: str, period: str) -> Stream[Book]:
    """Late facts of the period are posted in the first one still open from now on."""
    book_id = derived_id("book", unit, book)
    stream = await work.load(BOOK, book_id, unit=unit)
    fact = PeriodClosed(book_id=book_id, unit_id=unit, book=book, period=period)
    work.record(stream, decide(stream.state, ClosePeriod(fact, work.context.today)))
    return stream
