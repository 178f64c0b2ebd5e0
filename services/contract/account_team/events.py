"""Who of ours looks after a key account, region by region."""

from datetime import date
from typing import Literal

from shared.eventstore.event import Event

Function = Literal["manager", "sales", "service", "finance", "logistics", "quality"]


class TeamJoined(Event, name="account_team.joined.v1"):
    """From that day on somebody does this for the account in a region, in the countries named."""

    master_id: str
    staff_id: str
    region: str
    function: Function
    countries: tuple[str, ...]
    effective_on: date


class TeamLeft(Event, name="account_team.left.v1"):
    """From that day on they do so no longer."""

    master_id: str
    staff_id: str
    region: str
    function: Function
    effective_on: date
