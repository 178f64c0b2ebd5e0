from datetime import date
from typing import Any

from services.contract.contract.aggregate import CONTRACT, Contract, decide
from services.contract.contract.amending import changed_terms
from services.contract.contract.commands import (
    AgreeAmendment,
    AmendContract,
    EndContract,
    TakeEffect,
)
from services.contract.contract.errors import AmendmentTooEarlyError, NoContractOfItsOwnError, OvertakenError
from services.contract.contract.events import (
    AmendmentAgreed,
    AmendmentEffective,
    AmendmentSigned,
    ContractAmended,
    ContractDrafted,
    ContractEffective,
    ContractSigned,
    ContractSuspended,
    SignatureGiven,
    Terms,
)
from services.contract.contract.machine import State
from services.contract.particulars import Amends
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError
from shared.values.money import Money
from tests.unit.services.contract.contract.test_aggregate import APPROVED, DRAFTED, HASH, OURS, SUBMITTED, TODAY, sign
from tests.unit.services.contract.contract.test_aggregate import terms as drafted_terms

given = specification(CONTRACT, decide)
LATER = date(2026, 4, 1)
OTHER = "b" * 64
SIGNED = ContractSigned(
    contract_id="c1",
    number="CG-001-2026-00001",
    direction="purchase",
    title=DRAFTED.title,
    type_code="purchase",
    counterparty_id="k1",
    owner_id="s1",
    amount=DRAFTED.amount,
    signed_on=TODAY,
    effective_on=TODAY,
    term_from=TODAY,
    term_to=None,
    plan=DRAFTED.plan,
)
THEIRS = OURS.model_copy(update={"side": "counterparty"})
EFFECTIVE = ContractEffective(contract_id="c1", effective_on=TODAY)
AGREED_CONTRACT = (DRAFTED, SUBMITTED, APPROVED, OURS, THEIRS, SIGNED, EFFECTIVE)
AMENDS = Amends(contract_id="c1", kind="amendment", text_hash=HASH)
AMENDMENT = drafted_terms(contract_id="a1", amends=AMENDS, text_hash=OTHER, effective_from=LATER)


def agreed(amendment: str = "a1", on: date = LATER, text_hash: str = OTHER) -> AmendmentAgreed:
    return AmendmentAgreed(
        contract_id="c1",
        amendment_id=amendment,
        number="CGB-001-2026-00001",
        kind="amendment",
        text_hash=text_hash,
        signed_on=TODAY,
        effective_on=on,
    )


def amended(amendment: str = "a1", **changes: Any) -> ContractAmended:
    terms = drafted_terms(text_hash=OTHER, **changes)
    said = {name: getattr(terms, name) for name in Terms.model_fields}
    more = {"amendment_id": amendment, "amendment_number": "B1", "kind": "amendment", "changed": ("title",)}
    return ContractAmended.model_validate({**said, **more, "signed_on": TODAY, "effective_on": LATER})


def under_signature() -> tuple[Any, ...]:
    of_amendment = {"contract_id": "a1"}
    submitted = SUBMITTED.model_copy(update={**of_amendment, "text_hash": OTHER, "number": "CGB-001-2026-00001"})
    approved = APPROVED.model_copy(update={**of_amendment, "text_hash": OTHER})
    return AMENDMENT, submitted, approved, OURS.model_copy(update={**of_amendment, "text_hash": OTHER})


def test_the_last_signature_of_an_amendment_makes_no_contract_of_its_own():
    outcome = given(*under_signature()).when(sign("counterparty", text_hash=OTHER))
    signature, signed = outcome.events
    assert isinstance(signature, SignatureGiven)
    assert signed == AmendmentSigned(
        amendment_id="a1",
        contract_id="c1",
        number="CGB-001-2026-00001",
        kind="amendment",
        signed_on=TODAY,
        effective_on=LATER,
    )
    assert outcome.state.state is State.SIGNED


def test_an_amendment_without_a_day_counts_from_its_signature_on_but_not_before_others():
    unsaid = (AMENDMENT.model_copy(update={"effective_from": None}), *under_signature()[1:])
    at_once = given(*unsaid).when(sign("counterparty", text_hash=OTHER)).events[-1]
    behind = given(*unsaid).when(sign("counterparty", text_hash=OTHER, not_before=LATER)).events[-1]
    assert isinstance(at_once, AmendmentSigned)
    assert isinstance(behind, AmendmentSigned)
    assert (at_once.effective_on, behind.effective_on) == (TODAY, LATER)


def test_an_amendment_in_force_says_so_and_is_ended_by_nobody():
    signed = (
        *under_signature(),
        THEIRS,
        given(*under_signature()).when(sign("counterparty", text_hash=OTHER)).events[-1],
    )
    took = AmendmentEffective(amendment_id="a1", contract_id="c1", effective_on=LATER)
    given(*signed).when(TakeEffect(LATER)).then(took)
    given(*signed, took).when(EndContract(ContractSuspended, LATER)).fails(NoContractOfItsOwnError)


def test_a_contract_says_what_the_amendment_says_from_its_day_on():
    given(*AGREED_CONTRACT).when(AgreeAmendment(agreed(), HASH)).then(agreed())
    state = CONTRACT.fold([*AGREED_CONTRACT, agreed()])
    assert state.terms == DRAFTED
    assert (state.agreed_hash, len(state.pending)) == (OTHER, 1)
    outcome = given(*AGREED_CONTRACT, agreed()).when(AmendContract(amended(title="Ventilators")))
    assert outcome.state.terms is not None
    assert (outcome.state.terms.title, outcome.state.state, outcome.state.pending) == (
        "Ventilators",
        State.EFFECTIVE,
        (),
    )


def test_an_amendment_of_what_the_contract_says_no_longer_is_refused():
    given(*AGREED_CONTRACT, agreed()).when(AgreeAmendment(agreed("a2", text_hash="c" * 64), HASH)).fails(OvertakenError)
    second = agreed("a2", text_hash="c" * 64)
    given(*AGREED_CONTRACT, agreed()).when(AgreeAmendment(second, OTHER)).then(second)


def test_an_amendment_takes_effect_no_earlier_than_the_contract_and_those_before():
    early = agreed(on=date(2026, 3, 1))
    given(*AGREED_CONTRACT).when(AgreeAmendment(early, HASH)).fails(AmendmentTooEarlyError, first="2026-03-02")
    second = agreed("a2", on=date(2026, 3, 31), text_hash="c" * 64)
    given(*AGREED_CONTRACT, agreed()).when(AgreeAmendment(second, OTHER)).fails(AmendmentTooEarlyError)


def test_amendments_take_effect_in_the_order_in_which_they_were_agreed_on():
    second = agreed("a2", text_hash="c" * 64)
    both = (*AGREED_CONTRACT, agreed(), second)
    given(*both).when(AmendContract(amended("a2"))).fails(NotPossibleNowError)
    given(*both, amended("a1")).when(AmendContract(amended("a2"))).then(amended("a2"))


def test_nothing_is_amended_before_it_is_signed_or_after_its_end():
    given(DRAFTED).when(AgreeAmendment(agreed(), HASH)).fails(NotPossibleNowError)


def test_the_terms_that_differ_are_named():
    other = drafted_terms(title="Ventilators", amount=Money.of("90", "CNY"), way="copy", text_hash=OTHER)
    assert changed_terms(DRAFTED, other) == ("title", "amount", "text_hash")
    assert changed_terms(DRAFTED, ContractDrafted.model_validate(DRAFTED.model_dump())) == ()


def test_a_contract_never_amended_has_nothing_pending():
    assert (Contract().pending, Contract().agreed_hash, Contract().amendable_from) == ((), None, None)
