"""What leaves by each port, as the document stands when it is handed over."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
from sqlalchemy import ColumnElement, Table, literal, select

from services.contract.accounts.queries import mapping_for
from services.contract.accounts.shipped import BOOK
from services.contract.book.queries import posted_in, postings
from services.contract.book.tables import bookings
from services.contract.collected.tables import records
from services.contract.direct_debit.tables import direct_debits
from services.contract.invoice.tables import invoices
from services.contract.payment.tables import payments
from services.contract.port.events import PortName
from services.contract.port.tables import port_messages
from services.contract.settings import contract_settings
from services.contract.signatory.aggregate import SIGNATORY
from services.contract.signing.aggregate import SIGNING
from services.contract.signing.tables import signatories, signings
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.decimals import format_decimal
from shared.values.errors import DomainError, InvalidFieldError


@dataclass(frozen=True, slots=True)
class Document:
    """`content` is JSON with sorted names; `of` is the fact it tells of: an invoice, a payment, or what was booked."""

    of: str
    contract_id: str
    unit: str
    content: str


def _missing() -> InvalidFieldError:
    return InvalidFieldError("/documents", "there is no such document that may leave by this port")


async def _invoice(work: Work, document: str) -> Document:
    row = await _row(work, invoices, invoices.c.invoice_id == document, invoices.c.direction == "sales")
    names = ("invoice_id", "contract_id", "counterparty_id", "number", "clause", "phase")
    said = {name: row[name] for name in names}
    amounts = {name: format_decimal(row[name]) for name in ("net", "tax", "gross")}
    days = {"due_on": row["due_on"].isoformat(), "issued_on": row["effective_on"].isoformat()}
    return _document(row, document, {**said, **amounts, **days, "currency": row["currency"]})


async def _payment_order(work: Work, document: str) -> Document:
    going_out = (payments.c.way == "out", payments.c.state == "made", payments.c.of.is_(None))
    row = await _row(work, payments, payments.c.payment_id == document, *going_out)
    said = {
        name: row[name] for name in ("payment_id", "contract_id", "counterparty_id", "clause", "phase", "reference")
    }
    money = {"amount": format_decimal(row["amount"]), "currency": row["currency"], "invoice_id": row["invoice_id"]}
    return _document(row, document, {**said, **money, "parts": row["parts"], "pay_on": row["effective_on"].isoformat()})


async def _direct_debit(work: Work, document: str) -> Document:
    row = await _row(work, direct_debits, direct_debits.c.debit_id == document, direct_debits.c.state == "tried")
    billed = select(invoices.c.number).where(invoices.c.invoice_id == row["invoice_id"])
    said = {name: row[name] for name in ("debit_id", "contract_id", "counterparty_id", "invoice_id", "mandate")}
    money = {"amount": format_decimal(row["amount"]), "currency": row["currency"], "attempt": row["attempt"]}
    invoice = {"invoice_number": await work.value(billed), "collect_on": row["tried_on"].isoformat()}
    return _document(row, document, {**said, **money, **invoice})


async def _voucher(work: Work, document: str) -> Document:
    contract_id, _, version = document.partition("@")
    if not version.isdecimal():
        raise _missing()
    of = (bookings.c.contract_id == contract_id, bookings.c.version == int(version))
    booked = await _row(work, bookings, *of)
    period = f"{booked['effective_on']:%Y-%m}"
    mapping = await mapping_for(work, BOOK, period)
    chosen = (await posted_in(work, BOOK, period, contract_id=contract_id)).subquery("posted")
    row = await work.row(select(chosen).where(chosen.c.stream == "ledger", chosen.c.version == int(version)))
    if row is None:
        raise _missing()
    lines = [
        {"account": one.account, "side": one.side, "amount": format_decimal(one.amount.amount)}
        for one in postings(row, mapping)
    ]
    said = {"contract_id": contract_id, "kind": row["kind"], "document": row["document"], "period": period}
    day = booked["effective_on"].isoformat()
    return _document(booked, row["document"], {**said, "currency": row["currency"], "booked_on": day, "lines": lines})


async def _row(work: Work, table: Table, *wanted: ColumnElement[bool]) -> asyncpg.Record:
    seen = visible(table.c.unit_id, literal("contract-").concat(table.c.contract_id))
    row = await work.row(select(table).where(seen, *wanted))
    if row is None:
        raise _missing()
    return row


async def _signature(work: Work, document: str) -> Document:
    """What is to be signed and by whom; the file goes with it when it leaves."""
    row = await _row(work, signings, signings.c.signing_id == document, signings.c.stage == "open", signings.c.platform)
    asked = select(signatories).where(signatories.c.signing_id == document).order_by(signatories.c.place)
    people = []
    for one in await work.rows(asked):
        known = (await work.load(SIGNATORY, one["signatory_id"], must_exist=True)).state
        said = {name: one[name] for name in ("signatory_id", "turn", "need", "side", "role")}
        people.append({**said, **{name: getattr(known, name) for name in ("name", "organisation", "email")}})
    head = {name: row[name] for name in ("signing_id", "contract_id", "number", "pdf_hash")}
    return _document(row, document, {**head, "signatories": people})


async def _voiding(work: Work, document: str) -> Document:
    """That a signing is called off which a signing platform has; what it never got it need not be told of."""
    row = await _row(work, signings, signings.c.signing_id == document, signings.c.stage == "void", signings.c.platform)
    m = port_messages.c
    brought = await _row(work, port_messages, m.port == "signatures", m.document == document, m.stage == "accepted")
    said = await work.unseal(SIGNING.stream(document), row["sealed"])
    head = {name: row[name] for name in ("signing_id", "contract_id", "number", "pdf_hash")}
    sent = {name: brought[name] for name in ("message_id", "foreign_number")}
    return _document(row, document, {**head, **sent, "reason": said.get("reason")})


def _document(row: asyncpg.Record, of: str, said: Mapping[str, Any]) -> Document:
    return Document(of, row["contract_id"], row["unit_id"], json.dumps(said, ensure_ascii=False, sort_keys=True))


MAKERS: Final[Mapping[PortName, Callable[[Work, str], Awaitable[Document]]]] = {
    "vouchers": _voucher,
    "payment_orders": _payment_order,
    "invoices": _invoice,
    "direct_debits": _direct_debit,
    "signatures": _signature,
    "voidings": _voiding,
}
CHANGING: Final[frozenset[PortName]] = frozenset({"payment_orders", "direct_debits", "signatures"})
"""Ports whose documents may be taken back, or answered, while they wait to leave."""


class CollectedDocumentError(DomainError):
    """It came from another system, and does not leave by this port."""


async def may_leave(work: Work, port: PortName, document: str) -> bool:
    """Whether there still is such a document, and it may leave: a payment that came back is no order any more, and what
    another system sent stays here unless the port takes it.
    """
    try:
        await document_of(work, port, document)
    except (InvalidFieldError, CollectedDocumentError):
        return False
    return True


async def document_of(work: Work, port: PortName, document: str) -> Document:
    """An invoice issued, a payment that was made, a direct debit that no bank has answered, a signing that a platform
    shall do, or no more, or a booking (`<contract>@<version>` in its ledger) as a voucher posted in the month of its
    day. Raises `InvalidFieldError`, and `CollectedDocumentError` for what came from another system and does not leave
    by this port.
    """
    found = await MAKERS[port](work, document)
    source = await source_of(work, found.of)
    if source is not None and not contract_settings().takes_collected(port, source):
        raise CollectedDocumentError(document=document, source=source)
    return found


async def source_of(work: Work, document: str) -> str | None:
    """The system that sent the fact with this id, if one did."""
    sent = select(records.c.source).where(records.c.document_id == document)
    paid = select(payments.c.source).where(payments.c.payment_id == document, payments.c.source != "")
    async with work.beyond():
        found: str | None = await work.value(sent.union_all(paid).limit(1))
    return found
