from datetime import date

from services.contract.obligation.aggregate import (
    OBLIGATION,
    ChangeObligation,
    LapseObligation,
    MarkDue,
    MeetObligation,
    Stage,
    decide,
)
from services.contract.obligation.events import ObligationChanged, ObligationLapsed, ObligationMet, ObligationPlanned
from services.contract.terms import After
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError
from shared.values.money import Money
from tests.unit.services.contract.obligation.test_aggregate import DATED, DUE, WAITING

given = specification(OBLIGATION, decide)
ON = date(2026, 3, 15)
MORE = DATED.model_copy(update={"amount": Money.of("90", "CNY")})
LAPSED = ObligationLapsed.model_validate({**DATED.model_dump(exclude={"direction", "after"}), "lapsed_on": ON})


def changed(plan: ObligationPlanned) -> ObligationChanged:
    return ObligationChanged.model_validate({**plan.model_dump(), "effective_on": ON})


def met() -> ObligationMet:
    return ObligationMet.model_validate({**DATED.model_dump(exclude={"direction", "after"}), "met_on": DUE})


def test_what_is_owed_becomes_more():
    given(DATED).when(ChangeObligation(MORE, ON)).then(changed(MORE))


def test_what_the_plan_says_as_before_changes_nothing_also_where_its_occasion_has_dated_it():
    given(DATED).when(ChangeObligation(DATED, ON)).then()
    given(WAITING, DATED).when(ChangeObligation(WAITING, ON)).then()


def test_another_occasion_takes_the_date_away():
    other = WAITING.model_copy(update={"after": After(event="invoice", days=10)})
    given(WAITING, DATED).when(ChangeObligation(other, ON)).then(changed(other))


def test_what_was_met_is_owed_again_where_more_is_agreed_on():
    outcome = given(DATED, met()).when(ChangeObligation(MORE, ON))
    outcome.then(changed(MORE))
    assert outcome.state.stage is Stage.PLANNED
    given(DATED, met()).when(ChangeObligation(DATED, ON)).then()


def test_what_is_owed_no_more_lapses_and_falls_due_no_more():
    given(DATED).when(LapseObligation(ON)).then(LAPSED)
    given(DATED, LAPSED).when(MarkDue(DUE)).then()
    given(DATED, LAPSED).when(MeetObligation(DUE)).then()
    given(DATED, met()).when(LapseObligation(ON)).then()


def test_what_lapsed_is_owed_again_once_the_plan_says_it_again():
    given(DATED, LAPSED).when(ChangeObligation(DATED, ON)).then(changed(DATED))


def test_nothing_that_was_never_planned_lapses():
    given().when(LapseObligation(ON)).fails(NotPossibleNowError)
