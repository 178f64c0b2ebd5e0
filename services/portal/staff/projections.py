"""Rows of staff and of the roles they hold."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import ARRAY, Executable, LargeBinary, Text, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from services.portal.staff.aggregate import Stage
from services.portal.staff.events import (
    AccountUnused,
    RoleGranted,
    RoleRevoked,
    SecondFactorEnrolled,
    SecondFactorRemoved,
    StaffDeputised,
    StaffErased,
    StaffFrozen,
    StaffJoined,
    StaffLeft,
    StaffMoved,
)
from services.portal.staff.finding import pieces_of, tokens_of
from services.portal.staff.tables import roles_held, staff, staff_found
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import ERASED, Recorded
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

GRANT_OVER: Final = "portal.grant_over"

projection: Final = Projection("staff", tables=[staff, roles_held, staff_found])


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

    if r.event.name != ERASED:
        rows = select(
            func.unnest(
                bindparam(None, tokens_of(pieces_of(r.event.name, r.event.login)), ARRAY(LargeBinary), unique=True)
            ),
            bindparam(None, r.event.staff_id, Text, unique=True),
            bindparam(None, r.event.unit_id, Text, unique=True),
        )
        yield insert(staff_found).from_select(["token", "staff_id", "unit_id"], rows)


@projection.on(StaffMoved)
def move(r: Recorded[StaffMoved]) -> Iterable[Executable]:
    yield update(staff_found).where(staff_found.c.staff_id == r.event.staff_id).values(unit_id=r.event.unit_id)
    yield _changed(r.event.staff_id, unit_id=r.event.unit_id, stage=Stage.ACTIVE.value, version=r.version)


@projection.on(StaffFrozen)
def freeze(r: Recorded[StaffFrozen]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, stage=Stage.FROZEN.value, version=r.version)


@projection.on(StaffLeft)
def leave(r: Recorded[StaffLeft]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, stage=Stage.LEFT.value, version=r.version)
    yield delete(roles_held).where(roles_held.c.staff_id == r.event.staff_id)


@projection.on(StaffDeputised)
def deputise(r: Recorded[StaffDeputised]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, version=r.version)


@projection.on(StaffErased)
def erase(r: Recorded[StaffErased]) -> Iterable[Executable]:
    yield delete(staff_found).where(staff_found.c.staff_id == r.event.staff_id)
    yield _changed(r.event.staff_id, version=r.version)


@projection.on(SecondFactorEnrolled)
def enrol(r: Recorded[SecondFactorEnrolled]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, second_factor=True, version=r.version)


@projection.on(SecondFactorRemoved)
def remove(r: Recorded[SecondFactorRemoved]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, second_factor=False, version=r.version)


@projection.on(AccountUnused)
def report(r: Recorded[AccountUnused]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, unused_since=r.event.since, version=r.version)


@projection.on(RoleGranted)
def grant(r: Recorded[RoleGranted]) -> Iterable[Executable]:
    row = {"permissions": r.event.permissions, "until": r.event.until}
    yield (
        insert(roles_held)
        .values(staff_id=r.event.staff_id, role=r.event.role, unit_id=r.event.unit_id, **row)
        .on_conflict_do_update(index_elements=["staff_id", "role", "unit_id"], set_=row)
    )
    place = _place(r.event)
    if r.event.until is None:
        yield clear_deadline(GRANT_OVER, place)
    else:
        over = datetime.combine(r.event.until + timedelta(days=1), time(), INSTALLATION_ZONE)
        named = {"subject": r.event.staff_id, "role": r.event.role, "unit_id": r.event.unit_id}
        yield set_deadline(GRANT_OVER, place, over, named)
    yield _changed(r.event.staff_id, version=r.version)


@projection.on(RoleRevoked)
def revoke(r: Recorded[RoleRevoked]) -> Iterable[Executable]:
    held = roles_held.c
    yield delete(roles_held).where(
        held.staff_id == r.event.staff_id, held.role == r.event.role, held.unit_id == r.event.unit_id
    )
    yield clear_deadline(GRANT_OVER, _place(r.event))
    yield _changed(r.event.staff_id, version=r.version)


def _place(event: RoleGranted | RoleRevoked) -> str:
    return f"{event.staff_id}/{event.role}/{event.unit_id}"


def _changed(staff_id: str, **values: object) -> Executable:
    return update(staff).where(staff.c.staff_id == staff_id).values(**values)
