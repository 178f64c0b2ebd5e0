"""A contract that was taken over follows what its source tells of it since."""

from datetime import date
from typing import Any

from services.contract.contract.aggregate import CONTRACT, decide
from services.contract.contract.commands import EndContract, FollowSource
from services.contract.contract.events import (
    AmendmentImported,
    ContractCompleted,
    ContractEffective,
    ContractExpired,
    ContractImported,
    ContractResumed,
    ContractSuspended,
    ContractTerminated,
)
from services.contract.contract.machine import State
from services.contract.particulars import Restated
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError
from tests.unit.services.contract.contract.test_imported import imported

given = specification(CONTRACT, decide)
IN_EFFECT, ENDED_ON, TODAY = date(2019, 2, 1), date(2025, 5, 1), date(2026, 3, 2)


def told(state: Any, **more: Any) -> FollowSource:
    return FollowSource(state, "erp", IN_EFFECT, ENDED_ON, TODAY, **more)


def effective(signed_on: date | None = None) -> ContractEffective:
    return ContractEffective(contract_id="c1", effective_on=IN_EFFECT, signed_on=signed_on)


def completed() -> ContractCompleted:
    return ContractCompleted(contract_id="c1", reason=None, effective_on=ENDED_ON, source="erp")


def terminated() -> ContractTerminated:
    return ContractTerminated(contract_id="c1", reason=None, effective_on=ENDED_ON, source="erp")


def test_what_was_not_in_effect_takes_effect_and_has_run_out_where_its_term_has_passed():
    signed = date(2019, 1, 20)
    given(imported(state="signed")).when(told("effective", signed_on=signed)).then(effective(signed))
    past = imported(state="signed", term_to=date(2020, 12, 31))
    over = ContractExpired(contract_id="c1", reason=None, effective_on=date(2021, 1, 1))
    given(past).when(told("effective")).then(effective(), over)


def test_it_ends_as_its_source_tells_which_knows_of_that_then():
    outcome = given(imported()).when(told("completed"))
    outcome.then(completed())
    assert (outcome.state.state, outcome.state.ended_on) == (State.COMPLETED, ENDED_ON)
    assert outcome.state.imported is not None
    assert outcome.state.imported.state == "completed"
    given(imported()).when(told("terminated")).then(terminated())
    given(imported(state="signed")).when(told("completed")).then(effective(), completed())
    given(imported(state="signed")).when(told("terminated")).then(terminated())


def test_the_end_that_was_known_when_it_was_taken_over_is_its_end():
    outcome = given(imported(state="completed", ended_on=ENDED_ON)).when(told("effective"))
    outcome.then()
    assert outcome.state.ended_on == ENDED_ON


def test_what_has_ended_ends_no_second_time():
    given(imported(), completed()).when(told("terminated")).fails(NotPossibleNowError)


PAST = imported(term_to=date(2020, 12, 31))
RAN_OUT_ON = date(2021, 1, 1)
RAN_OUT = ContractExpired(contract_id="c1", reason=None, effective_on=RAN_OUT_ON)
RESUMED = ContractResumed(contract_id="c1", reason=None, effective_on=RAN_OUT_ON, source="erp")
SUSPENDED = ContractSuspended(contract_id="c1", reason=None, effective_on=RAN_OUT_ON)


def put_off(to: date, known: ContractImported = PAST) -> AmendmentImported:
    """An amendment of elsewhere that says another end."""
    silent = dict.fromkeys(
        ("source_amendment_id", "amended_on", "release_before", "release_after", "rationale", "description", "changes")
    )
    said = {name: getattr(known, name) for name in Restated.model_fields}
    restated = Restated.model_validate({**said, "term_to": to})
    return AmendmentImported.model_validate({"contract_id": "c1", "place": 1, **silent, "restated": restated})


def test_what_ran_out_goes_on_from_that_day_where_an_amendment_puts_its_end_off():
    outcome = given(PAST, RAN_OUT, put_off(date(2027, 12, 31))).when(told("effective"))
    outcome.then(RESUMED)
    assert (outcome.state.state, outcome.state.ended_on) == (State.EFFECTIVE, None)
    over = ContractExpired(contract_id="c1", reason=None, effective_on=date(2024, 1, 1))
    outcome = given(PAST, RAN_OUT, put_off(date(2023, 12, 31))).when(told("effective"))
    outcome.then(RESUMED, over)
    assert (outcome.state.state, outcome.state.ended_on) == (State.EXPIRED, date(2024, 1, 1))


def test_what_ran_out_while_it_was_suspended_is_so_again():
    rested = SUSPENDED.model_copy(update={"effective_on": date(2020, 6, 1)})
    outcome = given(PAST, rested, RAN_OUT, put_off(date(2027, 12, 31))).when(told("effective"))
    outcome.then(RESUMED, SUSPENDED)
    assert outcome.state.state is State.SUSPENDED


def test_what_ran_out_stays_so_without_a_later_end_and_nobody_resumes_it_by_hand():
    given(PAST, RAN_OUT).when(told("effective")).then()
    given(PAST, RAN_OUT, put_off(date(2020, 11, 30))).when(told("effective")).then()
    by_hand = EndContract(ContractResumed, TODAY, None)
    given(PAST, RAN_OUT, put_off(date(2027, 12, 31))).when(by_hand).fails(NotPossibleNowError)
    given(PAST, RAN_OUT, put_off(date(2027, 12, 31))).when(told("completed")).then(completed())
