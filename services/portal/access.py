"""The portal's own facts folded into its own grants, in the command's transaction: what others do after Kafka."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable

from services.portal.staff.events import (
    RoleGranted,
    RoleRevoked,
    SessionEnded,
    StaffFrozen,
    StaffJoined,
    StaffLeft,
    StaffMoved,
)
from services.portal.unit.events import UnitChanged
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.security import folding
from shared.security.tables import grants, members, revocations, unit_closure, units

projection: Final = Projection("access", tables=[units, unit_closure, members, grants, revocations])


@projection.on(UnitChanged)
def fold_unit(r: Recorded[UnitChanged]) -> Iterable[Executable]:
    unit = r.event
    entity = unit.legal_entity.model_dump() if unit.legal_entity else None
    said = unit.unit_id, unit.parent_id, unit.name, unit.kind.value, entity
    return folding.unit_changed(*said, active=unit.active, code=unit.code)


@projection.on(StaffJoined, StaffMoved)
def fold_place(r: Recorded[Any]) -> Iterable[Executable]:
    return folding.member_placed(r.event.staff_id, r.event.unit_id)


@projection.on(StaffFrozen, StaffLeft)
def fold_stop(r: Recorded[Any]) -> Iterable[Executable]:
    return folding.member_stopped(r.event.staff_id)


@projection.on(RoleGranted)
def fold_grant(r: Recorded[RoleGranted]) -> Iterable[Executable]:
    grant = r.event
    return folding.role_granted(grant.staff_id, grant.role, grant.permissions, grant.unit_id, grant.until)


@projection.on(RoleRevoked)
def fold_revocation(r: Recorded[RoleRevoked]) -> Iterable[Executable]:
    return folding.role_revoked(r.event.staff_id, r.event.role, r.event.unit_id)


@projection.on(SessionEnded)
def fold_session(r: Recorded[SessionEnded]) -> Iterable[Executable]:
    return folding.session_ended(r.event.session_id, r.event.staff_id, r.recorded_at)
