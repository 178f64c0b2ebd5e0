from datetime import date
from decimal import Decimal
from typing import Any

from services.contract.ledger.aggregate import LEDGER, Book, decide
from services.contract.ledger.errors import (
    PaymentConditionUnmetError,
    PaymentOverLimitError,
    PaymentRefusedError,
    ThreeWayMatchError,
)
from services.contract.ledger.events import LedgerBooked, LedgerOpened, Limit
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
given = specification(LEDGER, decide)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def opened(**changes: Any) -> LedgerOpened:
    facts = {
        "contract_id": "c1",
        "counterparty_id": "k1",
        "direction": "purchase",
        "limits": (
            Limit(clause="5.1", phase="advance", limit=cny("30")),
            Limit(clause="5.1", phase="second", limit=cny("10")),
            Limit(clause="5.2", phase="final", limit=cny("60"), conditions=("acceptance", "invoice")),
        ),
        "total": cny("100"),
        "open_ended": False,
        "payment_control": "strict",
        "match_tolerance": Decimal(0),
    }
    return LedgerOpened.model_validate({**facts, **changes})


def booked(kind: Any, document: str, amount: str, **more: Any) -> LedgerBooked:
    facts = {"clause": None, "phase": None, "effective_on": TODAY, **more}
    return LedgerBooked(contract_id="c1", kind=kind, document=document, amount=cny(amount), **facts)


def pay(amount: str, clause: str = "5.2", phase: str = "final", invoice: str | None = "i1") -> Book:
    return Book("paid", "p1", cny(amount), TODAY, clause, phase, invoice_id=invoice)


FINAL = {"clause": "5.2", "phase": "final"}
ORDERED = booked("ordered", "o1", "100", order_id="o1")
ACCEPTED = booked("accepted", "acc1", "100", order_id="o1", **FINAL)
INVOICED = booked("invoiced", "i1", "60", order_id="o1", due_on=TODAY, **FINAL)
READY = (opened(), ORDERED, ACCEPTED, INVOICED)


def amount(text: str) -> dict[str, str]:
    return {"amount": text, "currency": "CNY"}


def test_a_payment_with_order_acceptance_and_invoice_is_booked_on_all_of_them():
    outcome = given(*READY).when(pay("60"))
    outcome.then(booked("paid", "p1", "60", order_id="o1", invoice_id="i1", due_on=TODAY, **FINAL))
    assert outcome.state.invoices["i1"].open == cny("0")
    assert outcome.state.order_sum("paid", "o1") == cny("60")


def test_a_payment_over_clause_limit_is_refused_and_names_the_clause():
    paid = booked("paid", "p0", "30", clause="5.1", phase="advance")
    given(opened(), paid).when(pay("10.01", "5.1", "second", None)).fails(
        PaymentOverLimitError,
        reason="over_clause",
        clause="5.1",
        limit=amount("40.00"),
        used=amount("30.00"),
        requested=amount("10.01"),
    )


def test_a_payment_over_its_phase_but_within_the_clause_is_refused():
    given(opened()).when(pay("31", "5.1", "advance", None)).fails(
        PaymentOverLimitError, reason="over_phase", limit=amount("30.00"), used=amount("0.00")
    )


def test_a_payment_exactly_at_the_limit_is_made():
    assert given(opened()).when(pay("30", "5.1", "advance", None)).error is None


def test_a_payment_over_the_contract_total_is_refused():
    wide = (Limit(clause="9", phase="all", limit=cny("500")),)
    given(opened(limits=wide)).when(pay("100.01", "9", "all", None)).fails(
        PaymentOverLimitError, reason="over_contract"
    )


def test_a_payment_before_acceptance_is_refused():
    given(opened(), ORDERED, INVOICED).when(pay("60")).fails(
        PaymentConditionUnmetError, reason="no_acceptance", limit=amount("0.00")
    )


def test_a_payment_above_what_was_accepted_is_refused():
    part = booked("accepted", "acc1", "40", order_id="o1", **FINAL)
    given(opened(), ORDERED, part, INVOICED).when(pay("41")).fails(PaymentConditionUnmetError, limit=amount("40.00"))


def test_a_payment_without_its_invoice_is_refused():
    given(*READY).when(pay("60", invoice=None)).fails(PaymentConditionUnmetError, reason="no_invoice")


def test_a_payment_of_an_invoice_that_the_contract_has_not_is_refused_by_its_field():
    given(*READY).when(pay("60", invoice="unknown")).fails(
        InvalidFieldError, errors=[{"pointer": "/invoice_id", "detail": "the contract has no such invoice"}]
    )


def test_an_invoice_of_another_clause_does_not_serve():
    given(*READY).when(pay("10", "5.1", "second", "i1")).fails(PaymentConditionUnmetError, reason="no_invoice")


def test_a_payment_above_its_invoice_is_refused():
    small = booked("invoiced", "i1", "20", order_id="o1", **FINAL)
    given(opened(), ORDERED, ACCEPTED, small).when(pay("21")).fails(PaymentOverLimitError, reason="over_invoice")


def test_invoices_beyond_what_was_accepted_on_the_order_do_not_match():
    part = booked("accepted", "acc1", "50", order_id="o1", **FINAL)
    other = booked("accepted", "acc2", "20", order_id="o2", clause="5.2", phase="final")
    given(opened(), ORDERED, part, other, INVOICED).when(pay("50")).fails(
        ThreeWayMatchError, reason="three_way_match", limit=amount("50.00"), used=amount("60.00")
    )


def test_a_tolerance_lets_a_small_difference_pass():
    part = booked("accepted", "acc1", "59", order_id="o1", **FINAL)
    assert given(opened(match_tolerance=Decimal("0.02")), ORDERED, part, INVOICED).when(pay("59")).error is None


def test_an_unknown_clause_is_a_wrong_field():
    given(opened()).when(pay("1", "7.7", "final", None)).fails(InvalidFieldError)


def test_another_currency_is_a_wrong_field():
    given(opened()).when(Book("paid", "p1", Money.of("1", "USD"), TODAY, "5.1", "advance")).fails(InvalidFieldError)


def test_control_that_only_reports_books_what_strict_control_refuses():
    assert given(opened(payment_control="report")).when(pay("99", "5.1", "advance", None)).error is None


def test_a_fact_from_elsewhere_is_booked_whatever_the_limits_say():
    fact = Book("paid", "p1", cny("400"), TODAY, "5.1", "advance", fact=True)
    assert given(opened()).when(fact).error is None


def test_every_refusal_says_its_figures_in_words():
    error = given(opened()).when(pay("31", "5.1", "advance", None)).error
    assert isinstance(error, PaymentRefusedError)
    assert error.kind == "payment-over-limit"
    assert "Clause 5.1, phase advance" in error.detail
    assert "31.00 CNY asked, 30.00 CNY allowed, 0.00 CNY used" in error.detail
