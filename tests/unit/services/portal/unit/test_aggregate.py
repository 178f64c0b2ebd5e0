from dataclasses import replace
from datetime import date

from services.portal.unit.aggregate import (
    UNIT,
    AssignUnit,
    ChangeUnit,
    CodeTakenError,
    LapseChange,
    OneRootError,
    ParentUnknownError,
    Surroundings,
    TakeEffect,
    UnitBelowItselfError,
    UnitNotEmptyError,
    WithdrawChange,
    decide,
)
from services.portal.unit.events import (
    Kind,
    UnitAssigned,
    UnitChanged,
    UnitChangeLapsed,
    UnitChangePlanned,
    UnitChangeWithdrawn,
)
from shared.testing.given import specification
from shared.values.errors import NotFoundError

given = specification(UNIT, decide)
DAY, TODAY, AHEAD = date(2026, 1, 1), date(2026, 3, 1), date(2026, 7, 1)
FINE = Surroundings(parent_known=True, parent_active=True)
BELOW_HQ = ChangeUnit("u", "hq", "Nanjing", Kind.CITY, True, DAY, TODAY, "c", FINE)
ROOT = ChangeUnit("hq", None, "Great Wall", Kind.HEADQUARTERS, True, DAY, TODAY, "c", Surroundings())
MADE = UnitChanged(
    unit_id="u", parent_id="hq", name="Nanjing", kind=Kind.CITY, legal_entity=None, active=True, effective_on=DAY
)
NOTHING = {"parent_id": None, "name": None, "kind": None, "active": None}
LATER = replace(BELOW_HQ, effective_on=AHEAD)


def planned(change_id: str = "c", **said: object) -> UnitChangePlanned:
    return UnitChangePlanned(unit_id="u", change_id=change_id, effective_on=AHEAD, **{**NOTHING, **said})


def test_a_unit_hangs_below_an_active_one():
    given().when(BELOW_HQ).then(MADE)
    given().when(replace(BELOW_HQ, around=Surroundings())).fails(ParentUnknownError)
    given().when(replace(BELOW_HQ, around=Surroundings(parent_known=True))).fails(ParentUnknownError)


def test_the_headquarters_alone_has_no_parent():
    assert given().when(ROOT).error is None
    given().when(replace(ROOT, kind=Kind.CITY)).fails(OneRootError)
    given().when(replace(BELOW_HQ, kind=Kind.HEADQUARTERS)).fails(OneRootError)
    given().when(replace(ROOT, around=Surroundings(other_root=True))).fails(OneRootError)


def test_a_unit_never_hangs_below_itself():
    ring = replace(BELOW_HQ, around=replace(FINE, parent_below=True))
    given(MADE).when(ring).fails(UnitBelowItselfError)
    given(MADE).when(replace(ring, effective_on=AHEAD)).fails(UnitBelowItselfError)


def test_a_unit_with_active_ones_below_stays_open():
    close = replace(BELOW_HQ, active=False, around=replace(FINE, active_children=True))
    given(MADE).when(close).fails(UnitNotEmptyError)


def test_a_unit_goes_by_a_short_code_that_no_other_has():
    coded = replace(BELOW_HQ, code="NJ-01")
    given().when(coded).then(MADE.model_copy(update={"code": "NJ-01"}))
    given().when(replace(coded, around=replace(FINE, code_taken=True))).fails(CodeTakenError)
    given(MADE).when(replace(coded, effective_on=AHEAD)).then(planned(code="NJ-01"))
    given(MADE).when(replace(coded, effective_on=AHEAD, around=replace(FINE, code_taken=True))).fails(CodeTakenError)
    waits = given(MADE, planned(code="NJ-01"))
    waits.when(TakeEffect("u", "c", replace(FINE, code_taken=True))).fails(CodeTakenError)
    assert waits.when(TakeEffect("u", "c", FINE)).state.code == "NJ-01"


def test_a_change_that_changes_nothing_is_no_event():
    given(MADE).when(replace(BELOW_HQ, effective_on=date(2026, 2, 1))).then()
    given(MADE).when(LATER).then()


def test_a_change_of_today_or_before_takes_effect_at_once():
    renamed = {**MADE.model_dump(), "name": "N"}
    for day in (DAY, TODAY):
        wanted = replace(BELOW_HQ, name="N", effective_on=day)
        given(MADE).when(wanted).then(UnitChanged(**{**renamed, "effective_on": day}))


def test_a_change_dated_ahead_waits_and_says_only_what_will_be_different():
    moved = replace(LATER, parent_id="other", active=False)
    outcome = given(MADE).when(moved)
    outcome.then(planned(parent_id="other", active=False))
    assert (outcome.state.parent_id, outcome.state.active) == ("hq", True)


def test_on_its_day_it_changes_what_it_said_and_nothing_that_was_changed_meanwhile():
    renamed = UnitChanged(**{**MADE.model_dump(), "name": "Nanjing branch"})
    effect = given(MADE, planned(parent_id="other"), renamed).when(TakeEffect("u", "c", FINE))
    effect.then(
        UnitChanged(
            **{**renamed.model_dump(), "parent_id": "other", "effective_on": AHEAD, "change_id": "c"},
        )
    )
    assert effect.state.planned == {}
    given(MADE, planned(name="N"), *effect.events).when(TakeEffect("u", "c", FINE)).fails(NotFoundError)


def test_what_the_tree_does_not_allow_on_the_day_is_refused_then_and_lapses():
    closing = given(MADE, planned(active=False))
    closing.when(TakeEffect("u", "c", replace(FINE, active_children=True))).fails(UnitNotEmptyError)
    given(MADE, planned(parent_id="gone")).when(TakeEffect("u", "c", Surroundings())).fails(ParentUnknownError)
    lapsed = UnitChangeLapsed(unit_id="u", change_id="c", reason="unit-not-empty")
    closing.when(LapseChange("u", "c", "unit-not-empty")).then(lapsed)
    given(MADE, planned(active=False), lapsed).when(TakeEffect("u", "c", FINE)).fails(NotFoundError)


def test_a_planned_change_can_be_taken_back_once():
    back = UnitChangeWithdrawn(unit_id="u", change_id="c")
    given(MADE, planned(name="N")).when(WithdrawChange("u", "c")).then(back)
    given(MADE, planned(name="N"), back).when(WithdrawChange("u", "c")).fails(NotFoundError)
    given(MADE, planned(name="N")).when(WithdrawChange("u", "another")).fails(NotFoundError)


def test_several_wait_and_each_takes_effect_by_itself():
    both = given(MADE, planned("a", name="N"), planned("b", active=False))
    assert both.when(TakeEffect("u", "b", FINE)).state.planned.keys() == {"a"}


def test_a_unit_made_ahead_of_its_day_is_there_closed_and_opens_then():
    closed = UnitChanged(**{**MADE.model_dump(), "active": False, "effective_on": TODAY})
    given().when(LATER).then(closed, planned(active=True))
    given().when(replace(LATER, around=Surroundings())).fails(ParentUnknownError)


def test_headquarters_stays_headquarters():
    hq = UnitChanged(**{**MADE.model_dump(), "unit_id": "hq", "parent_id": None, "kind": Kind.HEADQUARTERS})
    given(hq).when(replace(LATER, unit_id="hq")).fails(OneRootError)
    given(MADE).when(replace(ROOT, unit_id="u", effective_on=AHEAD)).fails(OneRootError)


def test_a_unit_is_assigned_to_an_entity_by_date():
    def assigned(entity: str | None, day: date) -> UnitAssigned:
        return UnitAssigned(unit_id="u", legal_entity_id=entity, effective_on=day)

    given(MADE).when(AssignUnit("u", "one", DAY)).then(assigned("one", DAY))
    given(MADE).when(AssignUnit("u", None, DAY)).then()
    given(MADE, assigned("one", DAY)).when(AssignUnit("u", "one", AHEAD)).then()
    given(MADE, assigned("one", DAY)).when(AssignUnit("u", None, AHEAD)).then(assigned(None, AHEAD))
    unit = UNIT.fold([MADE, assigned("one", DAY), assigned("two", AHEAD)])
    assert [unit.entity_on(day) for day in (date(2025, 1, 1), TODAY, AHEAD)] == [None, "one", "two"]
