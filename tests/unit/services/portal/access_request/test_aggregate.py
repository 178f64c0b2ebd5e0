from dataclasses import replace
from datetime import date

import pytest

from services.portal.access_request.aggregate import (
    ACCESS_REQUEST,
    AskAccess,
    AskedAlreadyError,
    DayOverError,
    HeldAlreadyError,
    NotForPersonsError,
    SettleRequest,
    decide,
)
from services.portal.access_request.events import AccessGranted, AccessRefused, AccessRequested, AccessWithdrawn
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError

given = specification(ACCESS_REQUEST, decide)
TODAY, UNTIL = date(2026, 3, 1), date(2026, 6, 30)
ASK = AskAccess("r", "anna", "buyer", "north", UNTIL, "month end", "a", TODAY)
ASKED = AccessRequested(
    request_id="r",
    staff_id="anna",
    role="buyer",
    unit_id="north",
    until=UNTIL,
    reason="month end",
    approval_id="a",
)


def test_access_is_asked_for_to_the_end_of_a_day():
    given().when(ASK).then(ASKED)
    given().when(replace(ASK, until=TODAY)).then(ASKED.model_copy(update={"until": TODAY}))
    given().when(replace(ASK, until=date(2026, 2, 28))).fails(DayOverError)


def test_what_is_held_as_long_is_not_asked_for_but_for_longer_it_is():
    given().when(replace(ASK, held_until=UNTIL)).fails(HeldAlreadyError)
    given().when(replace(ASK, held_until=date.max)).fails(HeldAlreadyError)
    given().when(replace(ASK, held_until=date(2026, 6, 29))).then(ASKED)


def test_the_same_is_not_asked_for_twice_while_it_waits():
    given().when(replace(ASK, waits=True)).fails(AskedAlreadyError)


def test_a_role_of_services_is_for_no_person():
    given().when(replace(ASK, role="service")).fails(NotForPersonsError)


@pytest.mark.parametrize(
    ("outcome", "event"),
    [
        (
            "approved",
            AccessGranted(request_id="r", staff_id="anna", role="buyer", unit_id="north", until=UNTIL, approval_id="a"),
        ),
        ("rejected", AccessRefused(request_id="r", staff_id="anna", approval_id="a")),
        ("withdrawn", AccessWithdrawn(request_id="r", staff_id="anna", approval_id="a")),
    ],
)
def test_the_end_of_the_approval_settles_the_request_once(outcome, event):
    given(ASKED).when(SettleRequest("r", outcome)).then(event)
    for again in ("approved", "rejected", "withdrawn"):
        given(ASKED, event).when(SettleRequest("r", again)).fails(NotPossibleNowError)
    given(ASKED, event).when(ASK).fails(NotPossibleNowError)
