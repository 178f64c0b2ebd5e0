"""Electronic invoices: the original of what is booked, its check, its deduction."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import asyncpg
from sqlalchemy import select

from services.contract.einvoice.aggregate import (
    EINVOICE,
    NUMBER,
    ChangeDeduction,
    Command,
    EInvoice,
    RecordEInvoice,
    decide,
)
from services.contract.einvoice.events import Category, EInvoiceRecorded, Form
from services.contract.einvoice.tables import einvoices
from services.contract.file.aggregate import FileTakenError
from services.contract.file.events import FileStored
from services.contract.file.handlers import attach_file, bytes_of, stored_file
from services.contract.invoice.aggregate import INVOICE
from services.contract.invoice.tables import credit_notes, invoices
from shared.eventstore import keys
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.values.ids import derived_id
from shared.values.money import Money

MARK: Final = b"<"
"""What an XML file begins with, after blanks and a byte order mark."""
FORM_OF: Final[dict[str, Form]] = {"ofd": "ofd", "pdf": "pdf", "text": "xml"}


@dataclass(frozen=True, slots=True)
class EInvoiceWish:
    """The original of an invoice, or of the credit note that is named."""

    number: str
    category: Category
    credit_id: str | None
    blue_number: str | None
    confirmation: str | None
    file_id: str
    tax: Money
    gross: Money
    issued_on: date
    on: date


async def record(work: Work, sealer: keys.Sealer, invoice_id: str, wish: EInvoiceWish) -> Stream[EInvoice]:
    """Keeps the original of what is booked: its figures are those of the booking, its number is nobody else's. A red
    one gives back the tax that was claimed of the blue one.
    """
    invoice = await work.load(INVOICE, invoice_id, must_exist=True)
    head = dict(invoice.state.head)
    booked = await _booked(work, invoice_id, wish)
    confirmation = wish.confirmation
    blue = None
    if wish.credit_id is not None:
        confirmation = _confirmed(booked["confirmation"], wish.confirmation)
        blue = await _blue(work, invoice_id, wish.blue_number)
    elif wish.blue_number is not None or wish.confirmation is not None:
        raise InvalidFieldError("/credit_id", "a red-letter invoice names the credit note that it is the original of")
    file = await stored_file(work, wish.file_id, "/file_id")
    fact = EInvoiceRecorded.model_validate(
        {
            **head,
            "einvoice_id": derived_id("einvoice", wish.number),
            "number": wish.number,
            "direction": invoice.state.direction,
            "colour": "blue" if blue is None else "red",
            "category": wish.category,
            "invoice_id": invoice_id,
            "credit_id": wish.credit_id,
            "blue_number": wish.blue_number,
            "confirmation": confirmation,
            "form": await _form(work, sealer, file, wish.number),
            "file_id": wish.file_id,
            "file_hash": file.hash,
            "tax": wish.tax,
            "gross": wish.gross,
            "issued_on": wish.issued_on,
            "effective_on": wish.on,
        }
    )
    async with work.beyond():
        # One number stands in one unit; whoever else comes with it learns that it is taken, and nothing more.
        einvoice = await work.load(EINVOICE, fact.einvoice_id, key=invoice.key, unit=invoice.unit)
    work.record(einvoice, decide(einvoice.state, RecordEInvoice(fact)))
    await _attach(work, wish.file_id, fact.contract_id)
    if blue is not None and blue.state.deduction == "claimed":
        _give_back(work, blue, fact)
    return einvoice


async def change(work: Work, einvoice_id: str, command: Command) -> Stream[EInvoice]:
    """Its check says something, or its tax is deducted otherwise."""
    einvoice = await work.load(EINVOICE, einvoice_id, must_exist=True)
    work.record(einvoice, decide(einvoice.state, command))
    return einvoice


async def _booked(work: Work, invoice_id: str, wish: EInvoiceWish) -> asyncpg.Record:
    """The invoice or credit note that it is the original of, with the same figures and none before."""
    chosen = select(invoices).where(invoices.c.invoice_id == invoice_id)
    if wish.credit_id is not None:
        chosen = select(credit_notes).where(
            credit_notes.c.invoice_id == invoice_id, credit_notes.c.credit_id == wish.credit_id
        )
    row = await work.row(chosen)
    if row is None:
        raise InvalidFieldError("/credit_id", "the invoice has no such credit note")
    for name, said in (("gross", wish.gross), ("tax", wish.tax)):
        if said != Money.of(row[name], row["currency"]):
            raise InvalidFieldError(f"/{name}", "it is not what is booked")
    if NUMBER.fullmatch(row["number"]) and row["number"] != wish.number:
        raise InvalidFieldError("/number", "another number is booked")
    same: Any = einvoices.c.credit_id == wish.credit_id
    if wish.credit_id is None:
        same = (einvoices.c.invoice_id == invoice_id) & einvoices.c.credit_id.is_(None)
    if await work.value(select(einvoices.c.einvoice_id).where(same, einvoices.c.number != wish.number)) is not None:
        raise InvalidFieldError("/number", "the original is recorded already, under another number")
    return row


def _confirmed(booked: str | None, said: str | None) -> str | None:
    if booked is not None and said is not None and said != booked:
        raise InvalidFieldError("/confirmation", "the credit note was agreed under another confirmation")
    return booked or said


async def _blue(work: Work, invoice_id: str, number: str | None) -> Stream[EInvoice]:
    """The blue invoice of that number, which is the original of the same invoice."""
    chosen = select(einvoices.c.einvoice_id).where(
        einvoices.c.invoice_id == invoice_id, einvoices.c.colour == "blue", einvoices.c.number == (number or "")
    )
    found = await work.value(chosen)
    if found is None:
        raise InvalidFieldError("/blue_number", "it is not the electronic number of the invoice that is credited")
    return await work.load(EINVOICE, found, must_exist=True)


async def _form(work: Work, sealer: keys.Sealer, file: FileStored, number: str) -> Form:
    """What the original is, by its content; an XML file says its own number."""
    form = FORM_OF.get(file.kind)
    if form is None:
        raise InvalidFieldError("/file_id", "an original is an OFD, XML or PDF file")
    if form != "xml":
        return form
    try:
        data = await bytes_of(work, sealer, file.file_id)
    except NotFoundError as error:
        raise InvalidFieldError("/file_id", "there is no such file any more") from error
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(MARK):
        raise InvalidFieldError("/file_id", "an original is an OFD, XML or PDF file")
    if number.encode() not in data:
        raise InvalidFieldError("/file_id", "the file is the original of another number")
    return form


async def _attach(work: Work, file_id: str, contract_id: str) -> None:
    try:
        await attach_file(work, file_id, contract_id)
    except FileTakenError as error:
        raise InvalidFieldError("/file_id", "the file belongs to another contract: send it once more") from error


def _give_back(work: Work, blue: Stream[EInvoice], red: EInvoiceRecorded) -> None:
    """What was claimed and is taken off is given back in the month in which the red one was issued."""
    fact = blue.state.fact
    if fact is None or not red.tax.is_positive:
        return
    left = fact.tax - (blue.state.given_back or Money.zero(fact.tax.currency))
    back = ChangeDeduction(
        "transferred_out", f"{red.issued_on:%Y-%m}", red.effective_on, min(red.tax, left), red.einvoice_id
    )
    work.record(blue, decide(blue.state, back))
