from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from services.contract.ledger.aggregate import LEDGER, AmendLedger, Book, OpenLedger, decide
from services.contract.ledger.amending import check_limits
from services.contract.ledger.errors import LimitBelowUsedError, PaymentOverLimitError
from services.contract.ledger.events import LedgerAmended, Limit
from services.contract.ledger.state import Ledger
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError
from shared.values.money import Money
from tests.unit.services.contract.ledger.test_control_holds import (
    LIMITS,
    STEP,
    TODAY,
    Life,
    agrees,
    cny,
    command_of,
    named,
    opened,
    was_allowed,
)

given = specification(LEDGER, decide)
FIRST = Limit(clause="1", phase="a", limit=cny(10000))
SECOND = Limit(clause="2", phase="a", limit=cny(5000), instrument="advance")
OPEN = opened([FIRST, SECOND], 100)


def change(*limits: Limit, share: int = 100, currency: str = "CNY") -> LedgerAmended:
    total = Money.total([limit.limit for limit in limits], "CNY").times(Decimal(share) / 100)
    return LedgerAmended(
        contract_id="c1",
        counterparty_id="k2",
        because="a1",
        limits=limits,
        total=Money.of(total.amount, currency),
        open_ended=False,
        payment_control="strict",
        match_tolerance=Decimal(0),
        effective_on=date(2026, 4, 1),
    )


def paid(clause: str, cents: int) -> Book:
    return Book("paid", f"p{clause}{cents}", cny(cents), TODAY, clause, "a")


def fold(*commands: object) -> Ledger:
    state = LEDGER.fold([OPEN])
    for command in commands:
        state = LEDGER.fold(decide(state, command), state)  # type: ignore[arg-type] # commands of the ledger
    return state


def test_limits_that_are_raised_let_more_be_paid_and_keep_what_was_booked():
    state = fold(paid("1", 10000), AmendLedger(change(FIRST.model_copy(update={"limit": cny(12000)}), SECOND)))
    assert (state.spent("1"), state.counterparty_id) == (cny(10000), "k2")
    assert decide(state, paid("1", 2000))
    with pytest.raises(PaymentOverLimitError):
        decide(state, paid("1", 2001))


def test_limits_below_what_is_paid_let_nothing_more_be_paid():
    state = fold(paid("1", 8000), AmendLedger(change(FIRST.model_copy(update={"limit": cny(7000)}), SECOND)))
    with pytest.raises(PaymentOverLimitError):
        decide(state, paid("1", 1))


def test_a_place_that_is_planned_no_more_keeps_its_bookings_with_nothing_allowed():
    state = fold(paid("2", 3000), AmendLedger(change(FIRST)))
    assert state.limit("2", "a") == SECOND.model_copy(update={"limit": cny(0)})
    assert (state.total, state.spent()) == (cny(10000), cny(3000))
    assert fold(AmendLedger(change(FIRST))).limit("2", "a") is None


def test_a_place_with_bookings_keeps_the_instrument_its_accounts_depend_on():
    other = SECOND.model_copy(update={"instrument": "payment"})
    assert fold(paid("2", 3000), AmendLedger(change(FIRST, other))).limit("2", "a") == SECOND
    assert fold(AmendLedger(change(FIRST, other))).limit("2", "a") == other


def test_a_ledger_keeps_its_currency():
    given(OPEN).when(AmendLedger(change(FIRST, currency="USD"))).fails(InvalidFieldError)


def test_limits_below_what_is_used_are_refused_before_anybody_agrees_on_them():
    state = fold(paid("1", 8000), paid("2", 1000))
    check_limits(state, [FIRST, SECOND], cny(15000), open_ended=False)
    with pytest.raises(LimitBelowUsedError) as refusal:
        check_limits(state, [FIRST], cny(10000), open_ended=False)
    assert (refusal.value.details["clause"], refusal.value.details["used"]) == (
        "2",
        {"amount": "10.00", "currency": "CNY"},
    )
    ordered = fold(Book("ordered", "o1", cny(14000), TODAY, order_id="o1"))
    with pytest.raises(LimitBelowUsedError):
        check_limits(ordered, [FIRST], cny(10000), open_ended=False)
    check_limits(ordered, [FIRST], cny(10000), open_ended=True)


@settings(max_examples=200)
@example(
    LIMITS,
    st.lists(st.one_of(STEP, st.tuples(LIMITS, st.sampled_from([100, 60]))), max_size=60),
    st.sampled_from([100, 40]),
)
def test_no_payment_passes_the_limits_in_force_whatever_is_amended_between(
    limits: list[Limit], steps: list[object], share: int
):
    life = Life(LEDGER.initial)
    life.attempt(OpenLedger(opened(limits, share)))
    for number, step in enumerate(steps):
        before = life.ledger
        if isinstance(step, tuple) and len(step) == 2:
            life.attempt(AmendLedger(change(*step[0], share=step[1])))
            assert {limit.clause for limit in before.limits if before.has_bookings(limit)} <= {
                limit.clause for limit in life.ledger.limits
            }
            continue
        command = command_of(life, number, step)  # type: ignore[arg-type] # the other kind of step
        life.attempt(command)
        if isinstance(command, Book) and command.kind == "paid" and life.ledger is not before:
            was_allowed(before, life.ledger, command)
            within(life.ledger, command)
    agrees(life)
    named(life.refusals)
    assert LEDGER.fold(life.events) == life.ledger


def within(ledger: Ledger, command: Book) -> None:
    """What a payment that was made stays within: its clause, its phase, the contract, all as they stand now."""
    limit = ledger.limit(command.clause or "", command.phase or "")
    assert limit is not None
    assert ledger.spent(command.clause, command.phase) <= limit.limit
    assert ledger.spent(command.clause) <= ledger.clause_limit(command.clause or "")
    assert ledger.total is not None
    assert ledger.spent() <= ledger.total
