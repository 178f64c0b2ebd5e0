from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from services.contract.ledger.accruing import Accrue, Bears
from services.contract.ledger.aggregate import LEDGER, AmendLedger, Book, decide
from services.contract.ledger.amending import check_limits
from services.contract.ledger.errors import PaymentOverLimitError
from services.contract.ledger.events import LedgerAccrued, LedgerAmended, LedgerBooked, LedgerOpened, Limit
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

DUE, TODAY = date(2026, 3, 2), date(2026, 3, 31)
given = specification(LEDGER, decide)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


LIMITS = (Limit(clause="5", phase="all", limit=cny("100")),)
OPENED = LedgerOpened(
    contract_id="c1",
    counterparty_id="k1",
    direction="purchase",
    limits=LIMITS,
    total=cny("100"),
    open_ended=False,
    payment_control="strict",
    match_tolerance=Decimal(0),
)


def bears(interest: str, of: str = "i1", clause: str = "5") -> Bears:
    return Bears(of, clause, cny(interest), DUE, TODAY, 29, Decimal("0.1825"))


def accrued(amount: str, kind: Any = "accrued", of: str = "i1") -> LedgerAccrued:
    return LedgerAccrued(
        contract_id="c1",
        counterparty_id="k1",
        kind=kind,
        document="b1",
        of=of,
        clause="5",
        phase="late-interest",
        amount=cny(amount),
        since=DUE,
        until=TODAY,
        days=29,
        rate=Decimal("0.1825"),
        effective_on=TODAY,
    )


def paid(amount: str, phase: str = "all") -> LedgerBooked:
    said = {"document": "p0", "clause": "5", "phase": phase, "amount": cny(amount), "effective_on": TODAY}
    return LedgerBooked.model_validate({"contract_id": "c1", "kind": "paid", **said})


def pay(amount: str, phase: str = "late-interest") -> Book:
    return Book("paid", "p1", cny(amount), TODAY, "5", phase)


def test_only_what_was_not_booked_before_is_booked():
    given(OPENED).when(Accrue("b1", (bears("10"), bears("3", "i2")), TODAY)).then(accrued("10"), accrued("3", of="i2"))
    given(OPENED, accrued("4")).when(Accrue("b1", (bears("10"),), TODAY)).then(accrued("6"))
    given(OPENED, accrued("10")).when(Accrue("b1", (bears("10"),), TODAY)).then()


def test_what_a_late_entry_makes_too_much_is_taken_back():
    given(OPENED, accrued("10")).when(Accrue("b1", (bears("7"),), TODAY)).then(accrued("3", "unaccrued"))
    state = LEDGER.fold([OPENED, accrued("10"), accrued("3", "unaccrued")])
    assert (state.interest("5"), state.interest(), state.interest("6")) == (cny("7"), cny("7"), cny("0"))


def test_interest_is_paid_within_what_is_owed_of_it_and_leaves_the_plan_alone():
    given(OPENED, accrued("10"), paid("100")).when(pay("10")).then(
        paid("10", "late-interest").model_copy(update={"document": "p1"})
    )
    given(OPENED, accrued("10")).when(pay("10.01")).fails(
        PaymentOverLimitError, reason="over_phase", limit={"amount": "10.00", "currency": "CNY"}
    )
    given(OPENED, accrued("10")).when(pay("100.01", "all")).fails(PaymentOverLimitError, reason="over_phase")


def test_where_no_interest_is_owed_there_is_nothing_to_pay_it_under():
    given(OPENED).when(pay("1")).fails(InvalidFieldError)
    given(OPENED, accrued("10"), accrued("10", "unaccrued")).when(pay("1")).fails(InvalidFieldError)


def test_an_amendment_of_the_same_amount_holds_beside_interest_that_was_paid():
    events = [OPENED, accrued("10"), paid("100"), paid("10", "late-interest")]
    check_limits(LEDGER.fold(events), LIMITS, cny("100"), open_ended=False)
    change = LedgerAmended(
        contract_id="c1",
        counterparty_id="k1",
        because="a1",
        limits=LIMITS,
        total=cny("100"),
        open_ended=False,
        payment_control="strict",
        match_tolerance=Decimal(0),
        effective_on=TODAY + timedelta(days=1),
    )
    given(*events).when(AmendLedger(change)).then(change)
