import pytest

from services.portal.role.offices import in_the_way, offices_of
from services.portal.role.shipped import permissions_of

ADMINISTRATORS = ("system_administrator", "security_administrator", "auditor")


@pytest.mark.parametrize("role", ADMINISTRATORS)
@pytest.mark.parametrize("held", [*ADMINISTRATORS, "administrator"])
def test_an_office_stands_in_the_way_of_every_other_and_never_of_itself(role, held):
    assert in_the_way(role, {held, "cashier"}) == ("" if role == held else held)


def test_work_goes_with_every_office_and_the_first_administrator_takes_no_second_one():
    assert in_the_way("cashier", ADMINISTRATORS) == ""
    assert in_the_way("auditor", {"cashier", "manager"}) == ""
    assert in_the_way("administrator", {"auditor"}) == "auditor"


def test_a_single_permission_belongs_to_the_office_it_would_come_with():
    assert offices_of("only.portal.role.grant") == {"security"}
    assert in_the_way("only.portal.role.grant", {"auditor"}) == "auditor"
    assert offices_of("only.customer.archive.read") == frozenset()


@pytest.mark.parametrize("role", ["only.bank.money.take", "only.customer", "only.customer.*.read", "only."])
def test_what_is_no_permission_is_no_role_either(role):
    assert permissions_of(role) is None
