"""When a month is over in which we may have paid late."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.contract.invoice.events import InvoiceReceived
from services.contract.late_interest.events import LateInterestInvoiced
from services.contract.late_interest.tables import interest_invoices
from services.contract.ledger.events import LedgerAccrued
from services.contract.obligation.events import ObligationOverdue
from services.contract.terms import HANDOVER_PHASE, INTEREST_PHASE
from shared.eventstore.deadlines import set_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

MONTH_OVER: Final = "late_interest.month_over"
projection = Projection("late_interest", tables=[])
invoicing = Projection("interest_invoices", tables=[interest_invoices])
AMOUNTS: Final = ("net", "tax", "gross", "owed", "covered", "difference")


def month_after(day: date) -> datetime:
    """The morning on which the month of a day is over."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.combine(first, time(), INSTALLATION_ZONE)


@projection.on(InvoiceReceived)
def be_asked(r: Recorded[InvoiceReceived]) -> Iterable[Executable]:
    about = {"contract_id": r.event.contract_id}
    yield set_deadline(MONTH_OVER, r.event.invoice_id, month_after(r.event.due_on), about)


@projection.on(ObligationOverdue)
def be_late(r: Recorded[ObligationOverdue]) -> Iterable[Executable]:
    """Interest that we owe bears none itself, and things that we hand over late bear none."""
    event = r.event
    if event.debtor == "us" and event.due_on is not None and event.phase not in (INTEREST_PHASE, HANDOVER_PHASE):
        about = {"contract_id": event.contract_id}
        yield set_deadline(MONTH_OVER, event.obligation_id, month_after(event.due_on), about)


@projection.on(LedgerAccrued)
def look_again(r: Recorded[LedgerAccrued]) -> Iterable[Executable]:
    """What bore interest up to a day bears more in the month after, or was paid too late for what was booked."""
    next_day = r.event.effective_on + timedelta(days=1)
    yield set_deadline(MONTH_OVER, r.event.contract_id, month_after(next_day), {"contract_id": r.event.contract_id})


@invoicing.on(LateInterestInvoiced)
def take(r: Recorded[LateInterestInvoiced]) -> Iterable[Executable]:
    event = r.event
    names = ("invoice_id", "contract_id", "counterparty_id", "clause", "number", "effective_on")
    plain = {name: getattr(event, name) for name in names}
    amounts = {name: getattr(event, name).amount for name in AMOUNTS}
    yield insert(interest_invoices).values(
        **plain, **amounts, unit_id=r.unit, currency=event.gross.currency, version=r.version
    )
