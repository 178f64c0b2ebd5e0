import pytest

from services.portal.access_request.route import label_of, role_of, route_of
from services.portal.role.shipped import GROUPABLE
from shared.approvals.route import Need, check_route


@pytest.mark.parametrize("role", [*GROUPABLE, "group.front-office", "only.contract.order.read"])
def test_whoever_decides_for_the_unit_is_asked(role):
    (step,) = route_of(role, "north", ["s", "t", "u"])
    assert (step.permission, step.unit_id, step.persons) == ("portal.access.decide", "north", ())
    check_route([step], "anna")


@pytest.mark.parametrize("role", ["security_administrator", "auditor", "only.portal.role.grant"])
def test_an_office_is_given_by_who_gives_rights_and_once_separate_by_two_of_the_others(role):
    (step,) = route_of(role, "top", [])
    assert (step.permission, step.unit_id) == ("portal.role.grant", "top")
    (step,) = route_of(role, "top", ["s", "t", "u"])
    assert (step.persons, step.need, step.count) == (("s", "t", "u"), Need.COUNT, 2)
    check_route([step], "anna")


def test_the_label_of_an_approval_names_the_role():
    assert role_of(label_of("group.front-office")) == "group.front-office"
