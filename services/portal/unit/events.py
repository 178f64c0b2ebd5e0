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
    """A legal entity as units named it before entities had streams of their own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    tax_number: str
    currency: str


class UnitChanged(Event, name="portal.unit_changed.v1"):
    """A unit is there, or has another name or place in the tree; inactive: nothing new happens in it.

    It comes when the change takes effect; `change_id` names the plan it follows. `code` is what the house calls it for
    short, no two alike. `legal_entity` is of the time before
    `portal.unit_assigned` and stays as it was.
    """

    unit_id: str
    parent_id: str | None
    name: str
    kind: Kind
    legal_entity: LegalEntity | None
    active: bool
    effective_on: date
    change_id: str | None = None
    code: str | None = None


class UnitChangePlanned(Event, name="portal.unit_change_planned.v1"):
    """On a day to come the unit will have another name, place or kind, be closed or open: what is null stays."""

    unit_id: str
    change_id: str
    parent_id: str | None
    name: str | None
    kind: Kind | None
    active: bool | None
    effective_on: date
    code: str | None = None


class UnitChangeWithdrawn(Event, name="portal.unit_change_withdrawn.v1"):
    """The planned change will not come."""

    unit_id: str
    change_id: str


class UnitChangeLapsed(Event, name="portal.unit_change_lapsed.v1"):
    """Its day came, and the tree did not allow it: `reason` is the kind of the refusal."""

    unit_id: str
    change_id: str
    reason: str


class UnitAssigned(Event, name="portal.unit_assigned.v1"):
    """From a day on the unit, with all below it that has none of its own, belongs to a legal entity; null: to that of
    the unit above.
    """

    unit_id: str
    legal_entity_id: str | None
    effective_on: date
