from datetime import date
from decimal import Decimal

import pytest

from services.contract.ageing.schemas import AgeingBody
from services.contract.ageing.scheme import SHIPPED
from services.portal.pages.ageing.forms import body_of, fields_of, pieces
from services.portal.pages.ageing.schemes import in_force
from services.portal.pages.ageing.seen import Scheme


@pytest.mark.parametrize("text", ["30, 60,90", "30 60 90", "30，60；90", "30、60\n90", " 30 ,, 60 90 "])
def test_a_list_of_days_is_read_however_it_is_parted(text: str):
    assert pieces(text) == ["30", "60", "90"]


def test_what_holds_goes_through_the_form_unchanged():
    scheme = Scheme(**SHIPPED.model_dump(), shipped=True)
    body = body_of({**fields_of(scheme), "from_on": "2026-01-01"})
    fact = AgeingBody.model_validate(body).fact()
    assert fact.model_dump(exclude={"from_on"}) == SHIPPED.model_dump(exclude={"from_on"})


def test_percent_becomes_shares_and_what_is_no_number_is_left_to_be_refused():
    body = body_of({"buckets": "30, x", "levels": "1", "losses": "0, 1.5%, 100，a", "grace_days": "", "from_on": ""})
    assert (body["buckets"], body["levels"]) == ([30, "x"], [1])
    assert body["losses"] == ["0", "0.015", "1", "a"]
    assert body["grace_days"] == 0


def test_of_one_day_what_was_said_last_holds():
    def scheme(day: str, grace: int) -> Scheme:
        return Scheme(
            **{**SHIPPED.model_dump(), "from_on": date.fromisoformat(day), "grace_days": grace}, shipped=False
        )

    known = [scheme("2026-01-01", 1), scheme("2026-06-01", 2), scheme("2026-06-01", 3), scheme("2027-01-01", 4)]
    assert in_force(known, date(2026, 11, 22)) is known[2]
    assert in_force(known, date(2026, 3, 1)) is known[0]
    assert in_force(known, date(2025, 3, 1)) is None
    assert Decimal(0) in known[0].losses
