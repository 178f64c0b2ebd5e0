"""Who looks after a key account: by person, region and function."""

from datetime import date
from typing import Any

from services.contract.account_team.aggregate import TEAM, JoinTeam, LeaveTeam, decide
from services.contract.account_team.events import TeamJoined, TeamLeft
from shared.testing.given import specification
from shared.values.errors import NotFoundError

TODAY = date(2026, 3, 2)
given = specification(TEAM, decide)


def joined(staff: str = "anna", function: Any = "manager", *countries: str) -> TeamJoined:
    return TeamJoined(
        master_id="m1",
        staff_id=staff,
        region="EMEA",
        function=function,
        countries=countries or ("DE", "FR"),
        effective_on=TODAY,
    )


def test_somebody_joins_once_and_may_get_other_countries():
    given().when(JoinTeam(joined())).then(joined())
    given(joined()).when(JoinTeam(joined())).then()
    given(joined()).when(JoinTeam(joined("anna", "manager", "DE"))).then(joined("anna", "manager", "DE"))


def test_whoever_leaves_was_in_it():
    left = TeamLeft(master_id="m1", staff_id="anna", region="EMEA", function="manager", effective_on=TODAY)
    given(joined()).when(LeaveTeam("anna", "EMEA", "manager", TODAY)).then(left)
    given(joined(), left).when(LeaveTeam("anna", "EMEA", "manager", TODAY)).fails(NotFoundError)
    given(joined()).when(LeaveTeam("anna", "EMEA", "sales", TODAY)).fails(NotFoundError)


def test_managers_of_a_country_are_those_who_have_it():
    team = TEAM.fold([joined(), joined("boris", "sales"), joined("carla", "manager", "DE"), joined("anna", "service")])
    assert (team.managers_of("DE"), team.managers_of("FR"), team.managers_of("CN")) == (
        ("anna", "carla"),
        ("anna",),
        (),
    )
