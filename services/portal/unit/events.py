"""What happens to a unit of the organisation."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.eventstore.event import Event


class Kind(StrEnum):
    """A level of the organisation, or a business section across its levels."""

    HEADQUARTERS = "headquarters"
    PROVINCE = "province"
    CITY = "city"
    DEPARTMENT = "department"
    SECTION = "section"


class LegalEntity(BaseModel):
    """The entity in law that a unit acts as: its name, tax number, and the currency of its books."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    tax_number: str
    currency: str


class UnitChanged(Event, name="portal.unit_changed.v1"):
    """A unit is there, or has another name, place in the tree, legal entity; inactive: nothing new happens in it."""

    unit_id: str
    parent_id: str | None
    name: str
    kind: Kind
    legal_entity: LegalEntity | None
    active: bool
    effective_on: date
