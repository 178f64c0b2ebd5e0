from datetime import date
from typing import Any

import pytest

from services.contract.invoice.aggregate import INVOICE, BookInvoice, DuplicateInvoiceError
from services.contract.invoice.aggregate import decide as decide_invoice
from services.contract.late_interest.aggregate import INTEREST_INVOICES, InterestInvoices, TakeInvoice, decide
from services.contract.late_interest.errors import NoInterestOwedError
from services.contract.late_interest.events import LateInterestInvoiced
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

DAY = date(2026, 3, 2)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def asked(number: str, gross: str, booked: str = "10.00", **more: Any) -> TakeInvoice:
    said = {"net": cny(gross), "tax": cny("0.00"), "gross": cny(gross), "booked": cny(booked)}
    return TakeInvoice("i-" + number, "k", "s", "5", number, on=DAY, **{**said, **more})


def taken(*commands: TakeInvoice) -> list[LateInterestInvoiced]:
    """One after another, each on what was before."""
    state, facts = InterestInvoices(), []
    for command in commands:
        facts.append(decide(state, command))
        state = INTEREST_INVOICES.fold([facts[-1]], state)
    return facts


@pytest.mark.parametrize(
    ("gross", "covered", "difference"),
    [("10.00", "10.00", "0.00"), ("12.50", "10.00", "2.50"), ("4.00", "4.00", "-6.00")],
)
def test_an_invoice_is_held_against_what_is_owed(gross, covered, difference):
    [fact] = taken(asked("1", gross))
    assert (fact.owed, fact.covered, fact.difference) == (cny("10.00"), cny(covered), cny(difference))


def test_a_debt_is_asked_for_once_however_many_invoices_come():
    facts = taken(asked("1", "7.00"), asked("2", "7.00"), asked("3", "2.00"), asked("4", "2.00", booked="12.00"))
    assert [fact.covered for fact in facts] == [cny("7.00"), cny("3.00"), cny("0.00"), cny("2.00")]
    assert [fact.difference for fact in facts] == [cny("-3.00"), cny("4.00"), cny("2.00"), cny("0.00")]


def test_another_clause_has_its_own_debt_and_what_was_taken_back_is_not_owed():
    first = asked("1", "7.00")
    other = asked("2", "3.00", "5.00", tax=cny("0.00"))
    [_, less] = taken(first, asked("3", "1.00", booked="6.00"))
    assert (less.owed, less.covered) == (cny("0.00"), cny("0.00"))
    [_, own] = taken(first, TakeInvoice(**{name: getattr(other, name) for name in FIELDS} | {"clause": "6"}))
    assert own.covered == cny("3.00")


FIELDS = tuple(TakeInvoice.__dataclass_fields__)


def test_a_number_comes_once_and_where_nothing_is_owed_nothing_is_taken():
    with pytest.raises(DuplicateInvoiceError):
        taken(asked("1", "1.00"), asked("1", "1.00"))
    with pytest.raises(NoInterestOwedError):
        taken(asked("1", "1.00", booked="0.00"))
    with pytest.raises(InvalidFieldError):
        taken(asked("1", "1.00", net=cny("0.90")))


def test_late_interest_that_we_owe_is_no_invoice_like_others():
    plain = {"invoice_id": "i", "contract_id": "k", "order_id": None, "counterparty_id": "s", "owner_id": "o"}
    money = {"net": cny("1.00"), "tax": cny("0.00"), "gross": cny("1.00")}
    place = {"number": "1", "clause": "5", "phase": "late-interest", "due_on": DAY, "effective_on": DAY}
    with pytest.raises(InvalidFieldError):
        decide_invoice(INVOICE.initial, BookInvoice("purchase", {**plain, **money, **place}))
    assert decide_invoice(INVOICE.initial, BookInvoice("sales", {**plain, **money, **place}))
