"""The ledger decided and folded."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.contract.ledger.accruing import Accrue, accruals
from services.contract.ledger.adjustments import Adjust, adjustment
from services.contract.ledger.amending import amended
from services.contract.ledger.control import PaymentOrder, first_breach, money_json
from services.contract.ledger.errors import (
    AllocationOverInvoiceError,
    AllocationOverReceiptError,
    DepositOverCapError,
    InvoiceOverLimitError,
    OrderOverContractError,
)
from services.contract.ledger.events import (
    Kind,
    LedgerAccrued,
    LedgerAdjusted,
    LedgerAmended,
    LedgerBooked,
    LedgerOpened,
)
from services.contract.ledger.folding import accrued, adjusted, booked
from services.contract.ledger.state import Ledger, limited, opened
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError, NotFoundError, NotPossibleNowError
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class OpenLedger:
    fact: LedgerOpened


@dataclass(frozen=True, slots=True)
class AmendLedger:
    fact: LedgerAmended


@dataclass(frozen=True, slots=True)
class Book:
    """One sum of one document. `fact` marks what has happened elsewhere and is booked whatever the limits say.

    The pointers say where amount, invoice and clause were sent, for refusals. `deposit_cap` is the share of the price
    that earnest money stays within, `waived` the rules that an approved waiver lets pass.
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
    invoice_at: str = "/invoice_id"
    clause_at: str = "/clause"
    deposit_cap: Decimal | None = None
    waived: frozenset[str] = frozenset()
    opening: bool = False


Command = OpenLedger | AmendLedger | Book | Adjust | Accrue


def decide(ledger: Ledger, command: Command) -> list[Event]:
    match command:
        case OpenLedger(fact=fact) if not ledger.is_open:
            return [fact]
        case AmendLedger(fact=change) if ledger.is_open:
            return [amended(ledger, change)]
        case Book() if ledger.is_open:
            _check(ledger, command)
            return [_booked(ledger, command)]
        case Adjust() if ledger.is_open:
            return [adjustment(ledger, command)]
        case Accrue() if ledger.is_open:
            return list(accruals(ledger, command))
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
    if not book.fact and book.clause is not None and ledger.allowed(book.clause, book.phase or "") is None:
        raise InvalidFieldError(book.clause_at, "the contract's plan has no such clause and phase")
    unknown = book.invoice_id is not None and book.invoice_id not in ledger.invoices
    if not book.fact and book.kind == "paid" and unknown:
        raise InvalidFieldError(book.invoice_at, "the contract has no such invoice")


def _check(ledger: Ledger, book: Book) -> None:
    check_form(ledger, book)
    if book.fact:
        return
    match book.kind:
        case "ordered":
            _order_within_contract(ledger, book)
        case "invoiced" if ledger.direction == "sales":
            _invoice_within_limit(ledger, book)
        case "received" if book.deposit_cap is not None:
            _deposit_within_cap(ledger, book, book.deposit_cap)
        case "allocated":
            _allocation_within_receipt_and_invoice(ledger, book)
        case "paid" if ledger.payment_control == "strict":
            breach = first_breach(ledger, payment_order(book), book.waived)
            if breach is not None:
                raise breach.error()
        case _:
            pass


def payment_order(book: Book) -> PaymentOrder:
    return PaymentOrder(
        book.document, book.clause or "", book.phase or "", book.amount, book.invoice_id, book.deposit_cap
    )


def _order_within_contract(ledger: Ledger, book: Book) -> None:
    used = ledger.sum("ordered")
    if ledger.total is not None and used + book.amount > ledger.total:
        raise OrderOverContractError(
            limit=money_json(ledger.total), used=money_json(used), requested=money_json(book.amount)
        )


def _invoice_within_limit(ledger: Ledger, book: Book) -> None:
    limit = ledger.limit(book.clause or "", book.phase or "")
    used = ledger.sum("invoiced", book.clause, book.phase) - ledger.sum("credited", book.clause, book.phase)
    if limit is not None and used + book.amount > limit.limit:
        raise InvoiceOverLimitError(
            clause=book.clause,
            phase=book.phase,
            limit=money_json(limit.limit),
            used=money_json(used),
            requested=money_json(book.amount),
        )


def _deposit_within_cap(ledger: Ledger, book: Book, cap: Decimal) -> None:
    places = [(limit.clause, limit.phase) for limit in ledger.limits if limit.instrument == "deposit"]
    used = Money.total([ledger.sum("received", *place) for place in places], ledger.currency)
    limit = ledger.price.times(cap)
    if used + book.amount > limit:
        raise DepositOverCapError(
            pointer=book.amount_at,
            limit=money_json(limit),
            used=money_json(used),
            requested=money_json(book.amount),
            share=str(cap),
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
        opening=book.opening,
    )


def evolve(ledger: Ledger, event: Event) -> Ledger:
    match event:
        case LedgerOpened():
            return opened(event)
        case LedgerAmended():
            return limited(ledger, event)
        case LedgerBooked():
            return booked(ledger, event)
        case LedgerAdjusted():
            return adjusted(ledger, event)
        case LedgerAccrued():
            return accrued(ledger, event)
        case _:
            return ledger


LEDGER = Aggregate("ledger", Ledger(), evolve, shape=4)
