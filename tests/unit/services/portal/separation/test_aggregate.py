from datetime import date

import pytest

from services.portal.separation.aggregate import SEPARATION, AlreadySeparatedError, SeparateOffices, decide
from services.portal.separation.events import OfficesSeparated
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(SEPARATION, decide)
DAY = date(2026, 1, 1)
SEPARATED = OfficesSeparated(system="anna", security="boris", audit="clara", effective_on=DAY)


def test_the_offices_are_separated_once_and_for_good():
    given().when(SeparateOffices("anna", "boris", "clara", DAY)).then(SEPARATED)
    given(SEPARATED).when(SeparateOffices("anna", "boris", "clara", DAY)).fails(AlreadySeparatedError)
    given(SEPARATED).when(SeparateOffices("x", "y", "z", DAY)).fails(AlreadySeparatedError)


@pytest.mark.parametrize(
    ("people", "pointer"),
    [(("a", "a", "b"), "/security"), (("a", "b", "a"), "/audit"), (("a", "b", "b"), "/audit")],
)
def test_nobody_gets_two_of_them(people, pointer):
    outcome = given().when(SeparateOffices(*people, DAY))
    outcome.fails(InvalidFieldError)
    assert outcome.error.details["errors"][0]["pointer"] == pointer


def test_each_office_goes_to_the_person_named_for_it():
    assert SeparateOffices("a", "b", "c", DAY).holders == {
        "system_administrator": "a",
        "security_administrator": "b",
        "auditor": "c",
    }
