"""A personnel number: the member of staff whom HR knows under it."""

from dataclasses import dataclass
from typing import Final

from services.portal.staff_import.events import StaffNumbered
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event


@dataclass(frozen=True, slots=True)
class Personnel:
    """Whose the number is; empty while it is nobody's."""

    staff_id: str = ""


@dataclass(frozen=True, slots=True)
class NumberStaff:
    number_id: str
    staff_id: str


def decide(personnel: Personnel, command: NumberStaff) -> list[Event]:
    """The same again is no event."""
    if personnel.staff_id == command.staff_id:
        return []
    return [StaffNumbered(number_id=command.number_id, staff_id=command.staff_id)]


def evolve(personnel: Personnel, event: Event) -> Personnel:
    """The number after an event of its stream."""
    match event:
        case StaffNumbered(staff_id=staff_id):
            return Personnel(staff_id)
        case _:
            return personnel


PERSONNEL: Final = Aggregate("personnel", Personnel(), evolve)
