"""What each booking does to the sums of orders, invoices, receipts and payments."""

from collections.abc import Callable
from dataclasses import replace

from services.contract.ledger.events import LedgerAccrued, LedgerAdjusted, LedgerBooked
from services.contract.ledger.state import Invoiced, Ledger, Outlay, outlay_key, summed
from shared.values.money import Money

Changing = Callable[[Invoiced], Invoiced]


def booked(ledger: Ledger, event: LedgerBooked) -> Ledger:
    """The state after a booking."""
    ledger = _on_order(replace(ledger, sums=summed(ledger, event)), event)
    match event.kind:
        case "invoiced":
            return replace(ledger, invoices={**ledger.invoices, event.document: _invoiced(ledger, event)})
        case "received":
            return replace(ledger, receipts={**ledger.receipts, event.document: event.amount})
        case "paid":
            return _settled(_laid_out(ledger, event), event.invoice_id, event.amount)
        case "allocated":
            return _settled(_drawn(ledger, event.document, event.amount), event.invoice_id, event.amount)
        case _:
            return ledger


def adjusted(ledger: Ledger, event: LedgerAdjusted) -> Ledger:
    """The state after a later document changed an earlier booking."""
    ledger = _on_order(replace(ledger, sums=summed(ledger, event)), event)
    amount, invoice_id = event.amount, event.invoice_id
    match event.kind:
        case "credited":
            return _changed(ledger, invoice_id, lambda one: replace(one, credited=one.credited + amount))
        case "retained":
            place = (event.clause or "", event.phase or "")
            return _changed(ledger, invoice_id, lambda one: replace(one, retained=one.retained + amount, kept_at=place))
        case "released":
            return _changed(ledger, invoice_id, lambda one: replace(one, retained=one.retained - amount))
        case "withheld" | "covered":
            return _settled(ledger, invoice_id, amount)
        case "dishonoured":
            return _settled(ledger, invoice_id, -amount)
        case "offset":
            return _settled(_taken_back(ledger, event, None), invoice_id, amount)
        case "refunded" if ledger.direction == "purchase":
            return _settled(_taken_back(ledger, event, invoice_id), invoice_id, -amount)
        case "refunded" if invoice_id is None:
            return _drawn(ledger, event.of or "", amount)
        case "refunded":
            return _settled(ledger, invoice_id, -amount)
        case _:
            return ledger


def accrued(ledger: Ledger, event: LedgerAccrued) -> Ledger:
    """The state after interest that we owe became more or less."""
    sign = 1 if event.kind == "accrued" else -1
    so_far = ledger.accrued.get(event.of, Money.zero(ledger.currency)) + event.amount.times(sign)
    return replace(ledger, sums=summed(ledger, event), accrued={**ledger.accrued, event.of: so_far})


def _on_order(ledger: Ledger, event: LedgerBooked | LedgerAdjusted) -> Ledger:
    if event.order_id is None:
        return ledger
    sums = ledger.orders.get(event.order_id, {})
    grown = {**sums, event.kind: ledger.order_sum(event.kind, event.order_id) + event.amount}
    return replace(ledger, orders={**ledger.orders, event.order_id: grown})


def _invoiced(ledger: Ledger, event: LedgerBooked) -> Invoiced:
    nothing = Money.zero(ledger.currency)
    return Invoiced(
        order_id=event.order_id,
        clause=event.clause or "",
        phase=event.phase or "",
        gross=event.amount,
        settled=nothing,
        due_on=event.due_on,
        credited=nothing,
        retained=nothing,
    )


def _laid_out(ledger: Ledger, event: LedgerBooked) -> Ledger:
    key = outlay_key(event.document, event.clause, event.phase, event.invoice_id)
    limit = ledger.limit(event.clause or "", event.phase or "")
    known = ledger.outlays.get(key)
    outlay = Outlay(
        clause=event.clause or "",
        phase=event.phase or "",
        instrument=limit.instrument if limit else "payment",
        invoice_id=event.invoice_id,
        order_id=event.order_id,
        left=known.left + event.amount if known else event.amount,
    )
    return replace(ledger, outlays={**ledger.outlays, key: outlay})


def _taken_back(ledger: Ledger, event: LedgerAdjusted, invoice_id: str | None) -> Ledger:
    key = outlay_key(event.of or "", event.clause, event.phase, invoice_id)
    outlay = ledger.outlays.get(key)
    if outlay is None:
        return ledger
    return replace(ledger, outlays={**ledger.outlays, key: replace(outlay, left=outlay.left - event.amount)})


def _drawn(ledger: Ledger, receipt_id: str, amount: Money) -> Ledger:
    left = ledger.receipts.get(receipt_id)
    if left is None:
        return ledger
    return replace(ledger, receipts={**ledger.receipts, receipt_id: left - amount})


def _settled(ledger: Ledger, invoice_id: str | None, amount: Money) -> Ledger:
    return _changed(ledger, invoice_id, lambda one: replace(one, settled=one.settled + amount))


def _changed(ledger: Ledger, invoice_id: str | None, change: Changing) -> Ledger:
    invoice = ledger.invoices.get(invoice_id or "")
    if invoice is None or invoice_id is None:
        return ledger
    return replace(ledger, invoices={**ledger.invoices, invoice_id: change(invoice)})
