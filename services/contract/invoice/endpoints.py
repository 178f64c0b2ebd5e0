from sqlalchemy import literal, select

from services.contract.invoice.handlers import book_invoice
from services.contract.invoice.schemas import InvoiceAnswer, InvoiceBody, InvoiceBooked, InvoiceList
from services.contract.invoice.tables import invoices
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
async def show(invoice_id: Id, work: Query) -> InvoiceAnswer:
    """One invoice."""
    row = await work.row(select(invoices).where(invoices.c.invoice_id == invoice_id, SEEN))
    if row is None:
        raise NotFoundError
    return InvoiceAnswer(**with_money(row, InvoiceAnswer))
