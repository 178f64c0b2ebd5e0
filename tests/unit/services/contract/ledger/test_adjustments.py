from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from services.contract.ledger.adjustments import Adjust
from services.contract.ledger.aggregate import LEDGER, Book, decide
from services.contract.ledger.control import all_breaches
from services.contract.ledger.errors import (
    AllocationOverInvoiceError,
    CreditOverInvoiceError,
    DepositOverCapError,
    OffsetOverAdvanceError,
    PaymentConditionUnmetError,
    PaymentOverLimitError,
    RefundOverOverpaidError,
    RefundOverPaymentError,
    ReleaseOverRetentionError,
    RetentionOverCapError,
    RetentionOverInvoiceError,
)
from services.contract.ledger.events import LedgerAdjusted, LedgerBooked, LedgerOpened, Limit
from services.contract.ledger.state import Ledger
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
given = specification(LEDGER, decide)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


OPENED = LedgerOpened(
    contract_id="c1",
    counterparty_id="k1",
    direction="purchase",
    limits=(
        Limit(clause="2", phase="deposit", limit=cny("30"), instrument="deposit"),
        Limit(clause="5", phase="advance", limit=cny("20"), instrument="advance", secured=True),
        Limit(clause="5", phase="final", limit=cny("47"), conditions=("invoice",)),
        Limit(clause="6", phase="warranty", limit=cny("3"), instrument="retention", conditions=("invoice",)),
    ),
    total=cny("100"),
    open_ended=False,
    payment_control="strict",
    match_tolerance=Decimal(0),
)
SOLD = OPENED.model_copy(update={"direction": "sales"})


def booked(kind: Any, document: str, amount: str, place: tuple[str, str] | None = None, **more: Any) -> LedgerBooked:
    clause, phase = place or (None, None)
    facts = {"clause": clause, "phase": phase, "effective_on": TODAY, **more}
    return LedgerBooked(contract_id="c1", kind=kind, document=document, amount=cny(amount), **facts)


def adjusted(kind: Any, amount: str, place: tuple[str, str] | None, **more: Any) -> LedgerAdjusted:
    clause, phase = place or (None, None)
    facts = {"document": "d1", "of": None, "clause": clause, "phase": phase, "effective_on": TODAY, **more}
    return LedgerAdjusted(contract_id="c1", kind=kind, amount=cny(amount), **facts)


def asked(kind: Any, amount: str, **more: Any) -> Adjust:
    return Adjust(kind, "d1", cny(amount), TODAY, **more)


FINAL, ADVANCE, WARRANTY, DEPOSIT = ("5", "final"), ("5", "advance"), ("6", "warranty"), ("2", "deposit")
INVOICED = booked("invoiced", "i1", "50", FINAL, order_id="o1")
ORDERED = booked("ordered", "o1", "50", order_id="o1")
PAID = booked("paid", "p1", "40", FINAL, invoice_id="i1", order_id="o1")
ADVANCED = booked("paid", "p2", "20", ADVANCE)
SECURED = adjusted("secured", "20", None)


def figures(limit: str, used: str) -> dict[str, Any]:
    return {name: {"amount": text, "currency": "CNY"} for name, text in (("limit", limit), ("used", used))}


def test_a_credit_note_lowers_what_may_be_paid():
    outcome = given(OPENED, INVOICED).when(asked("credited", "10", invoice_id="i1"))
    outcome.then(adjusted("credited", "10", FINAL, invoice_id="i1", order_id="o1"))
    assert outcome.state.invoices["i1"].open == cny("40")


def test_credit_notes_stay_within_the_invoice():
    before = adjusted("credited", "45", FINAL, invoice_id="i1")
    given(OPENED, INVOICED, before).when(asked("credited", "5.01", invoice_id="i1")).fails(
        CreditOverInvoiceError, **figures("50.00", "45.00")
    )


def test_a_refund_names_what_it_takes_back_and_frees_clause_phase_order_and_invoice():
    outcome = given(OPENED, ORDERED, INVOICED, PAID).when(asked("refunded", "15", of="p1"))
    outcome.then(adjusted("refunded", "15", FINAL, of="p1", invoice_id="i1", order_id="o1"))
    assert outcome.state.spent("5") == outcome.state.spent(*FINAL) == cny("25")
    assert outcome.state.invoices["i1"].settled == cny("25")


def test_no_more_comes_back_than_was_paid_and_is_left():
    before = adjusted("refunded", "30", FINAL, of="p1", invoice_id="i1")
    given(OPENED, INVOICED, PAID, before).when(asked("refunded", "10.01", of="p1")).fails(
        RefundOverPaymentError, **figures("10.00", "0.00")
    )


def test_a_refund_of_a_payment_in_parts_says_which():
    other = booked("paid", "p1", "20", ADVANCE)
    given(OPENED, INVOICED, PAID, other).when(asked("refunded", "1", of="p1")).fails(InvalidFieldError)
    given(OPENED, INVOICED, PAID, other).when(asked("refunded", "1", of="p1", phase="advance")).then(
        adjusted("refunded", "1", ADVANCE, of="p1")
    )


def test_an_advance_settles_an_invoice_without_using_its_clause():
    outcome = given(OPENED, ORDERED, INVOICED, ADVANCED).when(asked("offset", "20", of="p2", invoice_id="i1"))
    outcome.then(adjusted("offset", "20", ADVANCE, of="p2", invoice_id="i1", order_id="o1"))
    assert (outcome.state.invoices["i1"].open, outcome.state.spent(*FINAL)) == (cny("30"), cny("0"))


def test_an_advance_is_set_off_once():
    before = adjusted("offset", "15", ADVANCE, of="p2", invoice_id="i1")
    given(OPENED, ORDERED, INVOICED, ADVANCED, before).when(asked("offset", "5.01", of="p2", invoice_id="i1")).fails(
        OffsetOverAdvanceError, **figures("5.00", "0.00")
    )


def test_only_what_was_paid_in_advance_is_set_off():
    given(OPENED, INVOICED, PAID).when(asked("offset", "1", of="p1", invoice_id="i1")).fails(InvalidFieldError)


def test_an_advance_is_not_set_off_beyond_the_invoice_or_the_order():
    small = booked("invoiced", "i1", "10", FINAL, order_id="o1")
    given(OPENED, ORDERED, small, ADVANCED).when(asked("offset", "11", of="p2", invoice_id="i1")).fails(
        PaymentOverLimitError, reason="over_invoice"
    )
    little = booked("ordered", "o1", "5", order_id="o1")
    given(OPENED, little, INVOICED, ADVANCED).when(asked("offset", "6", of="p2", invoice_id="i1")).fails(
        PaymentOverLimitError, reason="over_order"
    )


def keep(amount: str, **more: Any) -> Adjust:
    return asked("retained", amount, invoice_id="i1", clause="6", phase="warranty", **more)


def test_retention_money_stays_within_its_share_of_the_price():
    given(OPENED, INVOICED).when(keep("3.01", cap=Decimal("0.03"))).fails(
        RetentionOverCapError, share="0.03", **figures("3.00", "0.00")
    )
    given(OPENED, INVOICED).when(keep("3", cap=Decimal("0.03"))).then(
        adjusted("retained", "3", WARRANTY, invoice_id="i1", order_id="o1")
    )


def test_no_more_is_kept_back_than_is_open():
    given(OPENED, INVOICED, PAID).when(keep("10.01")).fails(RetentionOverInvoiceError)


def test_what_was_kept_back_is_paid_after_its_release_only():
    kept = adjusted("retained", "3", WARRANTY, invoice_id="i1")
    pay = Book("paid", "p9", cny("3"), TODAY, *WARRANTY, invoice_id="i1")
    given(OPENED, ORDERED, INVOICED, kept).when(pay).fails(PaymentConditionUnmetError, reason="not_released")
    given(OPENED, INVOICED, kept).when(asked("released", "3.01", invoice_id="i1")).fails(ReleaseOverRetentionError)
    freed = adjusted("released", "3", WARRANTY, invoice_id="i1")
    assert given(OPENED, ORDERED, INVOICED, kept, freed).when(pay).error is None


def test_what_is_kept_back_is_not_paid_as_a_part_of_the_rest():
    kept = adjusted("retained", "3", WARRANTY, invoice_id="i1")
    small = booked("invoiced", "i1", "40", FINAL, order_id="o1")
    pay = Book("paid", "p9", cny("37.01"), TODAY, *FINAL, invoice_id="i1")
    given(OPENED, ORDERED, small, kept).when(pay).fails(
        PaymentOverLimitError, reason="over_invoice", **figures("37.00", "0.00")
    )


def test_an_advance_waits_for_guarantees_in_force():
    pay = Book("paid", "p9", cny("20"), TODAY, *ADVANCE)
    given(OPENED).when(pay).fails(PaymentConditionUnmetError, reason="no_guarantee", **figures("0.00", "0.00"))
    assert given(OPENED, SECURED).when(pay).error is None
    given(OPENED, SECURED, adjusted("freed", "1", None)).when(pay).fails(PaymentConditionUnmetError)


def test_earnest_money_stays_within_its_share_of_the_price_both_ways():
    pay = Book("paid", "p9", cny("20.01"), TODAY, *DEPOSIT, deposit_cap=Decimal("0.20"))
    given(OPENED).when(pay).fails(PaymentOverLimitError, reason="over_deposit_cap", **figures("20.00", "0.00"))
    came = booked("received", "r1", "15", DEPOSIT)
    more = Book("received", "r2", cny("5.01"), TODAY, *DEPOSIT, deposit_cap=Decimal("0.20"))
    given(SOLD, came).when(more).fails(DepositOverCapError, **figures("20.00", "15.00"))


def test_a_customer_gets_back_what_is_left_or_what_was_paid_too_much():
    came = booked("received", "r1", "50")
    used = booked("allocated", "r1", "50", FINAL, invoice_id="i1")
    given(SOLD, INVOICED, came, used).when(asked("refunded", "1", of="r1")).fails(RefundOverPaymentError)
    given(SOLD, INVOICED, came, used).when(asked("refunded", "1", of="r1", invoice_id="i1")).fails(
        RefundOverOverpaidError, **figures("50.00", "50.00")
    )
    note = adjusted("credited", "5", FINAL, invoice_id="i1")
    outcome = given(SOLD, INVOICED, came, used, note).when(asked("refunded", "5", of="r1", invoice_id="i1"))
    assert outcome.error is None
    assert outcome.state.invoices["i1"].open == cny("0")


def test_tax_withheld_uses_the_clause_like_a_payment_and_settles_the_invoice():
    outcome = given(OPENED, ORDERED, INVOICED, PAID).when(asked("withheld", "7", invoice_id="i1"))
    outcome.then(adjusted("withheld", "7", FINAL, invoice_id="i1", order_id="o1"))
    assert (outcome.state.invoices["i1"].open, outcome.state.spent(*FINAL)) == (cny("3"), cny("47"))
    given(OPENED, ORDERED, INVOICED, PAID).when(asked("withheld", "7.01", invoice_id="i1")).fails(
        PaymentOverLimitError, **figures("47.00", "40.00")
    )


def test_tax_that_a_customer_withheld_settles_what_is_open_and_no_more():
    outcome = given(SOLD, INVOICED).when(asked("withheld", "50", invoice_id="i1"))
    assert outcome.error is None
    assert (outcome.state.invoices["i1"].open, outcome.state.collected(*FINAL)) == (cny("0"), cny("50"))
    given(SOLD, INVOICED).when(asked("withheld", "50.01", invoice_id="i1")).fails(AllocationOverInvoiceError)


def test_a_waived_rule_lets_its_payment_pass_and_no_other_rule():
    pay = Book("paid", "p9", cny("20"), TODAY, *ADVANCE, waived=frozenset({"no_guarantee"}))
    assert given(OPENED).when(pay).error is None
    more = Book("paid", "p9", cny("20.01"), TODAY, *ADVANCE, waived=frozenset({"no_guarantee"}))
    given(OPENED).when(more).fails(PaymentOverLimitError, reason="over_phase")


def test_every_rule_that_a_payment_breaks_is_found():
    from services.contract.ledger.aggregate import payment_order

    order = payment_order(Book("paid", "p9", cny("200"), TODAY, *ADVANCE))
    found = [breach.reason for breach in all_breaches(LEDGER.fold([OPENED]), order)]
    assert found == ["over_clause", "over_phase", "over_contract", "no_guarantee"]


@pytest.mark.parametrize(
    "kind", ["credited", "retained", "released", "offset", "charged", "secured", "freed", "withheld"]
)
def test_nothing_and_another_currency_change_nothing(kind: Any):
    given(OPENED, INVOICED).when(asked(kind, "0", invoice_id="i1")).fails(InvalidFieldError)
    foreign = Adjust(kind, "d1", Money.of("1", "USD"), TODAY, invoice_id="i1")
    given(OPENED, INVOICED).when(foreign).fails(InvalidFieldError)


def test_a_snapshot_with_everything_in_it_reads_back_as_it_was():
    kept = adjusted("retained", "3", WARRANTY, invoice_id="i1")
    ledger = LEDGER.fold([OPENED, ORDERED, INVOICED, PAID, ADVANCED, SECURED, kept])
    adapter = TypeAdapter(Ledger)
    assert adapter.validate_json(adapter.dump_json(ledger)) == ledger
