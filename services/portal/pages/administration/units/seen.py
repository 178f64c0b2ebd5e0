"""What the pages of units need of the portal's answers, beside the units themselves."""

from datetime import date, datetime

from services.portal.pages.frame.asking import Seen


class Entity(Seen):
    legal_entity_id: str
    name: str
    country: str
    tax_number: str
    currency: str
    effective_on: date
    deregistered_on: date | None
    version: int


class Entities(Seen):
    legal_entities: list[Entity]


class EntityOfUnit(Seen):
    on: date
    assigned_unit_id: str | None
    since: date | None
    legal_entity: Entity | None


class Assignment(Seen):
    effective_on: date
    legal_entity_id: str | None


class Assignments(Seen):
    assignments: list[Assignment]


class PlannedChange(Seen):
    change_id: str
    effective_on: date
    parent_id: str | None
    name: str | None
    code: str | None
    kind: str | None
    active: bool | None
    lapsed: str | None
    actor: str
    recorded_at: datetime


class PlannedChanges(Seen):
    planned: list[PlannedChange]
