"""How terms end: told of before, begun anew by themselves, run out; and how long contracts are kept."""

from datetime import date
from typing import Any

import pytest

from services.contract.contract.aggregate import CONTRACT, decide
from services.contract.contract.commands import (
    BeginEarly,
    DeclineRenewal,
    EndContract,
    EndRetention,
    EndTerm,
    PlaceHold,
    ReleaseHold,
    RemindOfTerm,
)
from services.contract.contract.errors import NoRenewalError, NoticeTooLateError
from services.contract.contract.events import (
    ContractArchived,
    ContractCompleted,
    ContractDrafted,
    ContractEffective,
    ContractExpired,
    ContractRenewed,
    ContractSigned,
    HoldPlaced,
    HoldReleased,
    RenewalDeclined,
    RetentionEnded,
    TermEnding,
    WorkBegun,
)
from services.contract.contract.machine import State
from services.contract.contract.reminding import months_later, next_reminder, notice_by
from services.contract.particulars import Renewal
from shared.eventstore.event import Event
from shared.testing.given import specification
from shared.values.errors import NotFoundError, NotPossibleNowError
from tests.unit.services.contract.contract.test_aggregate import APPROVED, OURS, SUBMITTED, TODAY, terms
from tests.unit.services.contract.contract.test_amending import SIGNED, THEIRS

given = specification(CONTRACT, decide)
END = date(2026, 12, 31)
YEARLY = Renewal(months=12, notice_days=30, times=2)
PARTIES = {"contract_id": "c1", "counterparty_id": "k1", "owner_id": "s1"}
EXPIRED = ContractExpired(contract_id="c1", reason=None, effective_on=date(2027, 1, 1))


def running(renewal: Renewal | None = None, **changes: Any) -> list[Event]:
    drafted = ContractDrafted.model_validate({**terms(term_to=END, renewal=renewal).model_dump(), **changes})
    signed = ContractSigned.model_validate({**SIGNED.model_dump(), "term_to": END, "renewal": renewal})
    return [drafted, SUBMITTED, APPROVED, OURS, THEIRS, signed, ContractEffective(contract_id="c1", effective_on=TODAY)]


def renewed(times: int, year: int, left: Renewal | None) -> ContractRenewed:
    start, end = date(year, 1, 1), date(year, 12, 31)
    return ContractRenewed(**PARTIES, times=times, term_from=start, term_to=end, renewal=left, effective_on=start)


def test_a_term_that_ends_is_told_sixty_thirty_and_seven_days_before():
    days = [date(2026, 11, 1), date(2026, 12, 1), date(2026, 12, 24), None]
    assert [next_reminder(END, None, after) for after in (TODAY, days[0], days[1], days[2])] == days  # type: ignore[arg-type] # none of them is the last
    told = TermEnding(**PARTIES, term_to=END, renews=False, notice_by=None, next_on=days[1])
    given(*running()).when(RemindOfTerm(date(2026, 11, 1))).then(told)


def test_a_term_that_begins_anew_is_told_before_the_last_day_for_notice():
    by = date(2026, 12, 1)
    assert notice_by(END, YEARLY) == by
    assert next_reminder(END, YEARLY, TODAY) == date(2026, 10, 2)
    told = TermEnding(**PARTIES, term_to=END, renews=True, notice_by=by, next_on=date(2026, 11, 1))
    given(*running(YEARLY)).when(RemindOfTerm(date(2026, 10, 2))).then(told)


@pytest.mark.parametrize("command", [EndTerm(END), RemindOfTerm(date(2027, 1, 1))])
def test_a_deadline_that_comes_too_early_or_too_late_means_nothing(command: Any):
    given(*running(YEARLY)).when(command).then()


def test_a_term_runs_out():
    outcome = given(*running()).when(EndTerm(date(2027, 1, 1)))
    outcome.then(EXPIRED)
    assert (outcome.state.state, outcome.state.ended_on) == (State.EXPIRED, date(2027, 1, 1))


def test_a_term_begins_anew_as_often_as_agreed_and_runs_out_then():
    first = given(*running(YEARLY)).when(EndTerm(date(2027, 1, 1)))
    first.then(renewed(1, 2027, YEARLY))
    assert first.state.terms is not None
    assert (first.state.term_to, first.state.terms.term_to) == (date(2027, 12, 31), date(2027, 12, 31))
    second = given(*running(YEARLY), renewed(1, 2027, YEARLY)).when(EndTerm(date(2028, 1, 1)))
    second.then(renewed(2, 2028, None))
    out = ContractExpired(contract_id="c1", reason=None, effective_on=date(2029, 1, 1))
    given(*running(YEARLY), renewed(1, 2027, YEARLY), renewed(2, 2028, None)).when(EndTerm(date(2029, 1, 1))).then(out)


def test_whoever_looks_years_later_finds_every_term_between():
    out = ContractExpired(contract_id="c1", reason=None, effective_on=date(2029, 1, 1))
    given(*running(YEARLY)).when(EndTerm(date(2030, 5, 5))).then(renewed(1, 2027, YEARLY), renewed(2, 2028, None), out)


def test_notice_in_time_lets_the_term_run_out():
    declined = RenewalDeclined(
        contract_id="c1", owner_id="s1", by="counterparty", term_to=END, reason="Moving", effective_on=date(2026, 12, 1)
    )
    given(*running(YEARLY)).when(DeclineRenewal("counterparty", "Moving", date(2026, 12, 1))).then(declined)
    given(*running(YEARLY), declined).when(EndTerm(date(2027, 1, 1))).then(EXPIRED)
    given(*running(YEARLY), declined).when(DeclineRenewal("us", None, TODAY)).fails(NoRenewalError)


def test_notice_too_late_is_refused_with_the_day_it_was_due():
    late = DeclineRenewal("us", None, date(2026, 12, 2))
    given(*running(YEARLY)).when(late).fails(NoticeTooLateError, notice_by="2026-12-01")
    given(*running()).when(late).fails(NoRenewalError)


def test_months_end_where_they_end():
    assert months_later(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_later(date(2027, 12, 1), 12) == date(2028, 12, 1)
    assert months_later(date(2028, 2, 29), 12) == date(2029, 2, 28)


COMPLETED = ContractCompleted(contract_id="c1", reason=None, effective_on=END)
ARCHIVED = ContractArchived(
    contract_id="c1", reason=None, effective_on=END, shelf="A-12", keep_until=date(2036, 12, 31)
)
HELD = HoldPlaced(contract_id="c1", hold_id="h1", reason="Lawsuit", effective_on=END)
KEPT = RetentionEnded(contract_id="c1", owner_id="s1", kept_until=date(2036, 12, 31))
LATE = date(2037, 1, 1)


def test_a_contract_is_archived_on_its_shelf_for_its_time():
    command = EndContract(ContractArchived, END, None, "A-12", date(2036, 12, 31))
    given(*running(), COMPLETED).when(command).then(ARCHIVED)
    given(*running()).when(command).fails(NotPossibleNowError)


def test_what_was_kept_long_enough_need_be_kept_no_longer():
    archived = [*running(), COMPLETED, ARCHIVED]
    given(*archived).when(EndRetention(date(2036, 12, 31))).then()
    given(*archived).when(EndRetention(LATE)).then(KEPT)


def test_a_hold_keeps_a_contract_beyond_its_time_until_the_last_one_is_released():
    archived = [*running(), COMPLETED, ARCHIVED, HELD]
    given(*running()).when(PlaceHold("h1", "Lawsuit", END)).then(HELD)
    given(*archived).when(EndRetention(LATE)).then()
    released = HoldReleased(contract_id="c1", hold_id="h1", effective_on=LATE)
    given(*archived).when(ReleaseHold("h1", LATE)).then(released, KEPT)
    second = HELD.model_copy(update={"hold_id": "h2"})
    given(*archived, second).when(ReleaseHold("h1", LATE)).then(released)
    given(*archived).when(ReleaseHold("h2", LATE)).fails(NotFoundError)


def test_work_that_begins_before_the_signature_is_known():
    begun = WorkBegun(contract_id="c1", owner_id="s1", begun_on=TODAY, reason="Flood")
    given(terms()).when(BeginEarly(TODAY, "Flood")).then(begun)
    given(terms(), SUBMITTED, APPROVED).when(BeginEarly(TODAY, "Flood")).then(begun)
    given(*running()).when(BeginEarly(TODAY, "Flood")).fails(NotPossibleNowError)
