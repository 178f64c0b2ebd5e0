"""Rows of staff and of the roles they hold."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Executable, delete, update
from sqlalchemy.dialects.postgresql import insert

from services.portal.staff.aggregate import Stage
from services.portal.staff.events import (
    RoleGranted,
    RoleRevoked,
    StaffErased,
    StaffFrozen,
    StaffJoined,
    StaffLeft,
    StaffMoved,
)
from services.portal.staff.tables import roles_held, staff
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection: Final = Projection("staff", tables=[staff, roles_held])


@projection.on(StaffJoined)
def join(r: Recorded[StaffJoined]) -> Iterable[Executable]:
    yield insert(staff).values(
        staff_id=r.event.staff_id,
        unit_id=r.event.unit_id,
        title=r.event.title,
        locale=r.event.locale,
        stage=Stage.ACTIVE.value,
        sealed=r.sealed,
        version=r.version,
    )


@projection.on(StaffMoved)
def move(r: Recorded[StaffMoved]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, unit_id=r.event.unit_id, stage=Stage.ACTIVE.value, version=r.version)


@projection.on(StaffFrozen)
def freeze(r: Recorded[StaffFrozen]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, stage=Stage.FROZEN.value, version=r.version)


@projection.on(StaffLeft)
def leave(r: Recorded[StaffLeft]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, stage=Stage.LEFT.value, version=r.version)
    yield delete(roles_held).where(roles_held.c.staff_id == r.event.staff_id)


@projection.on(StaffErased)
def erase(r: Recorded[StaffErased]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, version=r.version)


@projection.on(RoleGranted)
def grant(r: Recorded[RoleGranted]) -> Iterable[Executable]:
    row = {"permissions": r.event.permissions, "until": r.event.until}
    yield (
        insert(roles_held)
        .values(staff_id=r.event.staff_id, role=r.event.role, unit_id=r.event.unit_id, **row)
        .on_conflict_do_update(index_elements=["staff_id", "role", "unit_id"], set_=row)
    )
    yield _changed(r.event.staff_id, version=r.version)


@projection.on(RoleRevoked)
def revoke(r: Recorded[RoleRevoked]) -> Iterable[Executable]:
    held = roles_held.c
    yield delete(roles_held).where(
        held.staff_id == r.event.staff_id, held.role == r.event.role, held.unit_id == r.event.unit_id
    )
    yield _changed(r.event.staff_id, version=r.version)


def _changed(staff_id: str, **values: object) -> Executable:
    return update(staff).where(staff.c.staff_id == staff_id).values(**values)
