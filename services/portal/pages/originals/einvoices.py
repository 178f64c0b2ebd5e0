"""Electronic invoices: their originals with check and deduction, and the form that keeps one."""

import asyncio
from typing import Annotated, Any, Final, Literal

from fastapi import File, Form, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.by_clause.seen import EInvoice, EInvoices
from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.deeds.table import DEEDS, possible
from services.portal.pages.drafting.fields import Fields, Said, figure, sent
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.imports.sending import name_of, send_file
from services.portal.pages.originals.seen import Credit, InvoiceShown
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed, upload

routes = page_router()

READS, RECORDS = "contract.einvoice.read", "contract.einvoice.record"
AT: Final = "/payments/einvoices"
LARGEST: Final = 21 * 2**20
LINES: Final = 50
PATIENCE: Final = 10.0
FINDINGS: Final = ("unverified", "genuine", "unknown", "differs", "voided")
DEDUCTIONS: Final = ("open", "claimed", "not_deductible", "transferred_out")
Finding = Literal["", "unverified", "genuine", "unknown", "differs", "voided"]
Deduction = Literal["", "open", "claimed", "not_deductible", "transferred_out"]
Cursor = Annotated[str, Query(max_length=1000)]
MaybeCredit = Annotated[str, Query(pattern="^([0-9a-f-]{36})?$", alias="credit")]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, state: Finding = "", deduction: Deduction = "", cursor: Cursor = "") -> Response:
    asked = {"state": state, "deduction": deduction, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/einvoices", EInvoices, asked)
    rows = found.value.items if found.value else []
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows]),
        customers_named(visit, [one.counterparty_id for one in rows]),
    )
    return page(
        visit,
        "originals/einvoice_lines.html" if visit.fragment else "originals/einvoices.html",
        found=found,
        contracts=contracts,
        parties=parties,
        state=state,
        deduction=deduction,
        findings=FINDINGS,
        deductions=DEDUCTIONS,
        deeds=DEEDS,
        may=possible(visit),
    )


@routes.get(f"{AT}/{{einvoice_id}}/file", dependencies=[allowed("contract.file.read")])
async def file(einvoice_id: Id, visit: Visiting) -> Response:
    """The original as it was sent: OFD, XML or PDF."""
    found = await visit.asking.ask("contract", f"/v1/einvoices/{einvoice_id}", EInvoice)
    if found.value is None:
        raise NotFoundError
    return await fetched(visit, "contract", f"/v1/files/{found.value.file_id}/content")


@routes.get("/invoices/{invoice_id}/original", dependencies=[allowed(RECORDS)])
async def form(invoice_id: Id, visit: Visiting, credit_id: MaybeCredit = "") -> Response:
    """Keeps the original of an invoice; with a credit note its red-letter invoice."""
    return await _form(visit, invoice_id, credit_id)


@routes.post("/invoices/{invoice_id}/original", dependencies=[allowed(RECORDS), upload(LARGEST)])
async def record(
    invoice_id: Id,
    visit: Visiting,
    key: Annotated[str, Form(max_length=100)],
    original: Annotated[UploadFile, File()],
    credit_id: Annotated[str, Form(pattern="^([0-9a-f-]{36})?$")] = "",
) -> Response:
    """Sends the file, then says what is on it."""
    fields = sent(await visit.request.form())
    kept = await send_file(visit, "contract", "/v1/files", original, {"name": name_of(original)}, key=f"{key}-file")
    if not kept.done:
        return await _form(visit, invoice_id, credit_id, fields, {"original": kept.why}, kept.why, kept.status)
    body = original_body(fields, kept.body["file_id"])
    path = f"/v1/invoices/{invoice_id}/einvoices"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(AT, status_code=303)
    places = {"/file_id": "original", "/tax": "tax", "/gross": "gross"}
    wrong = Said(places=places).wrong(told.body.get("errors"))
    wrong = {name.partition("-")[0]: why for name, why in wrong.items()}
    return await _form(visit, invoice_id, credit_id, fields, wrong, told.why, told.status)


def original_body(fields: Fields, file_id: str) -> dict[str, Any]:
    """What stands on the original; a red-letter invoice names its blue one and the confirmation."""
    names = ("number", "category", "issued_on", "credit_id", "blue_number", "confirmation")
    said: dict[str, Any] = {name: fields[name] for name in names if fields.get(name)}
    currency = fields.get("currency") or "CNY"
    amounts = {name: {"amount": figure(fields.get(name, "")), "currency": currency} for name in ("tax", "gross")}
    return {**said, **amounts, "file_id": file_id}


async def _form(
    visit: Visit,
    invoice_id: str,
    credit_id: str,
    fields: Fields | None = None,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    invoice, known = await asyncio.gather(
        visit.asking.ask("contract", f"/v1/invoices/{invoice_id}", InvoiceShown),
        visit.asking.ask("contract", "/v1/einvoices", EInvoices, {"invoice_id": invoice_id}),
    )
    if invoice.state == "none":
        raise NotFoundError
    notes = invoice.value.credit_notes if invoice.value else []
    credit = next((one for one in notes if one.credit_id == credit_id), None)
    return page(
        visit,
        "originals/einvoice_form.html",
        status,
        invoice=invoice,
        credit=credit,
        credit_id=credit_id,
        fields=typed(invoice.value, credit, known.value.items if known.value else []) if fields is None else fields,
        wrong=wrong or {},
        why=why,
    )


def typed(invoice: InvoiceShown | None, credit: Credit | None, known: list[EInvoice]) -> Fields:
    """What the form starts from: the figures that are booked, and for a red-letter invoice its blue one."""
    if invoice is None:
        return {}
    of = credit or invoice
    blue = next((one.number for one in known if one.colour == "blue"), "")
    red = {"blue_number": blue, "confirmation": credit.confirmation or ""} if credit else {}
    number = of.number if of.number.isdigit() and len(of.number) == 20 else ""
    return {
        "number": number,
        "category": "special",
        "tax": of.tax.amount,
        "gross": of.gross.amount,
        "currency": of.gross.currency,
        "issued_on": of.effective_on.isoformat(),
        **red,
    }
