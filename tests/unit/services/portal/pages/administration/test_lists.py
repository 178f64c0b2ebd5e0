"""Of caps and rates the page of lists tells those that hold today."""

from datetime import date
from decimal import Decimal
from typing import get_args

from services.contract.setting.events import MEASURED_IN
from services.contract.type.events import Way
from services.contract.type.route import RELATIVE_UNITS, Reference
from services.portal.pages.administration.lists.endpoints import DAYS, PLACES, REFERENCES, SETTINGS, WAYS, in_force
from services.portal.pages.administration.lists.seen import Setting


def said(value: str | None, on: str, type_code: str | None = None, name: str = "retention_cap") -> Setting:
    known = None if value is None else Decimal(value)
    day = date.fromisoformat(on)
    return Setting(setting=name, type_code=type_code, value=known, effective_on=day, shipped=False)


def test_the_latest_word_that_has_begun_holds_and_a_lifted_one_is_not_told():
    everybody, later, today, ahead = [
        said(*one)
        for one in (("0.05", "2025-01-01"), ("0.03", "2026-01-01"), ("0.02", "2026-01-01"), ("0", "2027-01-01"))
    ]
    own, lifted = said("0.10", "2025-01-01", "project-sale"), said(None, "2026-01-01", "project-sale")
    first = said("60", "2020-09-01", name="small_supplier_days")
    told = in_force([first, everybody, later, today, ahead, own, lifted], date(2026, 3, 1))
    assert told == [today, first]
    assert in_force([own, everybody], date(2026, 3, 1)) == [everybody, own]


def test_everything_that_can_be_laid_down_has_words():
    duties = {name for name in MEASURED_IN if name.startswith("stamp_duty_")}
    assert SETTINGS.keys() == MEASURED_IN.keys() - duties
    assert {name for name in SETTINGS if MEASURED_IN[name] == "days"} == DAYS
    assert (set(PLACES), set(REFERENCES), set(WAYS)) == (
        set(RELATIVE_UNITS),
        set(get_args(Reference)),
        set(get_args(Way)),
    )
