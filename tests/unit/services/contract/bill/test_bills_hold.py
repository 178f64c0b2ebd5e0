"""Whatever becomes of bills in whatever order, what is owed, what is at risk and the accounts agree to the cent."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from services.contract.accounts.mapping import Booking, accounts_of, postings_of
from services.contract.accounts.shipped import BILLS, PASSED_ON, RECEIVABLE, RECOURSE, SHIPPED
from services.contract.bill.aggregate import (
    AT_RISK,
    BILL,
    ApplyBill,
    Bill,
    DiscountBill,
    DishonourBill,
    EndorseBill,
    HonourBill,
    SplitBill,
    Stage,
    TakeBill,
    decide,
)
from services.contract.bill.events import BillSplit, BillTaken, Covered
from services.contract.bill.handlers import booked_of
from services.contract.ledger.adjustments import Adjust
from services.contract.ledger.aggregate import LEDGER, Book, OpenLedger
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.events import LedgerOpened, Limit
from services.contract.ledger.state import Ledger
from shared.eventstore.event import Event
from shared.values.errors import DomainError
from shared.values.money import Money

TODAY, DAY = date(2026, 3, 2), date(2026, 9, 1)
ACCOUNTS = accounts_of(SHIPPED.lines)
KINDS = ("taken", "taken", "invoiced", "applied", "applied", "split", "endorsed", "discounted", "honoured",
         "dishonoured", "received", "allocated")  # fmt: skip
STEP = st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 5), st.integers(1, 3000))
NOTHING = Money.zero("CNY")


def cny(cents: int) -> Money:
    return Money.of(Decimal(cents) / 100, "CNY")


class Life:
    """A sales contract with its bills, as the handlers take them through; a refusal changes nothing."""

    def __init__(self) -> None:
        opened = LedgerOpened(
            contract_id="c1",
            counterparty_id="k1",
            direction="sales",
            limits=(Limit(clause="1", phase="a", limit=cny(10**6)),),
            total=cny(10**6),
            open_ended=False,
            payment_control="strict",
            match_tolerance=Decimal(0),
        )
        self.events: list[Event] = decide_ledger(LEDGER.initial, OpenLedger(opened))
        self.ledger: Ledger = LEDGER.fold(self.events)
        self.bills: dict[str, Bill] = {}

    def book(self, *asked: Adjust | Book) -> list[Event]:
        state, new = self.ledger, list[Event]()
        for one in asked:
            said = decide_ledger(state, one)
            state, new = LEDGER.fold(said, state), [*new, *said]
        return new

    def keep(self, bill_id: str, events: list[Event], booking: list[Event]) -> None:
        self.bills[bill_id] = BILL.fold(events, self.bills.get(bill_id, BILL.initial))
        self.events += booking
        self.ledger = LEDGER.fold(booking, self.ledger)

    def attempt(self, number: int, kind: str, first: int, second: int, amount: Money) -> None:
        bill_id = pick(self.bills, first) or ""
        bill, invoice = self.bills.get(bill_id, BILL.initial), pick(self.ledger.invoices, second) or "none"
        match kind:
            case "taken":
                taken = fact(f"b{number}", amount)
                booking = self.book(Adjust("taken", taken.bill_id, amount, TODAY))
                self.keep(taken.bill_id, decide(BILL.initial, TakeBill(taken)), booking)
            case "invoiced":
                self.keep("", [], self.book(Book("invoiced", f"i{number}", amount, TODAY, "1", "a")))
            case "received":
                self.keep("", [], self.book(Book("received", f"r{number}", amount, TODAY)))
            case "allocated":
                receipt = pick(self.ledger.receipts, first) or "none"
                self.keep("", [], self.book(Book("allocated", receipt, amount, TODAY, invoice_id=invoice)))
            case "applied":
                events = decide(bill, ApplyBill((Covered(invoice_id=invoice, amount=amount),), TODAY))
                self.keep(bill_id, events, self.book(Adjust("covered", bill_id, amount, TODAY, invoice_id=invoice)))
            case "split" if bill.fact is not None:
                pieces = ((f"{bill_id}.1", amount), (f"{bill_id}.2", bill.fact.amount - amount))
                events = decide(bill, SplitBill(pieces, TODAY))
                self.keep(bill_id, events, [])
                for piece in next(one.pieces for one in events if isinstance(one, BillSplit)):
                    own = {"bill_id": piece.bill_id, "amount": piece.amount, "covers": piece.covers}
                    self.keep(piece.bill_id, decide(BILL.initial, TakeBill(bill.fact.model_copy(update=own))), [])
            case _ if bill.fact is not None:
                self.move(bill_id, kind)

    def move(self, bill_id: str, kind: str) -> None:
        commands: dict[str, Any] = {
            "endorsed": EndorseBill("k2", "c2", "p1", TODAY),
            "discounted": DiscountBill("ICBC", None, TODAY),
            "honoured": HonourBill(DAY),
            "dishonoured": DishonourBill(DAY),
        }
        bill = self.bills[bill_id]
        assert bill.fact is not None
        events = decide(bill, commands[kind])
        asked = [
            Adjust(what, bill_id, amount, DAY, invoice_id=invoice)
            for what, amount, invoice in booked_of(bill.fact, events)
        ]
        self.keep(bill_id, events, self.book(*asked))


def pick(known: Any, number: int) -> str | None:
    names = [one for one in known if one]
    return names[number % len(names)] if names else None


def fact(bill_id: str, amount: Money) -> BillTaken:
    return BillTaken(
        bill_id=bill_id,
        root_id=bill_id,
        contract_id="c1",
        counterparty_id="k1",
        owner_id="s1",
        of=None,
        number=bill_id,
        acceptor="commercial",
        acceptor_name="X",
        amount=amount,
        covers=(),
        issued_on=TODAY,
        matures_on=DAY,
        effective_on=TODAY,
    )


@settings(max_examples=150, deadline=None)
@example(st.lists(STEP, max_size=40))
def test_what_is_owed_at_risk_and_posted_agrees_whatever_becomes_of_bills(steps: list[tuple[str, int, int, int]]):
    life = Life()
    for number, (kind, first, second, cents) in enumerate(steps):
        try:
            life.attempt(number, kind, first, second, cny(cents))
        except DomainError:
            continue
        finally:
            holds(life)
    assert LEDGER.fold(life.events) == life.ledger


def holds(life: Life) -> None:
    ledger = life.ledger
    bills = [bill for name, bill in life.bills.items() if name and bill.fact is not None]
    accounts, sides = posted(life)
    assert sides["debit"] == sides["credit"]
    at_risk = amounts(bills, AT_RISK)
    assert at_risk == ledger.bills_at_risk == accounts.get(BILLS, NOTHING)
    passed = amounts(bills, {Stage.ENDORSED, Stage.DISCOUNTED})
    assert passed == ledger.bills_passed_on == -accounts.get(RECOURSE, NOTHING)
    assert accounts.get(PASSED_ON, NOTHING) == ledger.sum("endorsed")
    still = Money.total([invoice.open for invoice in ledger.invoices.values()], "CNY")
    assert still == accounts.get(RECEIVABLE, NOTHING)
    for number, invoice in ledger.invoices.items():
        assert NOTHING <= invoice.settled <= invoice.gross
        covering = [
            one.amount
            for bill in bills
            if bill.stage not in (Stage.SPLIT, Stage.DISHONOURED)
            for one in bill.covers
            if one.invoice_id == number
        ]
        assert Money.total(covering, "CNY") <= invoice.settled


def amounts(bills: list[Bill], stages: Any) -> Money:
    return Money.total([bill.fact.amount for bill in bills if bill.fact and bill.stage in stages], "CNY")


def posted(life: Life) -> tuple[dict[str, Money], dict[str, Money]]:
    accounts: dict[str, Money] = {}
    sides = {"debit": NOTHING, "credit": NOTHING}
    for event in life.events[1:]:
        amount: Money = event.amount  # type: ignore[attr-defined] # bookings all
        booking = Booking(event.kind, "sales", "payment", amount, amount, NOTHING)  # type: ignore[attr-defined]
        for one in postings_of(booking, ACCOUNTS):
            sign = one.amount if one.side == "debit" else -one.amount
            accounts[one.account] = accounts.get(one.account, NOTHING) + sign
            sides[one.side] += one.amount
    return accounts, sides
