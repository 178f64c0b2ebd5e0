"""How somebody who works here stands, and the roles that they hold."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer
from pydantic_core import from_json, to_json

from services.portal.staff.events import RoleGranted, RoleRevoked, StaffDeputised


class Stage(StrEnum):
    """Where somebody stands; a service is ACTIVE without joining."""

    NEW = "new"
    ACTIVE = "active"
    FROZEN = "frozen"
    LEFT = "left"


def _text(place: tuple[str, str]) -> str:
    return to_json(place).decode()


def _place(kept: Any) -> Any:
    return from_json(kept) if isinstance(kept, str) else kept


Place = Annotated[tuple[str, str], PlainSerializer(_text, return_type=str, when_used="json"), BeforeValidator(_place)]
"""A role, and the unit that it is held on. In a snapshot it is one text, since it names what is held there."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Stage, unit, the roles held as pairs of role and unit, and the day to come on which they leave; of whom roles are
    held (`lenders`), and whom own roles were lent to last (`deputies`).
    """

    stage: Stage = Stage.NEW
    unit_id: str = ""
    roles: dict[Place, tuple[tuple[str, ...], date | None]] = field(default_factory=dict)
    erased: bool = False
    second_factor: bool = False
    unused_since: date | None = None
    leaves_on: date | None = None
    lenders: dict[Place, str] = field(default_factory=dict)
    deputies: dict[Place, str] = field(default_factory=dict)

    def held_on(self, day: date) -> set[str]:
        """The names of the roles that count on a day."""
        return {role for (role, _), (_, until) in self.roles.items() if until is None or until >= day}


def roles_moved(staff: Staff, event: RoleGranted | RoleRevoked | StaffDeputised) -> Staff:
    """The same person after a role came, went or was lent."""
    match event:
        case StaffDeputised(deputy_id=deputy, roles=handed):
            return replace(staff, deputies=staff.deputies | {(one.role, one.unit_id): deputy for one in handed})
        case RoleGranted(role=role, unit_id=unit, permissions=patterns, until=until, lent_by=lender):
            kept = _without(staff.lenders, (role, unit))
            lenders = kept if lender is None else {**kept, (role, unit): lender}
            return replace(staff, roles={**staff.roles, (role, unit): (tuple(patterns), until)}, lenders=lenders)
        case RoleRevoked(role=role, unit_id=unit):
            roles = {key: held for key, held in staff.roles.items() if key != (role, unit)}
            lenders, deputies = (_without(each, (role, unit)) for each in (staff.lenders, staff.deputies))
            return replace(staff, roles=roles, lenders=lenders, deputies=deputies)


def _without(named: dict[Place, str], place: Place) -> dict[Place, str]:
    return {key: name for key, name in named.items() if key != place}
