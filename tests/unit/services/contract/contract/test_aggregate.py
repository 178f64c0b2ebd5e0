from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.contract.contract.aggregate import CONTRACT, decide
from services.contract.contract.commands import (
    ApproveContract,
    DraftContract,
    EndContract,
    RejectContract,
    ReviseContract,
    SignContract,
    SubmitContract,
    TakeEffect,
    WithdrawContract,
)
from services.contract.contract.errors import OtherRoundError, OtherTextError, OutOfTurnError
from services.contract.contract.events import (
    ContractApproved,
    ContractDrafted,
    ContractEffective,
    ContractRejected,
    ContractRevised,
    ContractSigned,
    ContractSubmitted,
    ContractVoided,
    ContractWithdrawn,
    SignatureGiven,
)
from services.contract.contract.machine import MOVES, State
from services.contract.series.number import Series
from services.contract.terms import PlanLine
from shared.eventstore.event import Event
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

HASH = "a" * 64
TODAY = date(2026, 3, 2)
PLAN = (
    PlanLine(clause="5.1", phase="advance", debtor="us", due_on=TODAY, amount=Money.of("30", "CNY")),
    PlanLine(clause="5.2", phase="final", debtor="us", due_on=date(2026, 6, 1), amount=Money.of("70", "CNY")),
)
given = specification(CONTRACT, decide)


def terms(**changes: Any) -> ContractDrafted:
    said = {
        "contract_id": "c1",
        "type_id": "t1",
        "type_code": "purchase",
        "direction": "purchase",
        "title": "Fans for the mortuary",
        "owner_id": "s1",
        "counterparty_id": "k1",
        "template_id": None,
        "template_version": None,
        "amount_kind": "fixed",
        "amount": Money.of("100", "CNY"),
        "lines": (),
        "plan": PLAN,
        "term_from": TODAY,
        "term_to": None,
        "effective_from": None,
        "payment_control": "strict",
        "match_tolerance": Decimal(0),
        "signing_order": ("us", "counterparty"),
        "text_hash": HASH,
        "text_size": 10,
        "source": "",
        "source_id": "",
        "effective_on": TODAY,
    }
    return ContractDrafted.model_validate({**said, **changes})


DRAFTED = terms()
SERIES = Series(prefix="CG", unit_code=1, year=2026, serial=1)
SUBMITTED = ContractSubmitted(
    contract_id="c1", number="CG-001-2026-00001", series=SERIES, round=1, approval_id="a1", text_hash=HASH
)
APPROVED = ContractApproved(contract_id="c1", round=1, approval_id="a1", text_hash=HASH)
OURS = SignatureGiven(
    contract_id="c1", side="us", signatory_id="s9", text_hash=HASH, level="own", signed_on=TODAY
)  # fmt: skip
SUBMIT = SubmitContract(approval_id="a1", taken=SERIES)


def sign(side: Any, **changes: Any) -> SignContract:
    said = {"side": side, "signatory_id": "s9", "text_hash": HASH, "signed_on": TODAY, "today": TODAY}
    return SignContract(**{**said, **changes})


def test_a_draft_is_drafted():
    given().when(DraftContract(DRAFTED)).then(DRAFTED)


def test_a_plan_that_does_not_add_up_to_the_amount_is_refused():
    given().when(DraftContract(terms(plan=PLAN[:1]))).fails(InvalidFieldError)


def test_a_clause_and_phase_planned_twice_is_refused():
    given().when(DraftContract(terms(plan=(PLAN[0], PLAN[0])))).fails(InvalidFieldError)


def test_submission_takes_the_number_and_freezes_the_text():
    given(DRAFTED).when(SUBMIT).then(SUBMITTED)


def test_a_second_round_keeps_the_number():
    rejected = ContractRejected(contract_id="c1", round=1, approval_id="a1", reason=None)
    again = SubmitContract(approval_id="a2", taken=None)
    outcome = given(DRAFTED, SUBMITTED, rejected).when(again)
    [event] = outcome.events
    assert isinstance(event, ContractSubmitted)
    assert (event.number, event.round) == ("CG-001-2026-00001", 2)


def test_what_is_under_review_cannot_be_revised():
    given(DRAFTED, SUBMITTED).when(ReviseContract(DRAFTED)).fails(NotPossibleNowError)


def test_a_change_after_approval_makes_it_a_draft_again():
    outcome = given(DRAFTED, SUBMITTED, APPROVED).when(ReviseContract(terms(text_hash="b" * 64)))
    assert isinstance(outcome.events[0], ContractRevised)
    assert outcome.state.state is State.DRAFT
    assert outcome.state.number == SUBMITTED.number


def test_approval_names_the_frozen_text_and_the_round():
    given(DRAFTED, SUBMITTED).when(ApproveContract("a1", HASH)).then(APPROVED)
    given(DRAFTED, SUBMITTED).when(ApproveContract("a1", "b" * 64)).fails(OtherTextError, text_hash=HASH)
    given(DRAFTED, SUBMITTED).when(ApproveContract("a0", HASH)).fails(OtherRoundError, round=1)


def test_a_rejection_and_a_withdrawal_return_it_to_draft():
    rejected = given(DRAFTED, SUBMITTED).when(RejectContract("a1"))
    assert rejected.state.state is State.DRAFT
    withdrawn = given(DRAFTED, SUBMITTED).when(WithdrawContract("a1"))
    withdrawn.then(ContractWithdrawn(contract_id="c1", round=1, approval_id="a1"))
    assert withdrawn.state.state is State.DRAFT


def test_the_sides_sign_in_order_and_the_last_signature_puts_it_in_force():
    given(DRAFTED, SUBMITTED, APPROVED).when(sign("counterparty")).fails(OutOfTurnError, next="us")
    given(DRAFTED, SUBMITTED, APPROVED).when(sign("us")).then(OURS)
    outcome = given(DRAFTED, SUBMITTED, APPROVED, OURS).when(sign("counterparty"))
    assert [type(event) for event in outcome.events] == [SignatureGiven, ContractSigned, ContractEffective]
    assert outcome.state.state is State.EFFECTIVE


def test_a_signature_twice_changes_nothing():
    given(DRAFTED, SUBMITTED, APPROVED, OURS).when(sign("us")).fails(OutOfTurnError, next="counterparty")


def test_a_signature_under_another_text_is_refused():
    given(DRAFTED, SUBMITTED, APPROVED).when(sign("us", text_hash="b" * 64)).fails(OtherTextError)


def test_nothing_is_signed_before_approval():
    given(DRAFTED).when(sign("us")).fails(NotPossibleNowError)


def test_an_agreed_later_day_leaves_it_signed_until_then():
    later = date(2026, 4, 1)
    outcome = given(terms(effective_from=later), SUBMITTED, APPROVED, OURS).when(sign("counterparty"))
    assert outcome.state.state is State.SIGNED
    signed = outcome.events[-1]
    assert isinstance(signed, ContractSigned)
    assert signed.effective_on == later
    given(terms(effective_from=later), SUBMITTED, APPROVED, OURS, *outcome.events).when(TakeEffect(later)).then(
        ContractEffective(contract_id="c1", effective_on=later)
    )


def test_a_draft_is_voided_for_good_and_keeps_its_number():
    rejected = ContractRejected(contract_id="c1", round=1, approval_id="a1", reason=None)
    outcome = given(DRAFTED, SUBMITTED, rejected).when(EndContract(ContractVoided, TODAY))
    assert (outcome.state.state, outcome.state.number) == (State.VOID, SUBMITTED.number)


def test_every_state_is_in_the_table_and_can_be_reached():
    reached = {State.NEW} | {state for moves in MOVES.values() for state in moves.values()}
    assert set(MOVES) == set(State) == reached


@pytest.mark.parametrize("state", [State.ARCHIVED, State.VOID])
def test_final_states_have_no_way_out(state: State):
    assert set(MOVES[state].values()) <= {state}


@pytest.mark.parametrize(("state", "event"), [(s, e) for s, moves in MOVES.items() for e in moves])
def test_every_event_of_the_table_has_a_name_on_the_wire(state: State, event: type[Event]):
    assert event.wire_name.startswith("contract.")
