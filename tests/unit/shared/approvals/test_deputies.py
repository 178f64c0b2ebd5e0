"""Who does somebody's work decides in their place: nobody approves their own draft, or twice, through a deputy."""

from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given as drawn
from hypothesis import strategies as st

from shared.approvals.aggregate import APPROVAL
from shared.approvals.commands import Decide, Delegate, Fill, PassOn, Remind, StandIn
from shared.approvals.decide import decide
from shared.approvals.errors import DecidedAlreadyError, DelegationError, NotYourTurnError, OwnDraftError
from shared.approvals.events import Decided, StepFilled, StepHandedOn, StepReminded, StepVacant
from shared.approvals.route import Need, StepPlan
from shared.approvals.state import Approval, Seat, Stage
from shared.eventstore.event import Event
from shared.values.errors import DomainError
from tests.unit.shared.approvals.test_decide import LATER, LEGAL, START, approve, given, opening, route

UNTIL = LATER + timedelta(days=3)
LAW = StepPlan(step="law", stage=1, permission="contract.approval.legal", unit_id="hq", need=Need.COUNT, count=2)
FIRST = LEGAL.model_copy(update={"stage": 1})


def stands_in(person: str, to: str, step: str = "legal") -> StandIn:
    return StandIn(step, person, to, START, UNTIL)


def lent(step: str, *persons: str) -> frozenset[Seat]:
    return frozenset((step, person) for person in persons)


def test_a_permission_is_lent_to_the_deputy_of_who_holds_it():
    lent_to_gu = route(FIRST, then=(stands_in("li", "gu"),))
    decided = lent_to_gu.when(approve("gu")).events[0]
    assert isinstance(decided, Decided)
    assert (decided.person, decided.on_behalf_of) == ("gu", "li")
    assert lent_to_gu.when(stands_in("li", "gu")).events == ()


def test_a_permission_that_was_handed_on_is_lent_no_more():
    timed = FIRST.model_copy(update={"hand_on_hours": 1, "hand_on_to": ("an",)})
    opened = [*decide(APPROVAL.initial, opening(timed))]
    handed = StepHandedOn(approval_id="a1", subject="contract-c1", step="legal", persons=("an",), handed_on_at=LATER)
    round_ = given(*opened, handed)
    assert round_.when(stands_in("li", "gu")).events == ()
    state = round_.when(stands_in("an", "gu")).state
    assert [step.name for step in state.decidable_by("gu", frozenset(), LATER)] == ["legal"]
    assert state.decidable_by("bo", frozenset(), LATER, lent("legal", "li")) == ()


def test_the_drafter_is_away_and_their_deputy_does_not_approve_for_them():
    assert route(FIRST).when(stands_in("dora", "gu")).events == ()
    assert route(FIRST).when(stands_in("li", "dora")).events == ()
    route(FIRST).when(approve("gu", lent=lent("legal", "dora"))).fails(OwnDraftError)
    other = route(FIRST).when(approve("gu", lent=lent("legal", "dora", "li"))).events[0]
    assert isinstance(other, Decided)
    assert other.on_behalf_of == "li"


def test_nobody_decides_again_through_a_deputy():
    voted = route(LAW, then=(approve("li", holds=frozenset({"law"})),))
    voted.when(approve("gu", lent=lent("law", "li"))).fails(DecidedAlreadyError)
    assert voted.when(stands_in("li", "gu", "law")).events == ()
    assert voted.when(approve("gu", lent=lent("law", "chen"))).state.stage is Stage.APPROVED
    assert voted.when(approve("gu", holds=frozenset({"law"}))).state.stage is Stage.APPROVED
    through = route(LAW, then=(approve("gu", lent=lent("law", "li")),))
    through.when(approve("li", holds=frozenset({"law"}))).fails(DecidedAlreadyError)


def test_what_is_lent_is_not_lent_further():
    command = Delegate("gu", "bo", LATER, UNTIL, LATER, lent=lent("legal", "li"))
    route(FIRST).when(command).fails(DelegationError)


@dataclass(frozen=True)
class House:
    """Who holds the permission of their own, and who does whose work."""

    holders: frozenset[str]
    deputies: dict[str, str]

    def rights(self, person: str, step: str) -> tuple[frozenset[str], frozenset[Seat]]:
        """What the edge finds of a person."""
        if person in self.holders:
            return frozenset({step}), frozenset()
        of = [away for away, deputy in self.deputies.items() if deputy == person and away in self.holders]
        return frozenset(), lent(step, *of)


PEOPLE = ("dora", "eva", "li", "chen", "gu", "bo")
HOUSES = st.builds(
    House,
    st.frozensets(st.sampled_from(PEOPLE), min_size=1),
    st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), max_size=5),
)


@drawn(HOUSES, st.lists(st.sampled_from(PEOPLE), max_size=12), st.integers(1, 3))
def test_whoever_is_away_no_draft_is_approved_by_who_wrote_it_and_no_hand_counts_twice(
    house: House, tries: list[str], count: int
):
    law = LAW.model_copy(update={"count": count})
    last = LAW.model_copy(update={"step": "board", "stage": 2, "count": count})
    state: Approval = APPROVAL.fold(decide(APPROVAL.initial, opening(law, last)))
    said: list[Event] = []
    for person in tries:
        for step in state.open_steps:
            for away, deputy in house.deputies.items():
                events = decide(state, stands_in(away, deputy, step.name)) if away in house.holders else []
                state = _after(state, events)
            holds, seats = house.rights(person, step.name)
            try:
                events = decide(state, Decide(person, "approve", LATER, holds, step.name, lent=seats))
            except DomainError:
                continue
            said += events
            state = _after(state, events)
    votes = [one for one in said if isinstance(one, Decided)]
    hands = [hand for one in votes for hand in {one.person, one.on_behalf_of or one.person}]
    assert "dora" not in hands
    assert len(hands) == len(set(hands))
    assert all(one.on_behalf_of in house.holders or one.person in house.holders for one in votes)
    assert (state.stage is Stage.APPROVED) == (len(votes) == 2 * count)


def _after(state: Approval, events: list[Event]) -> Approval:
    for event in events:
        state = APPROVAL.evolve(state, event)
    return state


ESCALATED = FIRST.model_copy(update={"escalate_to": ("an",), "hand_on_hours": 5, "hand_on_to": ("bo",)})


def test_a_step_that_nobody_can_decide_any_more_passes_on_once_and_says_who_left():
    outcome = route(ESCALATED).when(PassOn("legal", LATER, ("bo",), gone=("li",)))
    passed = outcome.events[0]
    assert isinstance(passed, StepHandedOn)
    assert (passed.persons, passed.reason, passed.gone, passed.permission) == (("bo",), "nobody_there", ("li",), None)
    step = outcome.state.step("legal")
    assert (step.passed, step.holders, step.needed) == ("nobody_there", None, 1)
    passing = PassOn("legal", LATER, ("bo",), gone=("li",))
    assert route(ESCALATED, then=(passing,)).when(passing).events == ()
    route(ESCALATED, then=(passing,)).when(approve("li", holds=frozenset({"legal"}))).fails(NotYourTurnError)
    assert route(ESCALATED, then=(passing,)).when(approve("bo")).state.stage is Stage.APPROVED


def test_named_persons_are_followed_by_whoever_holds_a_permission_in_the_unit_above():
    above = ("contract.approval.decide", "province")
    named = StepPlan(step="expert", stage=1, persons=("li",), remind_hours=1)
    passing = PassOn("expert", LATER, holders=above, gone=("li",))
    passed = route(named).when(passing)
    assert passed.state.step("expert").holders == above
    assert passed.state.decidable_by("li", frozenset(), LATER) == ()
    assert route(named, then=(passing,)).when(approve("mo", holds=frozenset({"expert"}))).state.stage is Stage.APPROVED
    reminded = route(named, then=(passing,)).when(Remind("expert")).events[0]
    assert isinstance(reminded, StepReminded)
    assert (reminded.persons, reminded.permission, reminded.unit_id) == ((), *above)


def test_with_nobody_left_the_step_says_once_that_it_is_vacant_and_is_still_decided_by_who_gets_the_right():
    nobody = PassOn("legal", LATER, gone=("li",))
    vacant = route(FIRST).when(nobody).events[0]
    assert isinstance(vacant, StepVacant)
    assert (vacant.permission, vacant.unit_id, vacant.drafter) == ("contract.approval.legal", "hq", "dora")
    again = route(FIRST, then=(nobody,))
    assert again.when(nobody).events == ()
    assert again.when(approve("gu", holds=frozenset({"legal"}))).state.stage is Stage.APPROVED
    assert again.when(PassOn("legal", LATER, ("bo",))).state.step("legal").vacant_at is None


def test_a_vacant_step_says_once_that_somebody_is_there_again():
    nobody, somebody = PassOn("legal", LATER, gone=("li",)), Fill("legal", LATER)
    filled = route(FIRST, then=(nobody,)).when(somebody)
    assert [type(one) for one in filled.events] == [StepFilled]
    assert (filled.state.step("legal").vacant_at, filled.state.step("legal").gone) == (None, ())
    assert route(FIRST, then=(nobody, somebody)).when(somebody).events == ()
    assert route(FIRST).when(somebody).events == ()
    assert [type(one) for one in route(FIRST, then=(nobody, somebody)).when(nobody).events] == [StepVacant]


def test_neither_its_author_nor_who_agreed_already_is_next():
    law = LAW.model_copy(update={"hand_on_hours": 5, "hand_on_to": ("li", "dora")})
    voted = route(law, then=(approve("li", holds=frozenset({"law"})),))
    passed = voted.when(PassOn("law", LATER, ("li", "dora"))).events[0]
    assert isinstance(passed, StepVacant)
