"""The ledger decided and folded."""

from dataclasses import dataclass, replace
from datetime import date

from services.contract.ledger.control import PaymentOrder, first_breach, money_json
from services.contract.ledger.errors import (
    AllocationOverInvoiceError,
    AllocationOverReceiptError,
    InvoiceOverLimitError,
    OrderOverContractError,
)
from services.contract.ledger.events import Kind, LedgerBooked, LedgerOpened
from services.contract.ledger.state import Invoiced, Ledger, opened, summed
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError, NotFoundError, NotPossibleNowError
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class OpenLedger:
    fact: LedgerOpened


@dataclass(frozen=True, slots=True)
class Book:
    """One sum of one document. `fact` marks what has happened elsewhere and is booked whatever the limits say.

    `amount_at` is the JSON pointer under which the amount was sent, for refusals.
    """

    kind: Kind
    document: str
    amount: Money
    on: date
    clause: str | None = None
    phase: str | None = None
    order_id: str | None = None
    invoice_id: str | None = None
    due_on: date | None = None
    fact: bool = False
    amount_at: str = "/amount"


Command = OpenLedger | Book


def decide(ledger: Ledger, command: Command) -> list[Event]:
    match command:
        case OpenLedger(fact=fact) if not ledger.is_open:
            return [fact]
        case Book() if ledger.is_open:
            _check(ledger, command)
            return [_booked(ledger, command)]
        case _:
            raise NotPossibleNowError("open" if ledger.is_open else "not opened", command)


def check_form(ledger: Ledger, book: Book) -> None:
    """Refuses what is no booking of this contract at all, whatever its limits are."""
    if not ledger.is_open:
        raise NotPossibleNowError("not opened", book)
    if book.amount.currency != ledger.currency:
        raise InvalidFieldError(f"{book.amount_at}/currency", f"the contract's currency is {ledger.currency}")
    if not book.amount.is_positive:
        raise InvalidFieldError(book.amount_at, "an amount is above zero")
    if not book.fact and book.clause is not None and ledger.limit(book.clause, book.phase or "") is None:
        raise InvalidFieldError("/clause", "the contract's plan has no such clause and phase")


def _check(ledger: Ledger, book: Book) -> None:
    check_form(ledger, book)
    if book.fact:
        return
    match book.kind:
        case "ordered":
            _order_within_contract(ledger, book)
        case "invoiced" if ledger.direction == "sales":
            _invoice_within_limit(ledger, book)
        case "allocated":
            _allocation_within_receipt_and_invoice(ledger, book)
        case "paid" if ledger.payment_control == "strict":
            breach = first_breach(ledger, payment_order(book))
            if breach is not None:
                raise breach.error()
        case _:
            pass


def payment_order(book: Book) -> PaymentOrder:
    return PaymentOrder(book.document, book.clause or "", book.phase or "", book.amount, book.invoice_id)


def _order_within_contract(ledger: Ledger, book: Book) -> None:
    used = ledger.sum("ordered")
    if ledger.total is not None and used + book.amount > ledger.total:
        raise OrderOverContractError(
            limit=money_json(ledger.total), used=money_json(used), requested=money_json(book.amount)
        )


def _invoice_within_limit(ledger: Ledger, book: Book) -> None:
    limit = ledger.limit(book.clause or "", book.phase or "")
    used = ledger.sum("invoiced", book.clause, book.phase)
    if limit is not None and used + book.amount > limit.limit:
        raise InvoiceOverLimitError(
            clause=book.clause,
            phase=book.phase,
            limit=money_json(limit.limit),
            used=money_json(used),
            requested=money_json(book.amount),
        )


def _allocation_within_receipt_and_invoice(ledger: Ledger, book: Book) -> None:
    left = ledger.receipts.get(book.document)
    invoice = ledger.invoices.get(book.invoice_id or "")
    if left is None or invoice is None:
        raise NotFoundError
    if book.amount > left:
        raise AllocationOverReceiptError(
            pointer=book.amount_at, limit=money_json(left), requested=money_json(book.amount)
        )
    if book.amount > invoice.open:
        raise AllocationOverInvoiceError(
            pointer=book.amount_at, limit=money_json(invoice.open), requested=money_json(book.amount)
        )


def _booked(ledger: Ledger, book: Book) -> LedgerBooked:
    invoice = ledger.invoices.get(book.invoice_id or "") if book.kind in ("paid", "allocated") else None
    return LedgerBooked(
        contract_id=ledger.contract_id,
        kind=book.kind,
        document=book.document,
        clause=book.clause or (invoice.clause if invoice else None),
        phase=book.phase or (invoice.phase if invoice else None),
        amount=book.amount,
        order_id=book.order_id or (invoice.order_id if invoice else None),
        invoice_id=book.invoice_id,
        due_on=book.due_on or (invoice.due_on if invoice else None),
        effective_on=book.on,
    )


def evolve(ledger: Ledger, event: Event) -> Ledger:
    match event:
        case LedgerOpened():
            return opened(event)
        case LedgerBooked():
            return _placed(replace(ledger, sums=summed(ledger, event)), event)
        case _:
            return ledger


def _placed(ledger: Ledger, event: LedgerBooked) -> Ledger:
    """Besides the sums: the order's own, the invoice's, the receipt's."""
    if event.order_id is not None:
        sums = ledger.orders.get(event.order_id, {})
        grown = {**sums, event.kind: ledger.order_sum(event.kind, event.order_id) + event.amount}
        ledger = replace(ledger, orders={**ledger.orders, event.order_id: grown})
    match event.kind:
        case "invoiced":
            invoice = Invoiced(
                event.order_id,
                event.clause or "",
                event.phase or "",
                event.amount,
                Money.zero(ledger.currency),
                event.due_on,
            )
            return replace(ledger, invoices={**ledger.invoices, event.document: invoice})
        case "received":
            return replace(ledger, receipts={**ledger.receipts, event.document: event.amount})
        case "paid" | "allocated":
            return _settled(ledger, event)
        case _:
            return ledger


def _settled(ledger: Ledger, event: LedgerBooked) -> Ledger:
    invoice = ledger.invoices.get(event.invoice_id or "")
    if invoice is not None and event.invoice_id is not None:
        settled = replace(invoice, settled=invoice.settled + event.amount)
        ledger = replace(ledger, invoices={**ledger.invoices, event.invoice_id: settled})
    if event.kind == "allocated" and event.document in ledger.receipts:
        left = ledger.receipts[event.document] - event.amount
        ledger = replace(ledger, receipts={**ledger.receipts, event.document: left})
    return ledger


LEDGER = Aggregate("ledger", Ledger(), evolve)
