"""A unit: one place in a tree that has one root."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from services.portal.unit.events import Kind, LegalEntity, UnitChanged
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError


class OneRootError(DomainError):
    """The headquarters is the one unit without a parent; every other unit has one."""

    status = 422
    pointer = "/parent_id"


class ParentUnknownError(DomainError):
    """The parent is no unit, or no active one."""

    status = 422
    pointer = "/parent_id"


class UnitBelowItselfError(DomainError):
    """A unit can't hang below itself."""

    status = 422
    pointer = "/parent_id"


class UnitNotEmptyError(DomainError):
    """Active units hang below this one."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's state; before its first event it does not exist."""

    exists: bool = False
    parent_id: str | None = None
    name: str = ""
    kind: Kind = Kind.DEPARTMENT
    legal_entity: LegalEntity | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the tree says: is the parent active, is it the unit itself or below it, does anything hang below, is
    another unit the root.
    """

    parent_active: bool = False
    parent_below: bool = False
    active_children: bool = False
    other_root: bool = False


@dataclass(frozen=True, slots=True)
class ChangeUnit:
    """Makes a unit, or gives it these data from a day on."""

    unit_id: str
    parent_id: str | None
    name: str
    kind: Kind
    legal_entity: LegalEntity | None
    active: bool
    effective_on: date
    around: Surroundings


def decide(unit: Unit, command: ChangeUnit) -> list[Event]:
    """The change, unless nothing changes; the tree stays one tree."""
    is_root = command.parent_id is None
    if is_root != (command.kind is Kind.HEADQUARTERS) or (is_root and command.around.other_root):
        raise OneRootError
    if command.parent_id is not None and command.around.parent_below:
        raise UnitBelowItselfError
    if command.parent_id is not None and not command.around.parent_active:
        raise ParentUnknownError
    if not command.active and command.around.active_children:
        raise UnitNotEmptyError
    wanted = Unit(
        exists=True,
        parent_id=command.parent_id,
        name=command.name,
        kind=command.kind,
        legal_entity=command.legal_entity,
        active=command.active,
    )
    if wanted == unit:
        return []
    return [
        UnitChanged(
            unit_id=command.unit_id,
            parent_id=command.parent_id,
            name=command.name,
            kind=command.kind,
            legal_entity=command.legal_entity,
            active=command.active,
            effective_on=command.effective_on,
        )
    ]


def evolve(unit: Unit, event: Event) -> Unit:
    """The unit after an event of its stream."""
    match event:
        case UnitChanged():
            return Unit(
                exists=True,
                parent_id=event.parent_id,
                name=event.name,
                kind=event.kind,
                legal_entity=event.legal_entity,
                active=event.active,
            )
        case _:
            return unit


UNIT: Final = Aggregate("unit", Unit(), evolve)
