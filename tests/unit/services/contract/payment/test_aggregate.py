from datetime import date
from typing import Any

from services.contract.ledger.control import Breach
from services.contract.payment.aggregate import PAYMENT, Allocate, Pay, Receive, Stage, decide
from services.contract.payment.events import (
    Allocation,
    PaymentAllocated,
    PaymentBlocked,
    PaymentMade,
    PaymentReceived,
    PaymentRequested,
)
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
given = specification(PAYMENT, decide)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


REQUEST = PaymentRequested(
    payment_id="p1",
    contract_id="c1",
    counterparty_id="k1",
    clause="5.1",
    phase="advance",
    amount=cny("31"),
    invoice_id=None,
    effective_on=TODAY,
)
BREACH = Breach("over_clause", "5.1", "advance", cny("30"), cny("0"), cny("31"))
RECEIVED = PaymentReceived(
    payment_id="r1",
    contract_id="c1",
    counterparty_id="k1",
    owner_id="s1",
    amount=cny("50"),
    reference="",
    source="",
    source_id="",
    effective_on=TODAY,
)


def pay(breach: Breach | None, *, strict: bool = True) -> Any:
    return Pay(REQUEST, "s1", "purchase", breach, strict, None)


def test_a_payment_within_its_limits_is_requested_and_made():
    outcome = given().when(pay(None))
    assert [type(event) for event in outcome.events] == [PaymentRequested, PaymentMade]
    assert outcome.state.stage is Stage.MADE


def test_a_refused_payment_is_a_fact_with_clause_limit_and_amount_used():
    outcome = given().when(pay(BREACH))
    blocked = outcome.events[-1]
    assert isinstance(blocked, PaymentBlocked)
    assert (blocked.clause, blocked.limit, blocked.used, blocked.requested) == ("5.1", cny("30"), cny("0"), cny("31"))
    assert outcome.state.stage is Stage.BLOCKED


def test_control_that_reports_makes_the_payment_and_says_the_excess():
    made = given().when(pay(BREACH, strict=False)).events[-1]
    assert isinstance(made, PaymentMade)
    assert made.excess is not None
    assert made.excess.reason == "over_clause"


def test_a_payment_is_asked_for_once():
    given(REQUEST).when(pay(None)).fails(NotPossibleNowError)


def test_a_receipt_is_allocated_to_invoices():
    parts = (Allocation(invoice_id="i1", due_on=TODAY, amount=cny("50")),)
    given().when(Receive(RECEIVED)).then(RECEIVED)
    given(RECEIVED).when(Allocate(parts, TODAY)).then(
        PaymentAllocated(payment_id="r1", contract_id="c1", counterparty_id="k1", allocations=parts, effective_on=TODAY)
    )


def test_an_allocation_to_nothing_is_refused():
    given(RECEIVED).when(Allocate((), TODAY)).fails(InvalidFieldError)


def test_a_payment_that_went_out_is_not_allocated():
    given(REQUEST).when(Allocate((), TODAY)).fails(NotPossibleNowError)
