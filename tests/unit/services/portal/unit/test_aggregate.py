from dataclasses import replace
from datetime import date

from services.portal.unit.aggregate import (
    UNIT,
    ChangeUnit,
    OneRootError,
    ParentUnknownError,
    Surroundings,
    UnitBelowItselfError,
    UnitNotEmptyError,
    decide,
)
from services.portal.unit.events import Kind, UnitChanged
from shared.testing.given import specification

given = specification(UNIT, decide)
DAY = date(2026, 1, 1)
BELOW_HQ = ChangeUnit("u", "hq", "Nanjing", Kind.CITY, None, True, DAY, Surroundings(parent_active=True))
ROOT = ChangeUnit("hq", None, "Great Wall", Kind.HEADQUARTERS, None, True, DAY, Surroundings())
MADE = UnitChanged(
    unit_id="u", parent_id="hq", name="Nanjing", kind=Kind.CITY, legal_entity=None, active=True, effective_on=DAY
)


def test_a_unit_hangs_below_an_active_one():
    given().when(BELOW_HQ).then(MADE)
    given().when(replace(BELOW_HQ, around=Surroundings())).fails(ParentUnknownError)


def test_the_headquarters_alone_has_no_parent():
    assert given().when(ROOT).error is None
    given().when(replace(ROOT, kind=Kind.CITY)).fails(OneRootError)
    given().when(replace(BELOW_HQ, kind=Kind.HEADQUARTERS)).fails(OneRootError)
    given().when(replace(ROOT, around=Surroundings(other_root=True))).fails(OneRootError)


def test_a_unit_never_hangs_below_itself():
    ring = replace(BELOW_HQ, around=Surroundings(parent_active=True, parent_below=True))
    given(MADE).when(ring).fails(UnitBelowItselfError)


def test_a_unit_with_active_ones_below_stays_open():
    close = replace(BELOW_HQ, active=False, around=Surroundings(parent_active=True, active_children=True))
    given(MADE).when(close).fails(UnitNotEmptyError)


def test_a_change_that_changes_nothing_is_no_event():
    given(MADE).when(replace(BELOW_HQ, effective_on=date(2026, 5, 1))).then()
