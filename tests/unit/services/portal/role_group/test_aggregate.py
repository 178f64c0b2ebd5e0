from dataclasses import replace

import pytest

from services.portal.role_group.aggregate import ROLE_GROUP, DefineRoleGroup, RoleGroupExistsError, decide
from services.portal.role_group.events import RoleGroupDefined
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(ROLE_GROUP, decide)
MAKE = DefineRoleGroup("front", "Front office", ("salesperson", "cashier"), active=True, new=True)
CHANGE = replace(MAKE, new=False)
MADE = RoleGroupDefined(code="front", title="Front office", roles=["salesperson", "cashier"], active=True)


def test_a_group_is_made_once_and_changed_after_that():
    given().when(MAKE).then(MADE)
    given(MADE).when(MAKE).fails(RoleGroupExistsError)
    given(MADE).when(CHANGE).then()
    given(MADE).when(replace(CHANGE, active=False)).then(MADE.model_copy(update={"active": False}))
    given(MADE).when(replace(CHANGE, roles=("cashier",))).then(MADE.model_copy(update={"roles": ["cashier"]}))


@pytest.mark.parametrize(
    ("roles", "pointer"),
    [
        (("cashier", "emperor"), "/roles/1"),
        (("service",), "/roles/0"),
        (("administrator",), "/roles/0"),
        (("cashier", "buyer", "auditor"), "/roles/2"),
        (("only.portal.role.grant",), "/roles/0"),
        (("cashier", "cashier"), "/roles/1"),
    ],
)
def test_a_group_holds_ordinary_roles_each_once(roles, pointer):
    outcome = given().when(replace(MAKE, roles=roles))
    outcome.fails(InvalidFieldError)
    assert outcome.error.details["errors"][0]["pointer"] == pointer
