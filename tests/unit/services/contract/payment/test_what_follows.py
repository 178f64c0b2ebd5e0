from datetime import date
from typing import Any

from services.contract.ledger.control import Breach
from services.contract.ledger.errors import PaymentOverLimitError
from services.contract.payment.aggregate import (
    PAYMENT,
    Allocate,
    Hold,
    Refund,
    Release,
    SetOff,
    Stage,
    decide,
    parts_of,
)
from services.contract.payment.events import (
    Allocation,
    PaymentBlocked,
    PaymentHeld,
    PaymentMade,
    PaymentOffset,
    PaymentPart,
    PaymentRefunded,
    PaymentReleased,
    PaymentRequested,
)
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

TODAY, LATER = date(2026, 3, 2), date(2026, 3, 9)
given = specification(PAYMENT, decide)
HEAD = {"payment_id": "p1", "contract_id": "c1", "counterparty_id": "k1"}


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


REQUEST = PaymentRequested(
    **HEAD, clause="5.1", phase="advance", amount=cny("31"), invoice_id=None, effective_on=TODAY, charges=cny("1")
)
BLOCKED = PaymentBlocked(
    **HEAD,
    owner_id="s1",
    clause="5.1",
    phase="advance",
    reason="over_clause",
    limit=cny("30"),
    used=cny("0"),
    requested=cny("31"),
    effective_on=TODAY,
)
HELD = PaymentHeld(**HEAD, waiver_id="w1", effective_on=TODAY)
PARTS = (Allocation(invoice_id="i1", due_on=TODAY, amount=cny("31")),)


def release(breach: Breach | None = None) -> Release:
    return Release("s1", "purchase", breach, None, LATER)


def test_a_blocked_payment_is_held_for_a_waiver_and_may_be_for_another():
    given(REQUEST, BLOCKED).when(Hold("w1", TODAY)).then(HELD)
    again = PaymentHeld(**HEAD, waiver_id="w2", effective_on=TODAY)
    given(REQUEST, BLOCKED, HELD).when(Hold("w2", TODAY)).then(again)
    given(REQUEST).when(Hold("w1", TODAY)).fails(NotPossibleNowError)


def test_a_held_payment_is_released_and_made_under_its_waiver_on_that_day():
    outcome = given(REQUEST, BLOCKED, HELD).when(release())
    released, made = outcome.events
    assert isinstance(released, PaymentReleased)
    assert isinstance(made, PaymentMade)
    assert (made.waiver_id, made.amount, made.charges, made.effective_on) == ("w1", cny("31"), cny("1"), LATER)
    assert outcome.state.stage is Stage.MADE
    given(REQUEST, BLOCKED, HELD, released, made).when(release()).fails(NotPossibleNowError)


def test_what_else_stands_against_it_refuses_its_release():
    other = Breach("over_order", "5.1", "advance", cny("30"), cny("0"), cny("31"))
    given(REQUEST, BLOCKED, HELD).when(release(other)).fails(PaymentOverLimitError, reason="over_order")


def test_an_advance_that_was_made_settles_invoices_and_a_receipt_is_allocated():
    made: Any = given(REQUEST, BLOCKED, HELD).when(release()).events
    offset = PaymentOffset(**HEAD, clause="5.1", phase="advance", allocations=PARTS, effective_on=LATER)
    before = (REQUEST, BLOCKED, HELD, *made)
    given(*before).when(SetOff("5.1", "advance", PARTS, LATER)).then(offset)
    given(*before).when(SetOff("5.1", "advance", (), LATER)).fails(InvalidFieldError)
    given(*before).when(Allocate(PARTS, LATER)).fails(NotPossibleNowError)
    given(REQUEST, BLOCKED).when(SetOff("5.1", "advance", PARTS, LATER)).fails(NotPossibleNowError)


def test_a_refund_is_a_movement_of_its_own():
    back = PaymentRefunded(
        **{**HEAD, "payment_id": "p2"},
        of="p1",
        owner_id="s1",
        direction="purchase",
        clause="5.1",
        phase="advance",
        invoice_id=None,
        amount=cny("3"),
        reference="",
        source="",
        source_id="",
        effective_on=LATER,
    )
    assert given().when(Refund(back)).state.stage is Stage.REFUNDED
    given(back).when(Refund(back)).fails(NotPossibleNowError)
    given(back).when(Hold("w1", TODAY)).fails(NotPossibleNowError)


def test_a_payment_in_one_piece_is_its_own_part():
    [whole] = parts_of(REQUEST)
    assert whole == PaymentPart(clause="5.1", phase="advance", amount=cny("31"), invoice_id=None)
    more = REQUEST.model_copy(update={"parts": (whole, whole)})
    assert parts_of(more) == (whole, whole)
