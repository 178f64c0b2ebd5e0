from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given as example
from hypothesis import strategies as st
from pydantic import TypeAdapter

from services.contract.ledger.aggregate import LEDGER, Book, OpenLedger, decide
from services.contract.ledger.errors import (
    AllocationOverInvoiceError,
    AllocationOverReceiptError,
    InvoiceOverLimitError,
    OrderOverContractError,
)
from services.contract.ledger.events import LedgerBooked, LedgerOpened, Limit
from services.contract.ledger.state import Ledger
from shared.testing.given import specification
from shared.values.errors import DomainError, InvalidFieldError, NotFoundError, NotPossibleNowError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
given = specification(LEDGER, decide)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


OPENED = LedgerOpened(
    contract_id="c1",
    counterparty_id="k1",
    direction="sales",
    limits=(Limit(clause="3", phase="all", limit=cny("100")),),
    total=cny("100"),
    open_ended=False,
    payment_control="strict",
    match_tolerance=Decimal(0),
)
RETAIL = OPENED.model_copy(update={"limits": (), "total": cny("0"), "open_ended": True})


def booked(kind: Any, document: str, amount: str, **more: Any) -> LedgerBooked:
    facts = {"clause": None, "phase": None, "effective_on": TODAY, **more}
    return LedgerBooked(contract_id="c1", kind=kind, document=document, amount=cny(amount), **facts)


INVOICED = booked("invoiced", "i1", "80", clause="3", phase="all", due_on=TODAY)
RECEIVED = booked("received", "r1", "50")


def allocate(amount: str, invoice: str = "i1") -> Book:
    return Book("allocated", "r1", cny(amount), TODAY, invoice_id=invoice)


def test_a_ledger_opens_once():
    given().when(OpenLedger(OPENED)).then(OPENED)
    given(OPENED).when(OpenLedger(OPENED)).fails(NotPossibleNowError)


def test_nothing_is_booked_before_the_ledger_opens():
    given().when(Book("ordered", "o1", cny("1"), TODAY)).fails(NotPossibleNowError)


def test_orders_stay_within_the_contract():
    given(OPENED, booked("ordered", "o1", "60")).when(Book("ordered", "o2", cny("40.01"), TODAY)).fails(
        OrderOverContractError, used={"amount": "60.00", "currency": "CNY"}
    )


def test_an_open_ended_contract_takes_any_order():
    assert given(RETAIL).when(Book("ordered", "o1", cny("1000000"), TODAY, order_id="o1")).error is None


def test_issued_invoices_stay_within_clause_and_phase():
    given(OPENED, INVOICED).when(Book("invoiced", "i2", cny("20.01"), TODAY, "3", "all")).fails(
        InvoiceOverLimitError, clause="3"
    )


def test_an_allocation_carries_the_invoices_clause_and_due_date():
    given(OPENED, INVOICED, RECEIVED).when(allocate("50")).then(
        booked("allocated", "r1", "50", clause="3", phase="all", invoice_id="i1", due_on=TODAY)
    )


def test_no_more_is_allocated_than_came_in():
    spent = booked("allocated", "r1", "30", invoice_id="i1")
    given(OPENED, INVOICED, RECEIVED, spent).when(allocate("20.01")).fails(AllocationOverReceiptError)


def test_no_more_is_allocated_than_is_open():
    small = booked("invoiced", "i2", "10", clause="3", phase="all")
    given(OPENED, small, RECEIVED).when(allocate("10.01", "i2")).fails(AllocationOverInvoiceError)


def test_an_invoice_of_another_contract_is_not_found():
    given(OPENED, RECEIVED).when(allocate("1", "elsewhere")).fails(NotFoundError)


def test_nothing_and_less_than_nothing_are_not_booked():
    given(OPENED).when(Book("received", "r1", cny("0"), TODAY)).fails(InvalidFieldError)
    given(OPENED).when(Book("received", "r1", cny("-1"), TODAY)).fails(InvalidFieldError)


CENTS = st.integers(min_value=1, max_value=6000).map(lambda cents: Money.of(Decimal(cents) / 100, "CNY"))


@example(st.lists(st.tuples(st.sampled_from(["ordered", "received", "invoiced", "allocated"]), CENTS), max_size=30))
def test_the_sum_of_the_events_is_the_balance_and_no_limit_is_ever_passed(steps: list[tuple[Any, Money]]):
    ledger, events = LEDGER.fold([OPENED, RECEIVED, INVOICED]), [RECEIVED, INVOICED]
    for number, (kind, amount) in enumerate(steps):
        where = {"clause": "3", "phase": "all"} if kind == "invoiced" else {}
        document, invoice = ("r1", "i1") if kind == "allocated" else (f"d{number}", None)
        try:
            new = decide(ledger, Book(kind, document, amount, TODAY, invoice_id=invoice, **where))
        except DomainError:
            continue
        ledger, events = LEDGER.fold(new, ledger), [*events, *new]
    for kind in ("ordered", "received", "invoiced", "allocated"):
        assert ledger.sum(kind) == Money.total([e.amount for e in events if e.kind == kind], "CNY")
    assert ledger.sum("ordered") <= cny("100")
    assert ledger.sum("invoiced", "3", "all") <= cny("100")
    assert ledger.receipts["r1"] + ledger.sum("allocated") == cny("50")


def test_a_snapshot_of_the_ledger_reads_back_as_it_was():
    ledger = LEDGER.fold([OPENED, INVOICED, RECEIVED, booked("ordered", "o1", "5", order_id="o1")])
    adapter = TypeAdapter(Ledger)
    assert adapter.validate_json(adapter.dump_json(ledger)) == ledger
