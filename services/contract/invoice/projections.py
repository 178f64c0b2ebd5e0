from collections.abc import Iterable

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.invoice.events import InvoiceFact, InvoiceIssued, InvoiceReceived
from services.contract.invoice.tables import invoices
from services.contract.ledger.events import LedgerBooked
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("invoices", tables=[invoices])


@projection.on(InvoiceReceived, InvoiceIssued)
def book(r: Recorded[InvoiceFact]) -> Iterable[Executable]:
    event = r.event
    yield insert(invoices).values(
        invoice_id=event.invoice_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        order_id=event.order_id,
        counterparty_id=event.counterparty_id,
        direction="sales" if isinstance(event, InvoiceIssued) else "purchase",
        number=event.number,
        net=event.net.amount,
        tax=event.tax.amount,
        gross=event.gross.amount,
        settled=0,
        currency=event.gross.currency,
        clause=event.clause,
        phase=event.phase,
        due_on=event.due_on,
        effective_on=event.effective_on,
        version=r.version,
    )


@projection.on(LedgerBooked)
def settle(r: Recorded[LedgerBooked]) -> Iterable[Executable]:
    event = r.event
    if event.kind in ("paid", "allocated") and event.invoice_id is not None:
        same = invoices.c.invoice_id == event.invoice_id
        yield update(invoices).where(same).values(settled=invoices.c.settled + event.amount.amount)
