"""What later documents may change: one function a kind, each refusing with the limit and what is used of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from services.contract.ledger.control import (
    Breach,
    PaymentOrder,
    first_breach,
    money_json,
    over_invoice,
    over_order,
)
from services.contract.ledger.errors import (
    AllocationOverInvoiceError,
    BillsExceededError,
    CreditOverInvoiceError,
    OffsetOverAdvanceError,
    RefundOverOverpaidError,
    RefundOverPaymentError,
    ReleaseOverRetentionError,
    RetentionOverCapError,
    RetentionOverInvoiceError,
)
from services.contract.ledger.events import Change, LedgerAdjusted, OnBills
from services.contract.ledger.state import Invoiced, Ledger, Outlay
from shared.values.errors import DomainError, InvalidFieldError
from shared.values.money import Money

PREPAID: Final = ("advance", "deposit")
"""Instruments that are paid before an invoice and set off against those to come."""


@dataclass(frozen=True, slots=True)
class Adjust:
    """One change of what was booked. `of` is the payment or receipt it takes from, `cap` a share of the price that it
    stays within; the pointers say where amount and invoice were sent.
    """

    kind: Change | OnBills
    document: str
    amount: Money
    on: date
    of: str | None = None
    clause: str | None = None
    phase: str | None = None
    invoice_id: str | None = None
    cap: Decimal | None = None
    amount_at: str = "/amount"
    invoice_at: str = "/invoice_id"


def adjustment(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    """The booking of a change that is possible. Raises the refusal of its kind."""
    if asked.amount.currency != ledger.currency:
        raise InvalidFieldError(f"{asked.amount_at}/currency", f"the contract's currency is {ledger.currency}")
    if not asked.amount.is_positive:
        raise InvalidFieldError(asked.amount_at, "an amount is above zero")
    return CHANGES[asked.kind](ledger, asked)


def _credited(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    invoice = _invoice(ledger, asked)
    limit, used = invoice.gross - invoice.retained, invoice.credited
    _within(CreditOverInvoiceError, limit, used, asked)
    return _of_invoice(ledger, asked, invoice)


def _retained(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    """Kept back under a retention line of the plan where one is named, else under the invoice's own place."""
    invoice = _invoice(ledger, asked)
    place = (asked.clause or invoice.clause, asked.phase or invoice.phase)
    line = ledger.limit(*place)
    if asked.clause is not None and (line is None or line.instrument != "retention"):
        raise InvalidFieldError("/clause", "the plan keeps no retention money under this clause and phase")
    if invoice.retained.is_positive and invoice.kept_at != place:
        raise InvalidFieldError("/clause", "the invoice's retention money is kept under another clause or phase")
    _within(RetentionOverInvoiceError, invoice.payable, invoice.settled, asked)
    if asked.cap is not None:
        held = ledger.sum("retained") - ledger.sum("released")
        _within(RetentionOverCapError, ledger.price.times(asked.cap), held, asked, share=str(asked.cap))
    return _of_invoice(ledger, asked, invoice, place)


def _released(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    invoice = _invoice(ledger, asked)
    _within(ReleaseOverRetentionError, invoice.retained, Money.zero(ledger.currency), asked)
    return _of_invoice(ledger, asked, invoice, invoice.kept_at)


def _refunded(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    """Money back of a payment (purchases), of what is left of a receipt, or of what an invoice was overpaid (sales)."""
    if ledger.direction == "purchase":
        outlay = _outlay(ledger, asked)
        _within(RefundOverPaymentError, outlay.left, Money.zero(ledger.currency), asked)
        return _from_outlay(ledger, asked, outlay, outlay.invoice_id)
    if asked.invoice_id is not None:
        invoice = _invoice(ledger, asked)
        _within(RefundOverOverpaidError, invoice.settled, invoice.payable, asked)
        return _of_invoice(ledger, asked, invoice)
    left = ledger.receipts.get(asked.of or "", Money.zero(ledger.currency))
    _within(RefundOverPaymentError, left, Money.zero(ledger.currency), asked)
    return _plain(ledger, asked)


def _offset(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    """A prepaid amount settles an invoice without money."""
    outlay = _outlay(ledger, asked, prepaid=True)
    invoice = _invoice(ledger, asked)
    _within(OffsetOverAdvanceError, outlay.left, Money.zero(ledger.currency), asked)
    order = PaymentOrder(asked.document, invoice.clause, invoice.phase, asked.amount, asked.invoice_id)
    for rule in (over_invoice, over_order):
        if (found := rule(ledger, order)) is not None:
            raise Breach(found[0], invoice.clause, invoice.phase, found[1], found[2], asked.amount).error()
    return _from_outlay(ledger, asked, outlay, asked.invoice_id, invoice.order_id)


def _withheld(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    """Tax that the payer keeps for the tax office: of what we owe like a payment, of what we are owed up to what is
    open.
    """
    invoice = _invoice(ledger, asked)
    if ledger.direction == "sales":
        _within(AllocationOverInvoiceError, invoice.payable, invoice.settled, asked)
    elif ledger.payment_control == "strict":
        order = PaymentOrder(asked.document, invoice.clause, invoice.phase, asked.amount, asked.invoice_id, asked.cap)
        if (breach := first_breach(ledger, order)) is not None:
            raise breach.error()
    return _of_invoice(ledger, asked, invoice)


def _covered(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    """A bill settles an invoice for as long as it is not dishonoured."""
    invoice = _invoice(ledger, asked)
    _within(AllocationOverInvoiceError, invoice.payable, invoice.settled, asked)
    return _of_bills(ledger, asked, ledger.bills_uncovering, invoice)


def _held(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    return _of_bills(ledger, asked, ledger.bills_at_risk - ledger.bills_passed_on)


def _endorsed(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    """Out of a customer's bills; on the supplier's contract it says that no money moved."""
    return _held(ledger, asked) if ledger.direction == "sales" else _plain(ledger, asked)


def _passed_on(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    return _of_bills(ledger, asked, ledger.bills_passed_on)


def _dishonoured(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    """What the bill covered is owed again."""
    return _of_bills(ledger, asked, ledger.bills_at_risk, _invoice(ledger, asked))


def _returned(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    return _of_bills(ledger, asked, min(ledger.bills_at_risk, ledger.bills_uncovering))


def _of_bills(ledger: Ledger, asked: Adjust, limit: Money, invoice: Invoiced | None = None) -> LedgerAdjusted:
    _within(BillsExceededError, limit, Money.zero(ledger.currency), asked)
    return _plain(ledger, asked) if invoice is None else _of_invoice(ledger, asked, invoice)


def _plain(ledger: Ledger, asked: Adjust) -> LedgerAdjusted:
    return LedgerAdjusted(
        contract_id=ledger.contract_id,
        kind=asked.kind,
        document=asked.document,
        of=asked.of,
        clause=asked.clause,
        phase=asked.phase,
        amount=asked.amount,
        invoice_id=asked.invoice_id,
        effective_on=asked.on,
    )


CHANGES: Final[Mapping[Change | OnBills, Callable[[Ledger, Adjust], LedgerAdjusted]]] = {
    "credited": _credited,
    "retained": _retained,
    "released": _released,
    "refunded": _refunded,
    "offset": _offset,
    "charged": _plain,
    "secured": _plain,
    "freed": _plain,
    "withheld": _withheld,
    "taken": _plain,
    "covered": _covered,
    "discounted": _held,
    "endorsed": _endorsed,
    "honoured": _held,
    "relieved": _passed_on,
    "dishonoured": _dishonoured,
    "returned": _returned,
    "recoursed": _passed_on,
}


def _within(error: type[DomainError], limit: Money, used: Money, asked: Adjust, **more: str) -> None:
    if used + asked.amount > limit:
        raise error(
            pointer=asked.amount_at,
            limit=money_json(limit),
            used=money_json(used),
            requested=money_json(asked.amount),
            **more,
        )


def _invoice(ledger: Ledger, asked: Adjust) -> Invoiced:
    invoice = ledger.invoices.get(asked.invoice_id or "")
    if invoice is None:
        raise InvalidFieldError(asked.invoice_at, "the contract has no such invoice")
    return invoice


def _outlay(ledger: Ledger, asked: Adjust, *, prepaid: bool = False) -> Outlay:
    """The one part of the payment that is meant; where there are several, invoice, clause and phase tell it."""
    found = [one for one in ledger.outlays_of(asked.of or "").values() if _meant(one, asked, prepaid=prepaid)]
    if len(found) == 1:
        return found[0]
    if prepaid:
        raise InvalidFieldError("", "the payment is no advance and no deposit, or several: name clause and phase")
    raise InvalidFieldError(asked.invoice_at, "name the part of the payment: its invoice, its clause and phase")


def _meant(outlay: Outlay, asked: Adjust, *, prepaid: bool) -> bool:
    if prepaid and (outlay.instrument not in PREPAID or outlay.invoice_id is not None):
        return False
    same_invoice = prepaid or asked.invoice_id in (None, outlay.invoice_id)
    return same_invoice and asked.clause in (None, outlay.clause) and asked.phase in (None, outlay.phase)


def _of_invoice(
    ledger: Ledger, asked: Adjust, invoice: Invoiced, place: tuple[str, str] | None = None
) -> LedgerAdjusted:
    clause, phase = place or (invoice.clause, invoice.phase)
    said = {"clause": clause, "phase": phase, "order_id": invoice.order_id}
    return _plain(ledger, asked).model_copy(update=said)


def _from_outlay(
    ledger: Ledger, asked: Adjust, outlay: Outlay, invoice_id: str | None, order_id: str | None = None
) -> LedgerAdjusted:
    said = {
        "clause": outlay.clause,
        "phase": outlay.phase,
        "invoice_id": invoice_id,
        "order_id": order_id or outlay.order_id,
    }
    return _plain(ledger, asked).model_copy(update=said)
