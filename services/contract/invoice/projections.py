from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, func, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.invoice.events import (
    InvoiceBroughtForward,
    InvoiceCredited,
    InvoiceFact,
    InvoiceIssued,
    InvoiceReceived,
    RetentionKept,
    RetentionReleased,
    TaxWithheld,
    direction_of,
)
from services.contract.invoice.tables import credit_notes, invoices
from services.contract.ledger.events import LedgerAdjusted, LedgerBooked
from shared.eventstore.event import Recorded
from shared.eventstore.prepared import Prepared
from shared.eventstore.projection import Projection

projection = Projection("invoices", tables=[invoices, credit_notes])
_later = {"credited", "retained", "moved_on"}
_said = [one.name for one in invoices.c if one.computed is None and one.name not in _later]
BOOK: Final = Prepared(insert(invoices), _said, independent=True)


@projection.on(InvoiceReceived, InvoiceIssued, InvoiceBroughtForward)
def book(r: Recorded[InvoiceFact]) -> Iterable[Executable]:
    event = r.event
    yield BOOK(
        invoice_id=event.invoice_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        order_id=event.order_id,
        counterparty_id=event.counterparty_id,
        direction=direction_of(event),
        number=event.number,
        net=event.net.amount,
        tax=event.tax.amount,
        gross=event.gross.amount,
        tax_known=bool(event.taxes) or not isinstance(event, InvoiceBroughtForward),
        taxes=[one.model_dump(mode="json") for one in event.taxes],
        settled=0,
        currency=event.gross.currency,
        clause=event.clause,
        phase=event.phase,
        due_on=event.due_on,
        effective_on=event.effective_on,
        version=r.version,
    )


SETTLED: Final = {
    "paid": 1,
    "allocated": 1,
    "offset": 1,
    "withheld": 1,
    "covered": 1,
    "refunded": -1,
    "dishonoured": -1,
}
"""Which bookings settle the invoice they name, and which take that back."""
KEPT: Final = {"retained": 1, "released": -1}


@projection.on(LedgerBooked, LedgerAdjusted)
def settle(r: Recorded[Any]) -> Iterable[Executable]:
    event: LedgerBooked | LedgerAdjusted = r.event
    if event.invoice_id is None:
        return
    moved_on = func.greatest(invoices.c.moved_on, event.effective_on)
    change = update(invoices).where(invoices.c.invoice_id == event.invoice_id).values(moved_on=moved_on)
    amount = event.amount.amount
    if event.kind in SETTLED:
        yield change.values(settled=invoices.c.settled + SETTLED[event.kind] * amount)
    elif event.kind in KEPT:
        yield change.values(retained=invoices.c.retained + KEPT[event.kind] * amount)
    elif event.kind == "credited":
        yield change.values(credited=invoices.c.credited + amount)


@projection.on(InvoiceCredited)
def credit(r: Recorded[InvoiceCredited]) -> Iterable[Executable]:
    event = r.event
    yield insert(credit_notes).values(
        credit_id=event.credit_id,
        invoice_id=event.invoice_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        counterparty_id=event.counterparty_id,
        direction=event.direction,
        number=event.number,
        confirmation=event.confirmation,
        net=event.net.amount,
        tax=event.tax.amount,
        gross=event.gross.amount,
        taxes=[one.model_dump(mode="json") for one in event.taxes],
        currency=event.gross.currency,
        effective_on=event.effective_on,
    )
    yield update(invoices).where(invoices.c.invoice_id == event.invoice_id).values(version=r.version)


@projection.on(RetentionKept, RetentionReleased, TaxWithheld)
def move_on(r: Recorded[Any]) -> Iterable[Executable]:
    yield update(invoices).where(invoices.c.invoice_id == r.event.invoice_id).values(version=r.version)
