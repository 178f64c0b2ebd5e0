"""Rows of the organisation."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Final

from sqlalchemy import ColumnElement, Executable, Table, and_, delete, update
from sqlalchemy.dialects.postgresql import insert

from services.portal.unit.events import (
    UnitAssigned,
    UnitChanged,
    UnitChangeLapsed,
    UnitChangePlanned,
    UnitChangeWithdrawn,
)
from services.portal.unit.tables import organisation, planned_changes, unit_codes, unit_entities, unit_places
from shared.eventstore.deadlines import set_deadline
from shared.eventstore.event import Event, Recorded
from shared.eventstore.projection import Projection
from shared.settings import platform_settings

CHANGES_DUE: Final = "portal.unit_changes_due"
"""The deadline of a day on which planned changes take effect; its subject is the day."""

projection: Final = Projection(
    "organisation", tables=[organisation, unit_codes, unit_places, unit_entities, planned_changes]
)


@projection.on(UnitChanged)
def place(r: Recorded[UnitChanged]) -> Iterable[Executable]:
    event = r.event
    row = {
        "parent_id": event.parent_id,
        "name": event.name,
        "code": event.code,
        "kind": event.kind.value,
        "legal_entity": event.legal_entity.model_dump() if event.legal_entity else None,
        "active": event.active,
        "effective_on": event.effective_on,
        "version": r.version,
    }
    yield (
        insert(organisation)
        .values(unit_id=event.unit_id, **row)
        .on_conflict_do_update(index_elements=[organisation.c.unit_id], set_=row)
    )
    yield _place(r, event)
    yield delete(unit_codes).where(unit_codes.c.unit_id == event.unit_id)
    if event.code is not None:
        yield insert(unit_codes).values(code=event.code, unit_id=event.unit_id)
    if event.change_id is not None:
        yield from _no_longer(event.unit_id, event.change_id)


@projection.on(UnitChangePlanned)
def plan(r: Recorded[UnitChangePlanned]) -> Iterable[Executable]:
    event = r.event
    yield insert(planned_changes).values(**event.model_dump(), actor=r.actor, recorded_at=r.recorded_at)
    if event.parent_id is not None:
        yield _place(r, event)
    yield _version(r, event.unit_id)
    begins = datetime.combine(event.effective_on, time(), platform_settings().zone)
    yield set_deadline(CHANGES_DUE, event.effective_on.isoformat(), begins)


@projection.on(UnitChangeWithdrawn)
def withdraw(r: Recorded[UnitChangeWithdrawn]) -> Iterable[Executable]:
    yield from _no_longer(r.event.unit_id, r.event.change_id)
    yield _version(r, r.event.unit_id)


@projection.on(UnitChangeLapsed)
def lapse(r: Recorded[UnitChangeLapsed]) -> Iterable[Executable]:
    yield delete(unit_places).where(_of(unit_places, r.event.unit_id, r.event.change_id))
    yield (
        update(planned_changes)
        .where(_of(planned_changes, r.event.unit_id, r.event.change_id))
        .values(lapsed=r.event.reason)
    )
    yield _version(r, r.event.unit_id)


@projection.on(UnitAssigned)
def assign(r: Recorded[UnitAssigned]) -> Iterable[Executable]:
    row = {"legal_entity_id": r.event.legal_entity_id, "version": r.version}
    yield (
        insert(unit_entities)
        .values(unit_id=r.event.unit_id, effective_on=r.event.effective_on, **row)
        .on_conflict_do_update(index_elements=["unit_id", "effective_on"], set_=row)
    )
    yield _version(r, r.event.unit_id)


def _place(r: Recorded[Event], event: UnitChanged | UnitChangePlanned) -> Executable:
    planned = event.change_id if isinstance(event, UnitChangePlanned) else None
    return insert(unit_places).values(
        unit_id=event.unit_id,
        version=r.version,
        effective_on=event.effective_on,
        parent_id=event.parent_id,
        change_id=planned,
    )


def _no_longer(unit_id: str, change_id: str) -> Iterable[Executable]:
    yield delete(planned_changes).where(_of(planned_changes, unit_id, change_id))
    yield delete(unit_places).where(_of(unit_places, unit_id, change_id))


def _of(table: Table, unit_id: str, change_id: str) -> ColumnElement[bool]:
    return and_(table.c.unit_id == unit_id, table.c.change_id == change_id)


def _version(r: Recorded[Event], unit_id: str) -> Executable:
    return update(organisation).where(organisation.c.unit_id == unit_id).values(version=r.version)
