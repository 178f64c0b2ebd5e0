"""What a row of HR's list asks for, compared with who is here: pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from services.portal.staff.aggregate import differing
from services.portal.staff.state import Stage
from services.portal.staff_import.rows import Fault, Row

CORRECTED: Final = ("name", "email", "phone", "title")
"""What of somebody a list corrects; a cell that is empty says nothing."""


class Deed(StrEnum):
    """What comes of a row; the value names its count."""

    JOIN = "joined"
    MOVE = "moved"
    CORRECT = "changed"
    LEAVE = "gone"
    NOTHING = "unchanged"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody of the row as the portal knows them: NEW when it knows nobody."""

    stage: Stage = Stage.NEW
    unit_id: str = ""
    leaves_on: date | None = None
    told: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row asks for, in this order: who is where, which fields say something new, and which last day is new."""

    deed: Deed
    fields: tuple[str, ...] = ()
    leaves_on: date | None = None

    @property
    def counted(self) -> tuple[Deed, ...]:
        """Under what the row counts; several where it asks for several things."""
        more = [Deed.CORRECT] * bool(self.fields) + [Deed.LATER] * (self.leaves_on is not None)
        return (*([] if more and self.deed is Deed.NOTHING else [self.deed]), *more)


def said_in(row: Row) -> dict[str, str | None]:
    """What the row says that somebody goes by and is reached at."""
    return {name: text for name in CORRECTED if (text := getattr(row, name))}


def wanted_of(row: Row, unit_id: str, here: Here, today: date) -> Wanted | Fault:
    """Joining, moving, another name or address, leaving: what differs. A last day to come is planned; who begins on a
    day to come waits for an import of that day or after.
    """
    gone = row.left is not None and row.left <= today
    ahead = row.left if row.left is not None and not gone and row.left != here.leaves_on else None
    match here.stage:
        case Stage.NEW if gone:
            return Wanted(Deed.NOTHING)
        case Stage.NEW if row.joined is not None and row.joined > today:
            return Wanted(Deed.LATER)
        case Stage.NEW:
            return Wanted(Deed.JOIN, leaves_on=ahead)
        case Stage.LEFT:
            return Wanted(Deed.NOTHING) if gone else Fault("number", "they left here; take them on by hand")
    fields = differing(here.told, said_in(row))
    if gone:
        return Wanted(Deed.LEAVE, fields)
    if here.stage is Stage.FROZEN and unit_id != here.unit_id:
        return Fault("unit", "their access is frozen; let them in before they move")
    return Wanted(Deed.MOVE if unit_id != here.unit_id else Deed.NOTHING, fields, ahead)
