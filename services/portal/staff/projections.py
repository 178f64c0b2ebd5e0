"""Rows of staff and of the roles they hold."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, Executable, LargeBinary, Text, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from services.portal.staff.events import (
    AccountUnused,
    RoleGranted,
    RoleRevoked,
    SecondFactorEnrolled,
    SecondFactorRemoved,
    StaffCorrected,
    StaffDeputised,
    StaffErased,
    StaffFrozen,
    StaffJoined,
    StaffLeavePlanned,
    StaffLeaveWithdrawn,
    StaffLeft,
    StaffMoved,
)
from services.portal.staff.finding import pieces_of, tokens_of
from services.portal.staff.state import Stage
from services.portal.staff.tables import roles_held, staff, staff_found
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import ERASED, Recorded
from shared.eventstore.projection import Projection
from shared.settings import platform_settings
from shared.values.clock import INSTALLATION_ZONE

GRANT_OVER: Final = "portal.grant_over"
LEAVING: Final = "portal.staff_leaving"
"""The deadline of the day on which somebody leaves; its subject is who."""

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
        unit = bindparam(None, r.event.unit_id, Text, unique=True)
        yield _found_by(r.event.staff_id, r.event.name, r.event.login, unit)


@projection.on(StaffCorrected)
def correct(r: Recorded[StaffCorrected]) -> Iterable[Executable]:
    event = r.event
    yield _changed(event.staff_id, title=event.title, sealed=r.sealed, version=r.version)
    if event.name != ERASED:
        yield delete(staff_found).where(staff_found.c.staff_id == event.staff_id)
        unit = select(staff.c.unit_id).where(staff.c.staff_id == event.staff_id).scalar_subquery()
        yield _found_by(event.staff_id, event.name, event.login, unit)


@projection.on(StaffMoved)
def move(r: Recorded[StaffMoved]) -> Iterable[Executable]:
    yield update(staff_found).where(staff_found.c.staff_id == r.event.staff_id).values(unit_id=r.event.unit_id)
    yield _changed(r.event.staff_id, unit_id=r.event.unit_id, stage=Stage.ACTIVE.value, version=r.version)


@projection.on(StaffFrozen)
def freeze(r: Recorded[StaffFrozen]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, stage=Stage.FROZEN.value, version=r.version)


@projection.on(StaffLeft)
def leave(r: Recorded[StaffLeft]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, stage=Stage.LEFT.value, leaves_on=None, version=r.version)
    yield clear_deadline(LEAVING, r.event.staff_id)
    yield delete(roles_held).where(roles_held.c.staff_id == r.event.staff_id)


@projection.on(StaffLeavePlanned)
def plan_leave(r: Recorded[StaffLeavePlanned]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, leaves_on=r.event.effective_on, version=r.version)
    begins = datetime.combine(r.event.effective_on, time(), platform_settings().zone)
    yield set_deadline(LEAVING, r.event.staff_id, begins)


@projection.on(StaffLeaveWithdrawn)
def withdraw_leave(r: Recorded[StaffLeaveWithdrawn]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, leaves_on=None, version=r.version)
    yield clear_deadline(LEAVING, r.event.staff_id)


@projection.on(StaffDeputised)
def deputise(r: Recorded[StaffDeputised]) -> Iterable[Executable]:
    yield _changed(r.event.staff_id, version=r.version)


@projection.on(StaffErased)
def erase(r: Recorded[StaffErased]) -> Iterable[Executable]:
    yield delete(staff_found).where(staff_found.c.staff_id == r.event.staff_id)
    # Early builds told the job title in public.
    yield _changed(r.event.staff_id, title="", version=r.version)


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


def _found_by(staff_id: str, name: str, login: str, unit: ColumnElement[Any]) -> Executable:
    tokens = bindparam(None, tokens_of(pieces_of(name, login)), ARRAY(LargeBinary), unique=True)
    rows = select(func.unnest(tokens), bindparam(None, staff_id, Text, unique=True), unit)
    return insert(staff_found).from_select(["token", "staff_id", "unit_id"], rows)


def _place(event: RoleGranted | RoleRevoked) -> str:
    return f"{event.staff_id}/{event.role}/{event.unit_id}"


def _changed(staff_id: str, **values: object) -> Executable:
    return update(staff).where(staff.c.staff_id == staff_id).values(**values)
