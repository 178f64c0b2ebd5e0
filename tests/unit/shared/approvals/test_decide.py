from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.approvals.aggregate import APPROVAL
from shared.approvals.commands import (
    AskOpinion,
    Decide,
    Delegate,
    GiveOpinion,
    HandOn,
    MarkOverdue,
    OpenApproval,
    Remind,
    Withdraw,
)
from shared.approvals.decide import decide
from shared.approvals.errors import (
    DecidedAlreadyError,
    DelegationError,
    NotTheDrafterError,
    NotYourTurnError,
    OpinionNotAskedError,
    OwnDraftError,
    ReturnTargetError,
    StepUnclearError,
    TextChangedError,
)
from shared.approvals.events import ApprovalClosed, Decided, StepHandedOn, StepOverdue, StepReminded, StepStarted
from shared.approvals.limits import whole_days
from shared.approvals.route import Need, StepPlan
from shared.approvals.state import Stage
from shared.eventstore.event import Event
from shared.testing.given import Given, specification
from shared.values.calendar import BusinessCalendar, CalendarRow
from shared.values.errors import NotPossibleNowError

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = START + timedelta(hours=5)
HASH = "a" * 64
UNIT = StepPlan(step="unit", stage=1, persons=("li", "chen"))
LEGAL = StepPlan(step="legal", stage=2, permission="contract.approval.legal", unit_id="hq")
FINANCE = StepPlan(step="finance", stage=2, persons=("fang",))
BOARD = StepPlan(step="board", stage=3, persons=("an", "bo", "cai"), need=Need.COUNT, count=2)
given = specification(APPROVAL, decide)


def opening(*steps: StepPlan) -> OpenApproval:
    return OpenApproval("a1", "contract-c1", "CG-1", 1, "dora", HASH, steps, START)


def route(*steps: StepPlan, then: tuple[Any, ...] = ()) -> Given[Any]:
    """A round over these steps, in which these commands were obeyed."""
    events: list[Event] = list(decide(APPROVAL.initial, opening(*steps)))
    for command in then:
        events += decide(APPROVAL.fold(events), command)
    return given(*events)


def approve(person: str, at: datetime = LATER, **more: Any) -> Decide:
    return Decide(person, "approve", at, **more)


def names(events: tuple[Event, ...]) -> list[str]:
    return [type(event).__name__ for event in events]


def test_a_round_opens_with_the_whole_chain_and_starts_only_the_first_stage():
    outcome = given().when(opening(UNIT, LEGAL))
    assert names(outcome.events) == ["ApprovalOpened", "StepStarted"]
    assert [step.name for step in outcome.state.open_steps] == ["unit"]


def test_any_of_several_approvers_is_enough_and_the_next_stage_starts_in_parallel():
    outcome = route(UNIT, LEGAL, FINANCE).when(approve("li"))
    assert names(outcome.events) == ["Decided", "StepStarted", "StepStarted"]
    assert {step.name for step in outcome.state.open_steps} == {"legal", "finance"}


def test_the_last_approval_closes_the_round_with_its_duration():
    outcome = route(UNIT).when(approve("li"))
    assert isinstance(outcome.events[-1], ApprovalClosed)
    assert (outcome.events[-1].outcome, outcome.events[-1].seconds) == ("approved", 5 * 3600)
    assert outcome.state.stage is Stage.APPROVED


def test_all_means_every_named_person():
    both = UNIT.model_copy(update={"need": Need.ALL})
    assert names(route(both).when(approve("li")).events) == ["Decided"]
    assert route(both, then=(approve("li"),)).when(approve("chen")).state.stage is Stage.APPROVED


def test_n_of_m_closes_with_the_nth_approval():
    assert names(route(BOARD).when(approve("an")).events) == ["Decided"]
    assert route(BOARD, then=(approve("an"),)).when(approve("cai")).state.stage is Stage.APPROVED


def test_a_stage_waits_for_all_its_parallel_steps():
    begun = (approve("li"), approve("lena", holds=frozenset({"legal"})))
    assert names(route(UNIT, LEGAL, FINANCE, BOARD, then=begun[:1]).when(begun[1]).events) == ["Decided"]
    assert names(route(UNIT, LEGAL, FINANCE, BOARD, then=begun).when(approve("fang")).events) == [
        "Decided",
        "StepStarted",
    ]


def test_a_permission_step_asks_whoever_holds_it_when_they_decide():
    begun = route(UNIT, LEGAL, then=(approve("li"),))
    begun.when(approve("mallory")).fails(NotYourTurnError, steps=["legal"])
    assert begun.when(approve("lena", holds=frozenset({"legal"}))).state.stage is Stage.APPROVED


def test_nobody_approves_their_own_draft_even_when_holding_the_permission():
    route(LEGAL).when(approve("dora", holds=frozenset({"legal"}))).fails(OwnDraftError)


def test_nobody_decides_twice_in_one_route():
    begun = route(UNIT, LEGAL, then=(approve("li"),))
    begun.when(approve("li", holds=frozenset({"legal"}))).fails(DecidedAlreadyError)


def test_a_stranger_has_no_turn():
    route(UNIT).when(approve("mallory")).fails(NotYourTurnError)


def test_who_is_asked_by_two_open_steps_names_one():
    wide = (UNIT, StepPlan(step="tax", stage=1, persons=("li", "tan")))
    route(*wide).when(approve("li")).fails(StepUnclearError, steps=["unit", "tax"])
    assert route(*wide).when(approve("li", step="tax")).error is None


def test_a_rejection_ends_the_round_at_once():
    outcome = route(UNIT, LEGAL).when(Decide("chen", "reject", LATER, comment="The price is wrong"))
    assert names(outcome.events) == ["Decided", "ApprovalClosed"]
    assert (outcome.state.stage, outcome.state.open_steps) == (Stage.REJECTED, ())
    route(UNIT, then=(Decide("chen", "reject", LATER),)).when(approve("li")).fails(NotPossibleNowError)


def test_a_return_reopens_an_earlier_step_and_voids_what_came_after_it():
    begun = route(UNIT, LEGAL, BOARD, then=(approve("li"), approve("lena", holds=frozenset({"legal"})), approve("an")))
    outcome = begun.when(Decide("bo", "return", LATER, to_step="unit"))
    assert names(outcome.events) == ["Decided", "StepStarted"]
    assert [step.name for step in outcome.state.open_steps] == ["unit"]
    assert outcome.state.decided == frozenset()


def test_after_a_return_the_same_persons_decide_again():
    back = Decide("lena", "return", LATER, holds=frozenset({"legal"}), to_step="unit")
    again = route(UNIT, LEGAL, then=(approve("li"), back, approve("li")))
    assert again.when(approve("lena", holds=frozenset({"legal"}))).state.stage is Stage.APPROVED


@pytest.mark.parametrize("target", ["unit", "nowhere", None])
def test_a_return_needs_a_step_of_an_earlier_stage(target: str | None):
    route(UNIT).when(Decide("li", "return", LATER, to_step=target)).fails(ReturnTargetError, earlier=[])


def test_a_decision_on_another_text_is_refused():
    route(UNIT).when(approve("li", text_hash="b" * 64)).fails(TextChangedError, text_hash=HASH)
    assert route(UNIT).when(approve("li", text_hash=HASH)).error is None


def test_a_further_opinion_is_asked_and_given_and_decides_nothing():
    asked = route(UNIT, then=(AskOpinion("li", "olga", LATER),))
    outcome = asked.when(GiveOpinion("olga", LATER, "As we agreed"))
    assert names(outcome.events) == ["OpinionGiven"]
    assert outcome.state.stage is Stage.OPEN
    asked.when(GiveOpinion("mallory", LATER, "As we agreed")).fails(OpinionNotAskedError)


def test_a_delegate_decides_in_the_principals_place_within_the_dates_only():
    begun = route(UNIT, then=(Delegate("li", "deng", START, START + timedelta(days=2), LATER),))
    decided = begun.when(approve("deng")).events[0]
    assert isinstance(decided, Decided)
    assert (decided.person, decided.on_behalf_of) == ("deng", "li")
    begun.when(approve("deng", at=START + timedelta(days=2))).fails(NotYourTurnError)


def test_a_delegate_never_gives_a_second_voice_to_who_decided_already():
    both = UNIT.model_copy(update={"need": Need.ALL})
    begun = route(both, then=(Delegate("li", "deng", START, START + timedelta(days=2), LATER), approve("deng")))
    begun.when(approve("li")).fails(DecidedAlreadyError)


def test_the_drafter_cannot_be_made_a_delegate():
    route(UNIT).when(Delegate("li", "dora", START, LATER, START)).fails(DelegationError)
    route(UNIT).when(Delegate("li", "deng", LATER, START, START)).fails(DelegationError)


def test_only_the_drafter_withdraws():
    route(UNIT).when(Withdraw("li", LATER)).fails(NotTheDrafterError)
    assert route(UNIT).when(Withdraw("dora", LATER)).state.stage is Stage.WITHDRAWN


TIMED = StepPlan(
    step="unit", stage=1, persons=("li",), remind_hours=24, limit_hours=48, escalate_to=("boss",),
    hand_on_hours=72, hand_on_to=("deputy", "second"),
)  # fmt: skip


def test_a_step_carries_its_deadlines_from_the_moment_it_starts():
    started = given().when(opening(TIMED)).events[1]
    assert isinstance(started, StepStarted)
    assert started.remind_at == START + timedelta(hours=24)
    assert started.due_at == START + timedelta(hours=48)
    assert started.hand_on_at == START + timedelta(hours=72)


def test_a_late_step_is_reminded_escalated_and_handed_on_once_each():
    late = START + timedelta(hours=80)
    chase = (Remind("unit"), MarkOverdue("unit", late), HandOn("unit", late))
    kinds = [StepReminded, StepOverdue, StepHandedOn]
    for at, command in enumerate(chase):
        outcome = route(TIMED, then=chase[:at]).when(command)
        assert [type(event) for event in outcome.events] == [kinds[at]]
    assert all(route(TIMED, then=chase).when(command).events == () for command in chase)
    assert route(TIMED, then=chase).when(approve("deputy")).state.stage is Stage.APPROVED
    route(TIMED, then=chase).when(approve("li")).fails(NotYourTurnError)


def test_limits_count_the_days_that_the_calendar_says_are_worked():
    founding = CalendarRow(date(2026, 3, 3), working=False, name="Founding day")
    holiday = whole_days(BusinessCalendar().with_rows([founding]))
    plain, counted = (
        next(one for one in decide(APPROVAL.initial, command) if isinstance(one, StepStarted)).due_at
        for command in (opening(TIMED), replace(opening(TIMED), calendar=holiday))
    )
    assert (plain, counted) == (START + timedelta(hours=48), START + timedelta(hours=72))
    board = TIMED.model_copy(update={"step": "board", "stage": 2, "persons": ("an",)})
    events = route(TIMED, board).when(replace(approve("li"), calendar=holiday)).events
    [started] = [one for one in events if isinstance(one, StepStarted)]
    assert started.due_at == LATER + timedelta(hours=72)


def test_a_deadline_that_comes_after_the_decision_changes_nothing():
    assert route(TIMED, then=(approve("li"),)).when(MarkOverdue("unit", LATER)).events == ()


def test_durations_count_from_the_start_of_the_step():
    begun = route(UNIT, FINANCE, then=(approve("li", at=START + timedelta(hours=3)),))
    decided = begun.when(approve("fang", at=START + timedelta(hours=4))).events[0]
    assert isinstance(decided, Decided)
    assert decided.seconds == 3600


def test_who_may_decide_is_told_by_step_and_nobody_who_wrote_or_decided_is_told_any():
    state = route(UNIT, LEGAL, FINANCE, then=(approve("li"),)).when(AskOpinion("fang", "zhou", LATER)).state

    def steps_of(person: str, *holds: str) -> list[str]:
        return [step.name for step in state.decidable_by(person, frozenset(holds), LATER)]

    assert steps_of("fang") == ["finance"]
    assert steps_of("gu", "legal") == ["legal"]
    assert steps_of("fang", "legal") == ["legal", "finance"]
    assert steps_of("li", "legal") == steps_of("dora", "legal") == steps_of("zhou") == []


def test_a_deputy_may_decide_within_the_span_and_no_other_time():
    until = LATER + timedelta(days=1)
    state = route(UNIT).when(Delegate("li", "gu", LATER, until, START)).state
    assert [step.name for step in state.decidable_by("gu", frozenset(), LATER)] == ["unit"]
    assert state.decidable_by("gu", frozenset(), START) == state.decidable_by("gu", frozenset(), until) == ()
