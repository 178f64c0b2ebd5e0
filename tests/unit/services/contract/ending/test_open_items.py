"""What is open of a contract, as its ledger tells it."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.contract.contract.aggregate import CONTRACT
from services.contract.direct_debit.aggregate import DIRECT_DEBITS
from services.contract.direct_debit.events import DebitFailed, DebitTried
from services.contract.ending.open_items import OF_LEDGER, pending, unanswered
from services.contract.ledger.adjustments import Adjust
from services.contract.ledger.aggregate import LEDGER, Book, OpenLedger, decide
from services.contract.ledger.amending import settled
from services.contract.ledger.events import LedgerOpened, Limit
from services.contract.ledger.state import Ledger
from shared.values.money import Money
from tests.unit.services.contract.contract.test_amending import AGREED_CONTRACT, agreed

TODAY = date(2026, 3, 2)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


FINAL = Limit(clause="5", phase="final", limit=cny("80"), conditions=("acceptance",))
ADVANCE = Limit(clause="5", phase="advance", limit=cny("20"), instrument="advance")


def lived(*commands: Any, direction: Any = "purchase") -> Ledger:
    opened = LedgerOpened(
        contract_id="c1",
        counterparty_id="k1",
        direction=direction,
        limits=(ADVANCE, FINAL),
        total=cny("100"),
        open_ended=False,
        payment_control="report",
        match_tolerance=Decimal(0),
    )
    state = LEDGER.initial
    for command in (OpenLedger(opened), *commands):
        state = LEDGER.fold(decide(state, command), state)
    return state


def open_of(ledger: Ledger) -> list[tuple[str, str]]:
    return [(item.kind, str(item.amount)) for tell in OF_LEDGER for item in tell(ledger)]


ORDER = Book("ordered", "o1", cny("100"), TODAY, order_id="o1")
DELIVERY = Book("delivered", "d1", cny("60"), TODAY, order_id="o1")
ACCEPTANCE = Book("accepted", "a1", cny("50"), TODAY, "5", "final", "o1")
INVOICE = Book("invoiced", "i1", cny("80"), TODAY, "5", "final", "o1", "i1")


def test_nothing_is_open_before_anything_happens():
    assert open_of(lived()) == []


def test_orders_deliveries_invoices_and_advances_are_open_until_they_are_done():
    ledger = lived(ORDER, DELIVERY, ACCEPTANCE, INVOICE, Book("paid", "p1", cny("20"), TODAY, "5", "advance"))
    assert open_of(ledger) == [
        ("order", "40.00 CNY"),
        ("acceptance", "10.00 CNY"),
        ("invoice", "80.00 CNY"),
        ("advance", "20.00 CNY"),
    ]


def test_retention_money_and_guarantees_are_open_until_they_are_given_back():
    ledger = lived(
        INVOICE,
        Adjust("retained", "r1", cny("5"), TODAY, invoice_id="i1"),
        Book("paid", "p1", cny("75"), TODAY, "5", "final", invoice_id="i1"),
        Adjust("secured", "g1", cny("30"), TODAY),
    )
    assert open_of(ledger) == [("retention", "5.00 CNY"), ("guarantee", "30.00 CNY")]


def test_a_receipt_is_open_until_it_is_allocated():
    receipt = Book("received", "p1", cny("30"), TODAY)
    assert open_of(lived(receipt, direction="sales")) == [("receipt", "30.00 CNY")]


def test_a_settlement_allows_what_was_used_and_itself_and_nothing_more():
    ledger = lived(Book("paid", "p1", cny("20"), TODAY, "5", "advance"))
    settlement = Limit(clause="9", phase="settlement", limit=cny("15"))
    assert [(one.phase, one.limit) for one in settled(ledger, [settlement])] == [
        ("advance", cny("20")),
        ("final", cny("0")),
        ("settlement", cny("15")),
    ]
    again = FINAL.model_copy(update={"limit": cny("7")})
    assert [(one.phase, one.limit) for one in settled(ledger, [again])] == [
        ("advance", cny("20")),
        ("final", cny("7")),
    ]


def test_bills_are_open_until_their_acceptors_have_decided():
    billed = Book("invoiced", "i1", cny("80"), TODAY, "5", "final", None, "i1")
    taken = Adjust("taken", "b1", cny("80"), TODAY)
    covered = Adjust("covered", "b1", cny("80"), TODAY, of="b1", invoice_id="i1")
    ledger = lived(billed, taken, covered, direction="sales")
    assert open_of(ledger) == [("bill", "80.00 CNY")]
    honoured = LEDGER.fold(decide(ledger, Adjust("honoured", "b1", cny("80"), TODAY, of="b1")), ledger)
    assert open_of(honoured) == []


def test_direct_debits_and_amendments_are_open_until_their_day():
    said = {"contract_id": "c1", "counterparty_id": "k1", "owner_id": "s1", "invoice_id": "i1", "amount": cny("80")}
    head = {**said, "debit_id": "d1", "effective_on": TODAY}
    tried = DebitTried.model_validate({**head, "asked": {"mandate": "M-1", "attempt": 1}})
    failed = DebitFailed.model_validate({**head, "reason": "no_mandate", "bank_code": None})
    asked = [(one.kind, one.id, str(one.amount)) for one in unanswered(DIRECT_DEBITS.fold([tried]))]
    assert asked == [("direct_debit", "d1", "80.00 CNY")]
    assert list(unanswered(DIRECT_DEBITS.fold([tried, failed]))) == []
    assert [(one.kind, one.id) for one in pending(CONTRACT.fold([*AGREED_CONTRACT, agreed("a1")]))] == [
        ("amendment", "a1")
    ]
    assert list(pending(CONTRACT.fold(AGREED_CONTRACT))) == []
