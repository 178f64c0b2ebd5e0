from dataclasses import replace
from datetime import date

import pytest

from services.portal.staff.aggregate import Stage
from services.portal.staff_import.deeds import Deed, Here, deed_of
from services.portal.staff_import.rows import Fault, Row

TODAY, BEFORE, AHEAD = date(2026, 6, 15), date(2026, 6, 1), date(2026, 7, 1)
ROW = Row("1001", "王芳", "南京市公司")
ACTIVE, FROZEN, LEFT = (Here(stage, "nanjing") for stage in (Stage.ACTIVE, Stage.FROZEN, Stage.LEFT))


@pytest.mark.parametrize(
    ("here", "unit", "joined", "left", "deed"),
    [
        (Here(), "nanjing", None, None, Deed.JOIN),
        (Here(), "nanjing", BEFORE, None, Deed.JOIN),
        (Here(), "nanjing", TODAY, AHEAD, Deed.JOIN),
        (Here(), "nanjing", AHEAD, None, Deed.LATER),
        (Here(), "nanjing", BEFORE, TODAY, Deed.NOTHING),
        (ACTIVE, "nanjing", BEFORE, None, Deed.NOTHING),
        (ACTIVE, "suzhou", BEFORE, None, Deed.MOVE),
        (ACTIVE, "nanjing", BEFORE, AHEAD, Deed.LATER),
        (ACTIVE, "suzhou", BEFORE, TODAY, Deed.LEAVE),
        (FROZEN, "nanjing", BEFORE, None, Deed.NOTHING),
        (FROZEN, "nanjing", BEFORE, BEFORE, Deed.LEAVE),
        (LEFT, "suzhou", BEFORE, BEFORE, Deed.NOTHING),
    ],
)
def test_what_differs_is_what_is_done(here: Here, unit: str, joined: date | None, left: date | None, deed: Deed):
    assert deed_of(replace(ROW, joined=joined, left=left), unit, here, TODAY) is deed


def test_who_left_does_not_come_back_by_a_list_and_who_is_frozen_does_not_move():
    assert deed_of(ROW, "nanjing", LEFT, TODAY) == Fault("number", "they left here; take them on by hand")
    assert deed_of(ROW, "suzhou", FROZEN, TODAY) == Fault(
        "unit", "their access is frozen; let them in before they move"
    )
