from datetime import date, timedelta

from services.contract.obligation.aggregate import (
    OBLIGATION,
    DateObligation,
    MarkDue,
    MarkOverdue,
    MeetObligation,
    PlanObligation,
    Stage,
    decide,
)
from services.contract.obligation.events import ObligationDue, ObligationMet, ObligationOverdue, ObligationPlanned
from services.contract.terms import After
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError
from shared.values.money import Money

DUE = date(2026, 4, 1)
given = specification(OBLIGATION, decide)
WAITING = ObligationPlanned(
    obligation_id="b1",
    contract_id="c1",
    counterparty_id="k1",
    owner_id="s1",
    direction="purchase",
    clause="5.2",
    phase="final",
    debtor="us",
    due_on=None,
    after=After(event="acceptance", days=30),
    amount=Money.of("60", "CNY"),
)
DATED = WAITING.model_copy(update={"due_on": DUE})


def test_an_obligation_that_waits_for_an_occasion_gets_its_date_then():
    given().when(PlanObligation(WAITING)).then(WAITING)
    given(WAITING).when(DateObligation(DUE)).then(DATED)


def test_a_date_once_set_is_not_moved_by_a_second_occasion():
    given(WAITING, DATED).when(DateObligation(DUE + timedelta(days=9))).then()


def test_it_is_due_on_its_day_and_overdue_the_day_after():
    given(DATED).when(MarkDue(DUE - timedelta(days=1))).then()
    [due] = given(DATED).when(MarkDue(DUE)).events
    assert isinstance(due, ObligationDue)
    given(DATED, due).when(MarkOverdue(DUE)).then()
    [late] = given(DATED, due).when(MarkOverdue(DUE + timedelta(days=1))).events
    assert isinstance(late, ObligationOverdue)


def test_without_a_date_it_is_never_due():
    given(WAITING).when(MarkDue(DUE)).then()


def test_it_is_met_at_any_time_and_then_rests():
    [met] = given(WAITING).when(MeetObligation(DUE)).events
    assert isinstance(met, ObligationMet)
    assert met.met_on == DUE
    outcome = given(DATED, met).when(MarkOverdue(DUE + timedelta(days=9)))
    assert (outcome.events, outcome.state.stage) == ((), Stage.MET)


def test_what_was_never_planned_cannot_be_met():
    given().when(MeetObligation(DUE)).fails(NotPossibleNowError)
