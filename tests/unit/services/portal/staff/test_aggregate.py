from dataclasses import replace
from datetime import date

import pytest

from services.portal.staff.aggregate import (
    STAFF,
    CorrectStaff,
    EndSessions,
    EraseStaff,
    FreezeStaff,
    GrantRole,
    JoinStaff,
    KeepOn,
    LetGo,
    MoveStaff,
    RevokeRole,
    decide,
    differing,
)
from services.portal.staff.errors import NoLeavePlannedError, RoleNotHeldError, UnknownRoleError
from services.portal.staff.events import (
    RoleGranted,
    RoleRevoked,
    SessionEnded,
    StaffCorrected,
    StaffErased,
    StaffFrozen,
    StaffJoined,
    StaffLeavePlanned,
    StaffLeaveWithdrawn,
    StaffLeft,
    StaffMoved,
)
from services.portal.staff.state import Stage
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError

given = specification(STAFF, decide)
DAY, AHEAD = date(2026, 1, 1), date(2026, 6, 1)
JOIN = JoinStaff("s", "north", "anna", "Anna", None, None, "", "zh-CN", DAY)
JOINED = StaffJoined(
    staff_id="s",
    unit_id="north",
    login="anna",
    name="Anna",
    email=None,
    phone=None,
    job_title="",
    title="",
    locale="zh-CN",
    effective_on=DAY,
)
FROZEN = StaffFrozen(staff_id="s", effective_on=DAY)
LEFT = StaffLeft(staff_id="s", effective_on=DAY)
GRANT = GrantRole("s", "cashier", ("contract.payment.*",), "north", DAY)
GRANTED = RoleGranted(staff_id="s", role="cashier", permissions=["contract.payment.*"], unit_id="north", until=None)


def test_somebody_joins_once():
    given().when(JOIN).then(JOINED)
    given(JOINED).when(JOIN).fails(NotPossibleNowError)


def test_somebody_frozen_is_back_with_a_move_and_a_leaver_is_not():
    move = MoveStaff("s", "south", DAY)
    moved = StaffMoved(staff_id="s", unit_id="south", effective_on=DAY)
    given(JOINED, FROZEN).when(move).then(moved)
    given(JOINED).when(MoveStaff("s", "north", DAY)).then()
    given(JOINED, LEFT).when(move).fails(NotPossibleNowError)


@pytest.mark.parametrize("before", [(JOINED,), (JOINED, FROZEN)])
def test_somebody_may_be_let_go_from_any_stage(before):
    given(*before).when(LetGo("s", DAY, DAY)).then(LEFT)


def test_a_day_of_leaving_ahead_is_planned_withdrawn_and_comes():
    planned = StaffLeavePlanned(staff_id="s", effective_on=AHEAD)
    outcome = given(JOINED, GRANTED).when(LetGo("s", AHEAD, DAY))
    outcome.then(planned)
    assert (outcome.state.stage, outcome.state.leaves_on) == (Stage.ACTIVE, AHEAD)
    assert outcome.state.roles
    given(JOINED, planned).when(LetGo("s", AHEAD, DAY)).then()
    earlier = date(2026, 5, 1)
    given(JOINED, planned).when(LetGo("s", earlier, DAY)).then(StaffLeavePlanned(staff_id="s", effective_on=earlier))
    stays = StaffLeaveWithdrawn(staff_id="s")
    given(JOINED, planned).when(KeepOn("s")).then(stays)
    given(JOINED, planned, stays).when(KeepOn("s")).fails(NoLeavePlannedError)
    given(JOINED, planned).when(LetGo("s", AHEAD, AHEAD)).then(StaffLeft(staff_id="s", effective_on=AHEAD))
    given(JOINED, LEFT).when(LetGo("s", AHEAD, DAY)).fails(NotPossibleNowError)
    given(JOINED, LEFT).when(KeepOn("s")).fails(NotPossibleNowError)


def test_another_name_is_taken_over_while_somebody_works_here_and_the_same_again_is_no_event():
    told = {"login": "anna", "name": "Anna Li", "email": None, "phone": None, "title": "Clerk"}
    correct = CorrectStaff("s", ("name",), **told, effective_on=DAY)
    sealed = {**told, "title": "", "job_title": "Clerk"}
    given(JOINED).when(correct).then(StaffCorrected(staff_id="s", changed=["name"], **sealed, effective_on=DAY))
    given(JOINED).when(replace(correct, changed=())).then()
    given(JOINED, LEFT).when(correct).fails(NotPossibleNowError)
    assert differing({**told, "name": "Anna"}, {"name": "Anna Li", "email": None}) == ("name",)


def test_nobody_is_frozen_twice():
    given(JOINED).when(FreezeStaff("s", DAY)).then(FROZEN)
    given(JOINED, FROZEN).when(FreezeStaff("s", DAY)).fails(NotPossibleNowError)


def test_a_role_is_granted_once_and_again_only_with_other_terms():
    given(JOINED).when(GRANT).then(GRANTED)
    given(JOINED, GRANTED).when(GRANT).then()
    until = GrantRole("s", "cashier", ("contract.payment.*",), "north", DAY, date(2026, 12, 31))
    given(JOINED, GRANTED).when(until).then(GRANTED.model_copy(update={"until": date(2026, 12, 31)}))


def test_a_service_holds_roles_without_joining():
    given().when(GRANT).then(GRANTED)


def test_a_role_that_does_not_exist_or_is_not_held_is_refused():
    given(JOINED).when(GrantRole("s", "emperor", None, "north", DAY)).fails(UnknownRoleError)
    given(JOINED).when(RevokeRole("s", "cashier", "north")).fails(RoleNotHeldError)
    given(JOINED, GRANTED).when(RevokeRole("s", "cashier", "south")).fails(RoleNotHeldError)
    given(JOINED, GRANTED).when(RevokeRole("s", "cashier", "north")).then(
        RoleRevoked(staff_id="s", role="cashier", unit_id="north")
    )


def test_a_leaver_holds_no_role_and_gets_none():
    assert STAFF.fold([JOINED, GRANTED, LEFT]).roles == {}
    given(JOINED, LEFT).when(GRANT).fails(NotPossibleNowError)


def test_only_a_leaver_is_erased_and_only_once():
    erase = EraseStaff("s", "asked for")
    erased = StaffErased(staff_id="s", reason="asked for")
    given(JOINED).when(erase).fails(NotPossibleNowError)
    given(JOINED, LEFT).when(erase).then(erased)
    given(JOINED, LEFT, erased).when(erase).fails(NotPossibleNowError)


def test_every_ended_session_is_told():
    given(JOINED).when(EndSessions("s", ("a", "b"))).then(
        SessionEnded(staff_id="s", session_id="a"), SessionEnded(staff_id="s", session_id="b")
    )


def test_name_and_addresses_are_no_part_of_what_goes_on_the_wire():
    assert b"Anna" not in JOINED.public_json()
    assert JOINED.personal_fields == {"login", "name", "email", "phone", "job_title"}


def test_a_lent_role_says_whose_it_is_until_it_is_ones_own():
    lent = GRANTED.model_copy(update={"lent_by": "boris"})
    given(JOINED).when(replace(GRANT, lent_by="boris")).then(lent)
    given(JOINED, lent).when(replace(GRANT, lent_by="boris")).then()
    given(JOINED, lent).when(GRANT).then(GRANTED)
    assert given(JOINED, lent).when(GRANT).state.lenders == {}
    back = given(JOINED, lent).when(RevokeRole("s", "cashier", "north"))
    assert (back.state.roles, back.state.lenders) == ({}, {})
