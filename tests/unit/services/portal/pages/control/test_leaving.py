"""Documents that may leave by a port, in the words of that port; and the quarters of stamp duty."""

from datetime import date
from typing import Any

from services.portal.pages.by_clause.seen import Payment
from services.portal.pages.control.debits import Debit
from services.portal.pages.control.duty import quarter_of, quarters_until
from services.portal.pages.control.leaving import bookings_of, debits_of, invoices_of, payments_of
from services.portal.pages.control.leaving_seen import IssuedInvoice
from services.portal.pages.control.seen import Posting

CNY = {"amount": "10.00", "currency": "CNY"}
DAY = date(2026, 3, 2)


def invoice(direction: str) -> IssuedInvoice:
    said = {"invoice_id": direction, "contract_id": "k", "number": "N-1", "gross": CNY, "effective_on": DAY}
    return IssuedInvoice.model_validate({**said, "direction": direction})


def payment(**said: Any) -> Payment:
    none = dict.fromkeys(("clause", "phase", "charges", "of", "waiver_id", "invoice_id", "reason", "limit", "used"))
    fact = {
        "payment_id": "p", "contract_id": "k", "counterparty_id": "c", "way": "out", "state": "made", "amount": CNY,
        "allocated": CNY, "refunded": CNY, "parts": [], "reference": "R-1", "effective_on": DAY,
    }  # fmt: skip
    return Payment.model_validate({**none, **fact, **said})


def posting(version: int, side: str, amount: str = "10.00") -> Posting:
    said = {"contract_id": "k", "line": 1, "kind": "paid", "document": "p", "effective_on": DAY, "account": "1002"}
    money = {"amount": amount, "currency": "CNY"}
    return Posting.model_validate({**said, "version": version, "side": side, "amount": money})


def test_only_invoices_that_we_issued_leave():
    assert [one.document for one in invoices_of([invoice("sales"), invoice("purchase")])] == ["sales"]


def test_only_payments_that_were_made_and_are_no_refund_leave():
    rows = [payment(), payment(state="blocked"), payment(of="q"), payment(way="in")]
    assert [(one.document, one.name) for one in payments_of(rows)] == [("p", "R-1")]


def test_only_direct_debits_that_no_bank_has_answered_leave():
    names = ("contract_id", "counterparty_id", "invoice_id")
    said = {**dict.fromkeys(names, "k"), **dict.fromkeys(("reason", "bank_code", "answered_on")), "attempt": 1}
    rows = [
        Debit.model_validate({**said, "debit_id": one, "mandate": "M-1", "amount": CNY, "state": one, "tried_on": DAY})
        for one in ("tried", "failed", "succeeded")
    ]
    assert [(one.document, one.name) for one in debits_of(rows)] == [("tried", "M-1")]


def test_a_booking_is_one_voucher_however_many_lines_it_is_posted_in():
    rows = [posting(4, "debit", "9.00"), posting(4, "debit", "1.00"), posting(4, "credit"), posting(5, "debit")]
    assert [(one.document, one.amount.amount) for one in bookings_of(rows)] == [("k@4", "9.00"), ("k@5", "10.00")]


def test_a_quarter_is_that_of_its_day_and_those_before_can_be_chosen():
    assert [quarter_of(date(2026, month, 1)) for month in (1, 3, 4, 12)] == ["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4"]
    assert quarters_until(date(2026, 5, 1))[:3] == ["2026-Q2", "2026-Q1", "2025-Q4"]
