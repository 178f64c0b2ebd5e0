"""What the offices, a second factor and a long absence do to somebody who works here."""

from dataclasses import replace
from datetime import date

import pytest

from services.portal.staff.aggregate import (
    STAFF,
    EnrolSecondFactor,
    GrantRole,
    RemoveSecondFactor,
    ReportUnused,
    decide,
)
from services.portal.staff.errors import (
    NoSecondFactorError,
    OfficeByAgreementError,
    OfficesSeparatedError,
    OwnGrantError,
    SecondFactorStandsError,
    SeparateOfficesError,
)
from services.portal.staff.events import (
    AccountUnused,
    RoleGranted,
    SecondFactorEnrolled,
    SecondFactorRemoved,
    StaffFrozen,
    StaffJoined,
    StaffMoved,
)
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError

given = specification(STAFF, decide)
DAY = date(2026, 1, 1)
JOINED = StaffJoined(
    staff_id="s",
    unit_id="north",
    login="anna",
    name="Anna",
    email=None,
    phone=None,
    title="",
    locale="en",
    effective_on=DAY,
)
AUDITOR = GrantRole("s", "auditor", ("platform.log.audit",), "top", DAY, by="boris")
CASHIER = GrantRole("s", "cashier", ("contract.payment.*",), "top", DAY, by="boris")


def granted(command):
    return RoleGranted(
        staff_id="s", role=command.role, permissions=list(command.permissions), unit_id="top", until=None
    )


def test_an_office_stands_in_the_way_of_another_at_the_field_of_the_role():
    held = granted(replace(AUDITOR, role="security_administrator"))
    outcome = given(JOINED, held).when(AUDITOR)
    outcome.fails(SeparateOfficesError, held="security_administrator")
    assert outcome.error.details["errors"][0]["pointer"] == "/role"


def test_while_one_person_may_hold_all_an_office_is_given_alone():
    given(JOINED).when(AUDITOR).then(granted(AUDITOR))


def test_once_separate_an_office_takes_the_agreement_of_others_and_other_roles_do_not():
    given(JOINED).when(replace(AUDITOR, separated=True)).fails(OfficeByAgreementError)
    given(JOINED).when(replace(AUDITOR, separated=True, agreed=True)).then(granted(AUDITOR))
    given(JOINED).when(replace(CASHIER, separated=True)).then(granted(CASHIER))


def test_once_separate_nobody_is_given_everything_whoever_agrees():
    everything = replace(AUDITOR, role="administrator", permissions=("*",), separated=True)
    given(JOINED).when(everything).fails(OfficesSeparatedError)
    given(JOINED).when(replace(everything, agreed=True)).fails(OfficesSeparatedError)


def test_once_separate_nobody_gives_rights_to_themselves():
    own = replace(CASHIER, by="s")
    given(JOINED).when(own).then(granted(CASHIER))
    given(JOINED).when(replace(own, separated=True)).fails(OwnGrantError)
    given(JOINED).when(replace(own, separated=True, agreed=True)).then(granted(CASHIER))


ENROLLED = SecondFactorEnrolled(staff_id="s")


def test_a_second_factor_is_set_up_once_and_taken_away_once():
    given(JOINED).when(EnrolSecondFactor("s")).then(ENROLLED)
    given(JOINED, ENROLLED).when(EnrolSecondFactor("s")).fails(SecondFactorStandsError)
    removed = SecondFactorRemoved(staff_id="s", reason="reset")
    given(JOINED, ENROLLED).when(RemoveSecondFactor("s", "reset")).then(removed)
    given(JOINED, ENROLLED, removed).when(RemoveSecondFactor("s", "own")).fails(NoSecondFactorError)
    given(JOINED, ENROLLED, removed).when(EnrolSecondFactor("s")).then(ENROLLED)


def test_who_is_frozen_sets_none_up_but_can_be_rid_of_one():
    frozen = StaffFrozen(staff_id="s", effective_on=DAY)
    given(JOINED, frozen).when(EnrolSecondFactor("s")).fails(NotPossibleNowError)
    removed = SecondFactorRemoved(staff_id="s", reason="reset")
    given(JOINED, ENROLLED, frozen).when(RemoveSecondFactor("s", "reset")).then(removed)
    back = StaffMoved(staff_id="s", unit_id="north", effective_on=DAY)
    given(JOINED, ENROLLED, frozen, back).when(RemoveSecondFactor("s", "reset")).then(removed)


@pytest.mark.parametrize("again", [DAY, date(2026, 2, 1)])
def test_an_unused_account_is_reported_once_for_each_time_it_is_left_alone(again):
    told = AccountUnused(staff_id="s", unit_id="north", since=DAY, days=14)
    given(JOINED).when(ReportUnused("s", "north", DAY, 14)).then(told)
    expected = () if again == DAY else (told.model_copy(update={"since": again}),)
    given(JOINED, told).when(ReportUnused("s", "north", again, 14)).then(*expected)
