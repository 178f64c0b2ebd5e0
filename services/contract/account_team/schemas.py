from datetime import date
from typing import Annotated

from pydantic import Field

from services.contract.account_team.events import Function, TeamJoined
from services.contract.terms import CountryCode
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.text import Code
from shared.web.schemas import Answer, Body


class MemberBody(Body):
    """Who does what for the account in a region, in the countries named, from a day on (today unless given)."""

    staff_id: Id
    region: Code
    function: Function
    countries: Annotated[tuple[CountryCode, ...], Field(max_length=60)] = ()
    effective_on: BusinessDate | None = None

    def fact(self, master_id: str, today: date) -> TeamJoined:
        return TeamJoined(
            master_id=master_id,
            staff_id=self.staff_id,
            region=self.region,
            function=self.function,
            countries=tuple(dict.fromkeys(self.countries)),
            effective_on=self.effective_on or today,
        )


class LeavingBody(Body):
    staff_id: Id
    region: Code
    function: Function
    effective_on: BusinessDate | None = None


class TeamKept(Answer):
    master_id: str
    version: int


class MemberAnswer(Answer):
    staff_id: str
    region: str
    function: str
    countries: list[str]
    since: date


class MemberList(Answer):
    items: list[MemberAnswer]
