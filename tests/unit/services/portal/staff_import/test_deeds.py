from dataclasses import replace
from datetime import date

import pytest

from services.portal.staff.state import Stage
from services.portal.staff_import.deeds import Deed, Here, Wanted, said_in, wanted_of
from services.portal.staff_import.rows import Fault, Row

TODAY, BEFORE, AHEAD = date(2026, 6, 15), date(2026, 6, 1), date(2026, 7, 1)
ROW = Row("1001", "王芳", "南京市公司")
TOLD = {"login": "fang", "name": "王芳", "email": "fang@old.example", "phone": None, "title": "Clerk"}
ACTIVE, FROZEN, LEFT = (Here(stage, "nanjing", None, TOLD) for stage in (Stage.ACTIVE, Stage.FROZEN, Stage.LEFT))
PLANNED = replace(ACTIVE, leaves_on=AHEAD)


@pytest.mark.parametrize(
    ("here", "unit", "joined", "left", "wanted"),
    [
        (Here(), "nanjing", None, None, Wanted(Deed.JOIN)),
        (Here(), "nanjing", BEFORE, None, Wanted(Deed.JOIN)),
        (Here(), "nanjing", TODAY, AHEAD, Wanted(Deed.JOIN, leaves_on=AHEAD)),
        (Here(), "nanjing", AHEAD, None, Wanted(Deed.LATER)),
        (Here(), "nanjing", BEFORE, TODAY, Wanted(Deed.NOTHING)),
        (ACTIVE, "nanjing", BEFORE, None, Wanted(Deed.NOTHING)),
        (ACTIVE, "suzhou", BEFORE, None, Wanted(Deed.MOVE)),
        (ACTIVE, "nanjing", BEFORE, AHEAD, Wanted(Deed.NOTHING, leaves_on=AHEAD)),
        (PLANNED, "nanjing", BEFORE, AHEAD, Wanted(Deed.NOTHING)),
        (ACTIVE, "suzhou", BEFORE, TODAY, Wanted(Deed.LEAVE)),
        (FROZEN, "nanjing", BEFORE, None, Wanted(Deed.NOTHING)),
        (FROZEN, "nanjing", BEFORE, BEFORE, Wanted(Deed.LEAVE)),
        (LEFT, "suzhou", BEFORE, BEFORE, Wanted(Deed.NOTHING)),
    ],
)
def test_what_differs_is_what_is_done(here: Here, unit: str, joined: date | None, left: date | None, wanted: Wanted):
    assert wanted_of(replace(ROW, joined=joined, left=left), unit, here, TODAY) == wanted


def test_another_name_or_address_is_taken_over_and_an_empty_cell_says_nothing():
    row = replace(ROW, name="王芳菲", email="fang@new.example")
    assert said_in(row) == {"name": "王芳菲", "email": "fang@new.example"}
    assert wanted_of(row, "nanjing", ACTIVE, TODAY) == Wanted(Deed.NOTHING, ("email", "name"))
    assert wanted_of(row, "suzhou", ACTIVE, TODAY) == Wanted(Deed.MOVE, ("email", "name"))
    assert wanted_of(replace(ROW, title="Clerk"), "nanjing", ACTIVE, TODAY) == Wanted(Deed.NOTHING)


def test_a_row_counts_under_everything_that_it_asks_for():
    assert Wanted(Deed.NOTHING).counted == (Deed.NOTHING,)
    assert Wanted(Deed.NOTHING, ("name",)).counted == (Deed.CORRECT,)
    assert Wanted(Deed.MOVE, ("name",), AHEAD).counted == (Deed.MOVE, Deed.CORRECT, Deed.LATER)


def test_who_left_does_not_come_back_by_a_list_and_who_is_frozen_does_not_move():
    assert wanted_of(ROW, "nanjing", LEFT, TODAY) == Fault("number", "they left here; take them on by hand")
    assert wanted_of(ROW, "suzhou", FROZEN, TODAY) == Fault(
        "unit", "their access is frozen; let them in before they move"
    )
