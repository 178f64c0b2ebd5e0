"""The account team of a master contract decided and folded."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.contract.account_team.events import Function, TeamJoined, TeamLeft
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Team:
    """Who is in it, by person, region and function."""

    members: Mapping[str, TeamJoined] = field(default_factory=dict)

    def managers_of(self, country: str) -> tuple[str, ...]:
        """Who manages the account in a country, each once."""
        found = (one for one in self.members.values() if one.function == "manager" and country in one.countries)
        return tuple(dict.fromkeys(one.staff_id for one in found))


@dataclass(frozen=True, slots=True)
class JoinTeam:
    fact: TeamJoined


@dataclass(frozen=True, slots=True)
class LeaveTeam:
    staff_id: str
    region: str
    function: Function
    on: date


Command = JoinTeam | LeaveTeam


def decide(team: Team, command: Command) -> list[Event]:
    """Whoever is in it already, for the same countries, joins no second time."""
    match command:
        case JoinTeam(fact=fact):
            known = team.members.get(place(fact.staff_id, fact.region, fact.function))
            return [] if known is not None and known.countries == fact.countries else [fact]
        case LeaveTeam():
            known = team.members.get(place(command.staff_id, command.region, command.function))
            if known is None:
                raise NotFoundError
            left = {"master_id": known.master_id, "staff_id": known.staff_id, "region": known.region}
            return [TeamLeft.model_validate({**left, "function": known.function, "effective_on": command.on})]


def place(staff_id: str, region: str, function: str) -> str:
    return f"{staff_id}\n{region}\n{function}"


def evolve(team: Team, event: Event) -> Team:
    match event:
        case TeamJoined():
            key = place(event.staff_id, event.region, event.function)
            return replace(team, members={**team.members, key: event})
        case TeamLeft():
            key = place(event.staff_id, event.region, event.function)
            return replace(team, members={one: who for one, who in team.members.items() if one != key})
        case _:
            return team


TEAM = Aggregate("account_team", Team(), evolve)
