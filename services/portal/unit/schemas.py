"""Units as they come in and go out over HTTP."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from services.portal.unit.aggregate import ChangeUnit, Surroundings
from services.portal.unit.events import Kind
from shared.values.clock import BusinessDate
from shared.values.ids import Id, new_id
from shared.values.text import Name
from shared.web.schemas import Answer, Body

UnitCode = Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$", examples=["NJ-01"])]


class UnitBody(Body):
    """A unit: its place, name and kind, what it is called for short (by no other), open or closed, from a day on; on a
    day to come as a planned change.
    """

    parent_id: Id | None
    name: Name
    code: UnitCode | None = None
    kind: Kind
    active: bool = True
    effective_on: BusinessDate

    def to_command(self, unit_id: str, today: date) -> ChangeUnit:
        return ChangeUnit(
            unit_id=unit_id,
            parent_id=self.parent_id,
            name=self.name,
            code=self.code,
            kind=self.kind,
            active=self.active,
            effective_on=self.effective_on,
            today=today,
            change_id=new_id(),
            around=Surroundings(),
        )


class UnitMade(Answer):
    unit_id: str
    version: int


class UnitAnswer(Answer):
    """A unit as it stands today; `legal_entity_id` is the one that it itself is assigned to, if any."""

    unit_id: str
    parent_id: str | None
    name: str
    code: str | None
    kind: Kind
    legal_entity_id: str | None
    active: bool
    effective_on: date
    version: int


class UnitChangeAnswer(Answer):
    """What was said of a unit: as it stands from `effective_on` on, who said so and when."""

    version: int
    recorded_at: datetime
    actor: str
    effective_on: date
    parent_id: str | None
    name: str
    code: str | None
    kind: Kind
    active: bool
    change_id: str | None


class UnitHistory(Answer):
    changes: list[UnitChangeAnswer]


class UnitAnswers(Answer):
    units: list[UnitAnswer]


class PlannedChange(Answer):
    """What will be different from a day on, null where nothing will; `lapsed` says why it could not take effect."""

    change_id: str
    unit_id: str
    effective_on: date
    parent_id: str | None
    name: str | None
    code: str | None
    kind: Kind | None
    active: bool | None
    lapsed: str | None
    actor: str
    recorded_at: datetime


class PlannedChanges(Answer):
    planned: list[PlannedChange]
