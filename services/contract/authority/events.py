"""Who may sign for us: letters of authority, and the office of a legal representative."""

from datetime import date
from typing import Literal

from services.contract.terms import Direction
from shared.eventstore.event import Event
from shared.values.money import Money

Basis = Literal["letter", "office"]


class AuthorityGranted(Event, name="authority.granted.v1"):
    """Somebody may sign contracts for a unit and those below it, of these types and directions (none named: of all), up
    to the ceiling (none: without one), from a day to the end of another.
    """

    authority_id: str
    basis: Basis
    person: str
    unit_id: str
    type_codes: tuple[str, ...]
    directions: tuple[Direction, ...]
    ceiling: Money | None
    valid_from: date
    valid_to: date
    granted_by: str


class AuthorityRevoked(Event, name="authority.revoked.v1"):
    """The authority ends before its last day."""

    authority_id: str
    person: str
    revoked_on: date
    revoked_by: str
