"""Invoices: the document first, then what is owed, then the ledger."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from services.contract.contract.handlers import settling
from services.contract.invoice.aggregate import INVOICE, BookInvoice, DuplicateInvoiceError, Invoice, decide
from services.contract.invoice.events import TaxShare
from services.contract.invoice.tables import invoices
from services.contract.ledger.aggregate import LEDGER, Book
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.master.handlers import draw
from services.contract.obligation.handlers import date_obligations, waiting_for
from services.contract.stamp_duty.handlers import settle_duty
from services.contract.terms import PlanLine
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class InvoiceWish:
    """An invoice as it came or shall go; without `due_on` the contract's plan says when it is due."""

    number: str
    order_id: str | None
    clause: str
    phase: str
    net: Money
    tax: Money
    gross: Money
    due_on: date | None
    on: date
    taxes: tuple[TaxShare, ...] = ()


async def book_invoice(work: Work, invoice_id: str, contract_id: str, wish: InvoiceWish) -> Stream[Invoice]:
    """An invoice is received on a purchase contract, issued on a sales contract, under a clause and phase."""
    contract = await settling(work, contract_id)
    head = contract.state.head
    ledger = await work.load(LEDGER, contract_id)
    if wish.order_id is not None and wish.order_id not in ledger.state.orders:
        raise InvalidFieldError("/order_id", "the contract has no such order")
    await not_booked_before(work, head.direction, head.counterparty_id, wish.number)
    due_on = wish.due_on or _due_on(head.plan, wish)
    invoice = await work.load(INVOICE, invoice_id, key=contract_id, unit=contract.unit)
    fact = {
        "invoice_id": invoice_id,
        "contract_id": contract_id,
        "order_id": wish.order_id,
        "counterparty_id": head.counterparty_id,
        "owner_id": head.owner_id,
        "number": wish.number,
        "net": wish.net,
        "tax": wish.tax,
        "gross": wish.gross,
        "clause": wish.clause,
        "phase": wish.phase,
        "due_on": due_on,
        "effective_on": wish.on,
        "taxes": wish.taxes,
    }
    events = decide(invoice.state, BookInvoice(head.direction, fact))
    book = Book(
        "invoiced",
        invoice_id,
        wish.gross,
        wish.on,
        wish.clause,
        wish.phase,
        wish.order_id,
        invoice_id,
        due_on,
        amount_at="/gross",
    )
    booking = decide_ledger(ledger.state, book)
    waiting = await waiting_for(work, contract_id, "invoice", (wish.clause, wish.phase))
    work.record(invoice, events)
    await date_obligations(work, waiting, wish.on)
    if ledger.state.total is None:
        await settle_duty(work, contract_id, invoice_id, wish.net, wish.on)
    work.record(ledger, booking)
    await draw(work, ledger.state, booking)
    return invoice


async def not_booked_before(work: Work, direction: str, counterparty_id: str, number: str) -> None:
    same = select(invoices.c.invoice_id).where(
        invoices.c.direction == direction,
        invoices.c.counterparty_id == counterparty_id,
        invoices.c.number == number,
    )
    if await work.value(same) is not None:
        raise DuplicateInvoiceError(number=number)


def _due_on(plan: tuple[PlanLine, ...], wish: InvoiceWish) -> date:
    line = next((line for line in plan if (line.clause, line.phase) == (wish.clause, wish.phase)), None)
    return (line.due_at("invoice", wish.on) if line else None) or wish.on
