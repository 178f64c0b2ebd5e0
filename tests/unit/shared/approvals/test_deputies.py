"""Who does somebody's work decides in their place: nobody approves their own draft, or twice, through a deputy."""

from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given as drawn
from hypothesis import strategies as st

from shared.approvals.aggregate import APPROVAL
from shared.approvals.commands import Decide, Delegate, StandIn
from shared.approvals.decide import decide
from shared.approvals.errors import DecidedAlreadyError, DelegationError, OwnDraftError
from shared.approvals.events import Decided, StepHandedOn
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
