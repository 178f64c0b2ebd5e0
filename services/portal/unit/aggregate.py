"""A unit: one place in a tree that has one root. Changes dated ahead wait for their day."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from services.portal.unit.events import (
    Kind,
    LegalEntity,
    UnitAssigned,
    UnitChanged,
    UnitChangeLapsed,
    UnitChangePlanned,
    UnitChangeWithdrawn,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, NotFoundError


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


class CodeTakenError(DomainError):
    """Another unit goes by this code."""

    pointer = "/code"


class UnitNotEmptyError(DomainError):
    """Active units hang below this one."""

    pointer = "/active"


@dataclass(frozen=True, slots=True)
class Planned:
    """What will be different from a day on; None: nothing."""

    effective_on: date
    parent_id: str | None = None
    name: str | None = None
    kind: Kind | None = None
    active: bool | None = None
    code: str | None = None

    @property
    def said(self) -> dict[str, Any]:
        """What it changes."""
        place = {"parent_id": self.parent_id, "kind": self.kind, "active": self.active}
        all_of_it = {**place, "name": self.name, "code": self.code}
        return {name: value for name, value in all_of_it.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's state; before its first event it does not exist.

    `assigned` are the legal entities by the day from which each counts (ISO form), `planned` what waits, by its id.
    """

    exists: bool = False
    parent_id: str | None = None
    name: str = ""
    kind: Kind = Kind.DEPARTMENT
    legal_entity: LegalEntity | None = None
    active: bool = True
    code: str | None = None
    assigned: dict[str, str | None] = field(default_factory=dict)
    planned: dict[str, Planned] = field(default_factory=dict)

    def entity_on(self, day: date) -> str | None:
        """The entity that the unit itself was assigned to."""
        counting = [since for since in self.assigned if since <= day.isoformat()]
        return self.assigned[max(counting)] if counting else None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the tree says: is the parent there, is it active, is it the unit itself or below it, does anything active
    hang below, is another unit the root, does another go by the code.
    """

    parent_known: bool = False
    parent_active: bool = False
    parent_below: bool = False
    active_children: bool = False
    other_root: bool = False
    code_taken: bool = False


@dataclass(frozen=True, slots=True)
class ChangeUnit:
    """Makes a unit, or gives it these data from a day on; on a day after `today` as the plan `change_id`."""

    unit_id: str
    parent_id: str | None
    name: str
    kind: Kind
    active: bool
    effective_on: date
    today: date
    change_id: str
    around: Surroundings
    code: str | None = None


@dataclass(frozen=True, slots=True)
class TakeEffect:
    """The day of a planned change has come."""

    unit_id: str
    change_id: str
    around: Surroundings


@dataclass(frozen=True, slots=True)
class LapseChange:
    unit_id: str
    change_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawChange:
    unit_id: str
    change_id: str


@dataclass(frozen=True, slots=True)
class AssignUnit:
    """Assigns the unit to a legal entity from a day on, or (None) to that of the unit above."""

    unit_id: str
    legal_entity_id: str | None
    effective_on: date


Command = ChangeUnit | TakeEffect | LapseChange | WithdrawChange | AssignUnit


def decide(unit: Unit, command: Command) -> list[Event]:
    """The change, unless nothing changes; the tree stays one tree."""
    match command:
        case ChangeUnit() if command.effective_on > command.today:
            return _planned(unit, command)
        case ChangeUnit():
            wanted = replace(
                unit,
                exists=True,
                parent_id=command.parent_id,
                name=command.name,
                kind=command.kind,
                active=command.active,
                code=command.code,
            )
            _check_place(wanted, command.around)
            return [] if wanted == unit else [_changed(command.unit_id, wanted, command.effective_on)]
        case AssignUnit(unit_id, legal_entity_id, day):
            if unit.entity_on(day) == legal_entity_id:
                return []
            return [UnitAssigned(unit_id=unit_id, legal_entity_id=legal_entity_id, effective_on=day)]
    plan = unit.planned.get(command.change_id)
    if plan is None:
        raise NotFoundError
    match command:
        case TakeEffect(unit_id, change_id, around):
            wanted = replace(unit, **plan.said)
            _check_place(wanted, around)
            return [_changed(unit_id, wanted, plan.effective_on, change_id)]
        case LapseChange(unit_id, change_id, reason):
            return [UnitChangeLapsed(unit_id=unit_id, change_id=change_id, reason=reason)]
        case WithdrawChange(unit_id, change_id):
            return [UnitChangeWithdrawn(unit_id=unit_id, change_id=change_id)]


def _check_place(wanted: Unit, around: Surroundings) -> None:
    _check_root(wanted.parent_id, wanted.kind, around)
    if wanted.parent_id is not None and around.parent_below:
        raise UnitBelowItselfError
    if wanted.parent_id is not None and not around.parent_active:
        raise ParentUnknownError
    if not wanted.active and around.active_children:
        raise UnitNotEmptyError
    if around.code_taken:
        raise CodeTakenError


def _check_root(parent_id: str | None, kind: Kind, around: Surroundings) -> None:
    is_root = parent_id is None
    if is_root != (kind is Kind.HEADQUARTERS) or (is_root and around.other_root):
        raise OneRootError


def _planned(unit: Unit, command: ChangeUnit) -> list[Event]:
    """What can't be known yet, who is active around it on that day, is asked when the day comes."""
    around = command.around
    _check_root(command.parent_id, command.kind, around)
    if unit.exists and (command.parent_id is None) != (unit.parent_id is None):
        raise OneRootError
    if command.parent_id is not None and around.parent_below:
        raise UnitBelowItselfError
    if command.parent_id is not None and not around.parent_known:
        raise ParentUnknownError
    if around.code_taken:
        raise CodeTakenError
    made: list[Event] = []
    if not unit.exists:
        # It is there at once, closed, so that others can be told of it; it opens on its day.
        unit = replace(unit, parent_id=command.parent_id, name=command.name, kind=command.kind, active=False)
        unit = replace(unit, code=command.code)
        made = [_changed(command.unit_id, unit, command.today)]
    plan = UnitChangePlanned(
        unit_id=command.unit_id,
        change_id=command.change_id,
        parent_id=command.parent_id if command.parent_id != unit.parent_id else None,
        name=command.name if command.name != unit.name else None,
        kind=command.kind if command.kind is not unit.kind else None,
        active=command.active if command.active != unit.active else None,
        effective_on=command.effective_on,
        code=command.code if command.code != unit.code else None,
    )
    return [*made, plan] if _plan_of(plan).said else made


def _changed(unit_id: str, unit: Unit, day: date, change_id: str | None = None) -> UnitChanged:
    return UnitChanged(
        unit_id=unit_id,
        parent_id=unit.parent_id,
        name=unit.name,
        kind=unit.kind,
        legal_entity=unit.legal_entity,
        active=unit.active,
        effective_on=day,
        change_id=change_id,
        code=unit.code,
    )


def _plan_of(event: UnitChangePlanned) -> Planned:
    return Planned(event.effective_on, event.parent_id, event.name, event.kind, event.active, event.code)


def evolve(unit: Unit, event: Event) -> Unit:
    """The unit after an event of its stream."""
    match event:
        case UnitChanged():
            return replace(
                unit,
                exists=True,
                parent_id=event.parent_id,
                name=event.name,
                kind=event.kind,
                legal_entity=event.legal_entity,
                active=event.active,
                code=event.code,
                planned=_without(unit, event.change_id),
            )
        case UnitChangePlanned(change_id=change_id):
            return replace(unit, planned={**unit.planned, change_id: _plan_of(event)})
        case UnitChangeWithdrawn(change_id=change_id) | UnitChangeLapsed(change_id=change_id):
            return replace(unit, planned=_without(unit, change_id))
        case UnitAssigned(legal_entity_id=entity, effective_on=day):
            return replace(unit, assigned={**unit.assigned, day.isoformat(): entity})
        case _:
            return unit


def _without(unit: Unit, change_id: str | None) -> dict[str, Planned]:
    return {name: plan for name, plan in unit.planned.items() if name != change_id}


UNIT: Final = Aggregate("unit", Unit(), evolve, shape=3)
