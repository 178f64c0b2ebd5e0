from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, insert

from services.contract.book.events import PeriodClosed
from services.contract.book.tables import bookings, closed_periods
from services.contract.ledger.events import LedgerAccrued, LedgerAdjusted, LedgerBooked
from shared.eventstore.event import Recorded
from shared.eventstore.prepared import Prepared
from shared.eventstore.projection import Projection

projection = Projection("books", tables=[bookings, closed_periods])

BOOK: Final = Prepared(insert(bookings), bookings.c.keys(), independent=True)


@projection.on(LedgerBooked, LedgerAdjusted, LedgerAccrued)
def book(r: Recorded[Any]) -> Iterable[Executable]:
    event: LedgerBooked | LedgerAdjusted | LedgerAccrued = r.event
    yield BOOK(
        contract_id=event.contract_id,
        version=r.version,
        unit_id=r.unit,
        kind=event.kind,
        document=event.document,
        of=None if isinstance(event, LedgerBooked) else event.of,
        clause=event.clause,
        phase=event.phase,
        invoice_id=None if isinstance(event, LedgerAccrued) else event.invoice_id,
        amount=event.amount.amount,
        currency=event.amount.currency,
        effective_on=event.effective_on,
        opening=isinstance(event, LedgerBooked) and event.opening,
    )


@projection.on(PeriodClosed)
def close(r: Recorded[PeriodClosed]) -> Iterable[Executable]:
    event = r.event
    yield insert(closed_periods).values(
        book_id=event.book_id,
        version=r.version,
        unit_id=event.unit_id,
        book=event.book,
        period=event.period,
    )
