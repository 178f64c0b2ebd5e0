from typing import Annotated, Any

from fastapi import Query as Parameter
from sqlalchemy import Select, literal, select

from services.contract.einvoice import handlers
from services.contract.einvoice.aggregate import EInvoice
from services.contract.einvoice.events import Deduction
from services.contract.einvoice.schemas import (
    Checked,
    DeductionBody,
    EInvoiceAnswer,
    EInvoiceBody,
    EInvoiceKept,
    EInvoiceList,
    VerificationBody,
)
from services.contract.einvoice.tables import einvoices
from services.contract.rows import with_money
from shared.eventstore.aggregate import Stream
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import Command, Here, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.einvoice.read")]
Number = Annotated[str | None, Parameter(pattern="^[0-9]{20}$", description="Of 20 digits")]
Month = Annotated[
    str | None, Parameter(pattern="^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$", description="In which tax was claimed: 2026-03")
]


def _kept(einvoice: Stream[EInvoice]) -> EInvoiceKept:
    state = einvoice.state
    return EInvoiceKept(einvoice_id=einvoice.id, state=state.state, deduction=state.deduction, version=einvoice.version)


@routes.post("/v1/invoices/{invoice_id}/einvoices", status_code=201, dependencies=[allowed("contract.einvoice.record")])
async def record(invoice_id: Id, body: EInvoiceBody, work: Command, here: Here) -> EInvoiceKept:
    """Keeps the original file of an invoice, or the red-letter invoice of one of its credit notes."""
    wish = body.wish(work.context.today)
    return _kept(await handlers.record(work, here.store.sealer, invoice_id, wish))


@routes.post(
    "/v1/einvoices/{einvoice_id}/verifications", status_code=201, dependencies=[allowed("contract.einvoice.verify")]
)
async def verify(einvoice_id: Id, body: VerificationBody, work: Command) -> EInvoiceKept:
    """Says what the tax authority's check found; what was claimed of an invoice that does not count is given back."""
    return _kept(await handlers.change(work, einvoice_id, body.command(work.context.today)))


@routes.post(
    "/v1/einvoices/{einvoice_id}/deductions", status_code=201, dependencies=[allowed("contract.einvoice.deduct")]
)
async def deduct(einvoice_id: Id, body: DeductionBody, work: Command) -> EInvoiceKept:
    """Claims the tax of a special invoice in a month, takes that back, or gives it back."""
    return _kept(await handlers.change(work, einvoice_id, body.command(work.context.today)))


def _seen() -> Select[Any]:
    return select(einvoices).where(visible(einvoices.c.unit_id, literal("contract-").concat(einvoices.c.contract_id)))


@routes.get("/v1/einvoices", dependencies=READ)
async def list_einvoices(
    work: Query,
    page: Page,
    contract_id: Id | None = None,
    invoice_id: Id | None = None,
    number: Number = None,
    state: Checked | None = None,
    deduction: Deduction | None = None,
    period: Month = None,
) -> EInvoiceList:
    """Electronic invoices of the caller's units, the newest first."""
    chosen = _seen()
    asked = {"contract_id": contract_id, "invoice_id": invoice_id, "number": number, "period": period}
    for name, value in {**asked, "deduction": deduction}.items():
        if value is not None:
            chosen = chosen.where(einvoices.c[name] == value)
    if state is not None:
        found = einvoices.c.finding
        chosen = chosen.where(found.is_(None) if state == "unverified" else found == state)
    rows = await page_of(work, chosen, [einvoices.c.issued_on.desc(), einvoices.c.einvoice_id.desc()], page)
    return EInvoiceList(items=[EInvoiceAnswer(**with_money(row, EInvoiceAnswer)) for row in rows])


@routes.get("/v1/einvoices/{einvoice_id}", dependencies=READ)
async def show(einvoice_id: Id, work: Query) -> EInvoiceAnswer:
    """One electronic invoice; its file is read at `/v1/files/{file_id}/content`."""
    row = await work.row(_seen().where(einvoices.c.einvoice_id == einvoice_id))
    if row is None:
        raise NotFoundError
    return EInvoiceAnswer(**with_money(row, EInvoiceAnswer))
