from collections.abc import Iterable
from typing import Final

from sqlalchemy import Executable, case, insert, update

from services.contract.einvoice.events import EInvoiceDeductionChanged, EInvoiceRecorded, EInvoiceVerified
from services.contract.einvoice.tables import einvoices
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("einvoices", tables=[einvoices])

AS_SAID: Final = (
    "einvoice_id", "contract_id", "counterparty_id", "number", "direction", "colour", "category", "invoice_id",
    "credit_id", "blue_number", "confirmation", "form", "file_id", "issued_on",
)  # fmt: skip


@projection.on(EInvoiceRecorded)
def record(r: Recorded[EInvoiceRecorded]) -> Iterable[Executable]:
    event = r.event
    yield insert(einvoices).values(
        **{name: getattr(event, name) for name in AS_SAID},
        unit_id=r.unit,
        tax=event.tax.amount,
        gross=event.gross.amount,
        given_back=0,
        currency=event.gross.currency,
        deduction="open",
        version=r.version,
    )


@projection.on(EInvoiceVerified)
def verify(r: Recorded[EInvoiceVerified]) -> Iterable[Executable]:
    row = update(einvoices).where(einvoices.c.einvoice_id == r.event.einvoice_id)
    yield row.values(finding=r.event.finding, version=r.version)


@projection.on(EInvoiceDeductionChanged)
def deduct(r: Recorded[EInvoiceDeductionChanged]) -> Iterable[Executable]:
    event = r.event
    row = update(einvoices).where(einvoices.c.einvoice_id == event.einvoice_id)
    if event.after != "transferred_out":
        yield row.values(deduction=event.after, period=event.period, version=r.version)
        return
    back = einvoices.c.given_back + event.tax.amount
    rest = case((back < einvoices.c.tax, "claimed"), else_="transferred_out")
    yield row.values(given_back=back, deduction=rest, version=r.version)
