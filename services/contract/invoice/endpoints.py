from sqlalchemy import literal, select

from services.contract.invoice.changing import credit_invoice, keep_retention, release_retention, withhold_tax
from services.contract.invoice.handlers import book_invoice
from services.contract.invoice.schemas import (
    CreditAnswer,
    CreditBody,
    CreditBooked,
    InvoiceAnswer,
    InvoiceBody,
    InvoiceBooked,
    InvoiceList,
    InvoiceShown,
    ReleaseBody,
    RetentionBody,
    WithholdingBody,
)
from services.contract.invoice.tables import credit_notes, invoices
from services.contract.rows import CurrencyCode, OpenAmount, open_by, with_money
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
SEEN = visible(invoices.c.unit_id, literal("contract-").concat(invoices.c.contract_id))


@routes.post("/v1/contracts/{contract_id}/invoices", status_code=201, dependencies=[allowed("contract.invoice.book")])
async def book(contract_id: Id, body: InvoiceBody, work: Command) -> InvoiceBooked:
    """Books an invoice received (purchase) or issues one (sales)."""
    invoice = await book_invoice(work, new_id(), contract_id, body.wish(work.context.today))
    return InvoiceBooked(invoice_id=invoice.id, version=invoice.version)


@routes.post("/v1/invoices/{invoice_id}/credits", status_code=201, dependencies=[allowed("contract.invoice.book")])
async def credit(invoice_id: Id, body: CreditBody, work: Command) -> CreditBooked:
    """Books a credit note, which takes something off what the invoice asks for."""
    command = body.command(new_id(), work.context.today)
    invoice = await credit_invoice(work, invoice_id, command)
    return CreditBooked(invoice_id=invoice.id, credit_id=command.credit_id, version=invoice.version)


@routes.post("/v1/invoices/{invoice_id}/retentions", status_code=201, dependencies=[allowed("contract.invoice.book")])
async def retain(invoice_id: Id, body: RetentionBody, work: Command) -> InvoiceBooked:
    """Keeps a part of the invoice back as retention money, within the share that holds for the contract's type."""
    place, on = (body.clause, body.phase), body.effective_on or work.context.today
    invoice = await keep_retention(work, invoice_id, new_id(), body.amount, place, on)
    return InvoiceBooked(invoice_id=invoice.id, version=invoice.version)


@routes.post("/v1/invoices/{invoice_id}/releases", status_code=201, dependencies=[allowed("contract.invoice.book")])
async def release(invoice_id: Id, body: ReleaseBody, work: Command) -> InvoiceBooked:
    """Releases retention money: it may be paid from now on."""
    on = body.effective_on or work.context.today
    invoice = await release_retention(work, invoice_id, new_id(), body.amount, on)
    return InvoiceBooked(invoice_id=invoice.id, version=invoice.version)


@routes.post(
    "/v1/invoices/{invoice_id}/withholdings", status_code=201, dependencies=[allowed("contract.invoice.withhold")]
)
async def withhold(invoice_id: Id, body: WithholdingBody, work: Command) -> InvoiceBooked:
    """Settles a part of the invoice by tax that was withheld from its payment."""
    invoice = await withhold_tax(work, invoice_id, body.command(new_id(), work.context.today))
    return InvoiceBooked(invoice_id=invoice.id, version=invoice.version)


@routes.get("/v1/invoices", dependencies=[allowed("contract.invoice.read")])
async def list_invoices(
    work: Query,
    page: Page,
    contract_id: Id | None = None,
    counterparty_id: Id | None = None,
    open: OpenAmount = None,  # noqa: A002 - the word of the interface
    currency: CurrencyCode = None,
) -> InvoiceList:
    """Invoices of the caller's units, the newest first; `open` finds those of which that much is left to settle."""
    chosen = select(invoices).where(SEEN)
    if (item := open_by(open, currency)) is not None:
        chosen = chosen.where(invoices.c.open_item == item)
    if contract_id is not None:
        chosen = chosen.where(invoices.c.contract_id == contract_id)
    if counterparty_id is not None:
        chosen = chosen.where(invoices.c.counterparty_id == counterparty_id)
    rows = await page_of(work, chosen, [invoices.c.invoice_id.desc()], page)
    return InvoiceList(items=[InvoiceAnswer(**with_money(row, InvoiceAnswer)) for row in rows])


@routes.get("/v1/invoices/{invoice_id}", dependencies=[allowed("contract.invoice.read")])
async def show(invoice_id: Id, work: Query) -> InvoiceShown:
    """One invoice with its credit notes."""
    row = await work.row(select(invoices).where(invoices.c.invoice_id == invoice_id, SEEN))
    if row is None:
        raise NotFoundError
    seen = visible(credit_notes.c.unit_id, literal("contract-").concat(credit_notes.c.contract_id))
    chosen = select(credit_notes).where(credit_notes.c.invoice_id == invoice_id, seen)
    found = await work.rows(chosen.order_by(credit_notes.c.credit_id))
    credits_ = [CreditAnswer(**with_money(each, CreditAnswer)) for each in found]
    return InvoiceShown(**with_money(row, InvoiceAnswer), credit_notes=credits_)
