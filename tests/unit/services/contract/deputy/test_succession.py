"""Who can still decide a step, and who is next: for every route and whoever is there."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.contract.deputy.succession import decidable, named_next
from shared.approvals.aggregate import APPROVAL
from shared.approvals.commands import Decide, StandIn
from shared.approvals.decide import decide
from shared.approvals.route import Need, StepPlan
from shared.approvals.state import Approval, Stage
from shared.values.errors import DomainError
from tests.unit.shared.approvals.test_decide import LATER, START, opening, route
from tests.unit.shared.approvals.test_deputies import UNTIL

LAW = StepPlan(step="law", stage=1, permission="contract.approval.legal", unit_id="hq")
BOARD = StepPlan(step="board", stage=1, persons=("an", "bo", "cai"), need=Need.COUNT, count=2)
NEXT = LAW.model_copy(update={"escalate_to": ("mo", "dora"), "hand_on_hours": 8, "hand_on_to": ("bo",)})
PEOPLE = ("dora", "li", "an", "bo", "cai", "gu")


def left(plan: StepPlan, there: set[str], stopped: set[str], *then: object) -> bool:
    approval = route(plan, then=then).when(StandIn("none", "", "", START, UNTIL)).state
    return decidable(approval, approval.steps[0], there, stopped, LATER)


def test_a_permission_waits_for_whoever_holds_it_and_is_no_author():
    assert left(LAW, {"li"}, set())
    assert not left(LAW, {"dora"}, set())
    assert not left(LAW, set(), set())


def test_of_named_persons_as_many_stay_as_are_needed_or_their_deputies_are_there():
    assert left(BOARD, set(), {"cai"})
    assert not left(BOARD, set(), {"bo", "cai"})
    stands_in = StandIn("board", "bo", "gu", START, UNTIL)
    assert left(BOARD, set(), {"bo", "cai"}, stands_in)
    assert not left(BOARD, set(), {"bo", "cai", "gu"}, stands_in)
    both = (stands_in, StandIn("board", "cai", "gu", START, UNTIL))
    assert not left(BOARD, set(), {"an", "bo", "cai"}, *both), "one hand counts once"


def test_next_are_those_it_is_handed_on_to_then_those_told_when_late_and_never_its_author():
    approval = route(NEXT).when(StandIn("none", "", "", START, UNTIL)).state
    step = approval.steps[0]
    assert named_next(approval, step, ()) == ("bo",)
    assert named_next(approval, step, {"bo"}) == ("mo",)
    assert named_next(approval, step, {"bo", "mo"}) == ()


@settings(max_examples=200)
@given(
    st.sampled_from((LAW, BOARD, LAW.model_copy(update={"need": Need.COUNT, "count": 2}))),
    st.frozensets(st.sampled_from(PEOPLE)),
    st.frozensets(st.sampled_from(PEOPLE)),
    st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), max_size=3),
)
def test_a_step_that_counts_as_decidable_comes_to_its_end_by_the_hands_of_who_is_there(
    plan: StepPlan, holders: frozenset[str], stopped: frozenset[str], deputies: dict[str, str]
):
    state: Approval = APPROVAL.fold(decide(APPROVAL.initial, opening(plan)))
    for away, deputy in deputies.items():
        if plan.permission is None or away in holders:
            for event in decide(state, StandIn(plan.step, away, deputy, START, UNTIL)):
                state = APPROVAL.evolve(state, event)
    there = holders - stopped - deputies.keys()
    able = decidable(state, state.steps[0], there, stopped, LATER)
    assert able <= _comes_to_an_end(state, [one for one in PEOPLE if one not in stopped], there)


def _comes_to_an_end(state: Approval, people: list[str], there: frozenset[str]) -> bool:
    """Whether some order of those who are there completes the round."""
    if state.stage is Stage.APPROVED:
        return True
    for person in people:
        holds = frozenset({state.steps[0].name}) if person in there else frozenset()
        try:
            events = decide(state, Decide(person, "approve", LATER, holds, state.steps[0].name))
        except DomainError:
            continue
        after = state
        for event in events:
            after = APPROVAL.evolve(after, event)
        if _comes_to_an_end(after, people, there):
            return True
    return False
