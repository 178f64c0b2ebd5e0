"""What a row of HR's list asks for, compared with who is here: pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.portal.staff.aggregate import Stage
from services.portal.staff_import.rows import Fault, Row


class Deed(StrEnum):
    """What comes of a row; the value names its count."""

    JOIN = "joined"
    MOVE = "moved"
    LEAVE = "gone"
    NOTHING = "unchanged"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody of the row as the portal knows them: NEW when it knows nobody."""

    stage: Stage = Stage.NEW
    unit_id: str = ""


def deed_of(row: Row, unit_id: str, here: Here, today: date) -> Deed | Fault:
    """Joining, moving or leaving is what differs; a day to come waits for an import of that day or after."""
    gone = row.left is not None and row.left <= today
    match here.stage:
        case Stage.NEW if gone:
            return Deed.NOTHING
        case Stage.NEW:
            return Deed.LATER if row.joined is not None and row.joined > today else Deed.JOIN
        case Stage.LEFT:
            return Deed.NOTHING if gone else Fault("number", "they left here; take them on by hand")
        case _ if gone:
            return Deed.LEAVE
        case _ if unit_id == here.unit_id:
            return Deed.LATER if row.left is not None else Deed.NOTHING
        case Stage.FROZEN:
            return Fault("unit", "their access is frozen; let them in before they move")
        case _:
            return Deed.MOVE
