"""Units as they come in and go out over HTTP."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from services.portal.unit.aggregate import ChangeUnit, Surroundings
from services.portal.unit.events import Kind, LegalEntity
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.text import Code, Name
from shared.web.schemas import Answer, Body


class LegalEntityBody(Body):
    name: Name
    tax_number: Code
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class UnitBody(Body):
    """A unit: its place, name, kind, and the legal entity it acts as, from a day on."""

    parent_id: Id | None
    name: Name
    kind: Kind
    legal_entity: LegalEntityBody | None = None
    active: bool = True
    effective_on: BusinessDate

    def to_command(self, unit_id: str) -> ChangeUnit:
        return ChangeUnit(
            unit_id=unit_id,
            parent_id=self.parent_id,
            name=self.name,
            kind=self.kind,
            legal_entity=LegalEntity(**self.legal_entity.model_dump()) if self.legal_entity else None,
            active=self.active,
            effective_on=self.effective_on,
            around=Surroundings(),
        )


class UnitMade(Answer):
    unit_id: str
    version: int


class UnitAnswer(Answer):
    unit_id: str
    parent_id: str | None
    name: str
    kind: Kind
    legal_entity: LegalEntity | None
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
    kind: Kind
    legal_entity: LegalEntity | None
    active: bool


class UnitHistory(Answer):
    changes: list[UnitChangeAnswer]


class UnitAnswers(Answer):
    units: list[UnitAnswer]
