"""What every service but the portal does with the portal's facts: keeps its own units, grants and ended sessions."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import Executable

from shared.eventstore.work import Work
from shared.messaging.consumer import Consumer, Received, Seen
from shared.security import folding

access_consumer: Final = Consumer("access")


class UnitSeen(Seen):
    unit_id: str
    parent_id: str | None
    name: str
    kind: str
    legal_entity: dict[str, Any] | None
    active: bool
    code: str | None = None


class StaffPlacedSeen(Seen):
    staff_id: str
    unit_id: str


class StaffStoppedSeen(Seen):
    staff_id: str


class RoleGrantedSeen(Seen):
    staff_id: str
    role: str
    permissions: list[str]
    unit_id: str
    until: date | None


class RoleRevokedSeen(Seen):
    staff_id: str
    role: str
    unit_id: str


class SessionEndedSeen(Seen):
    staff_id: str
    session_id: str


async def _apply(work: Work, statements: Iterable[Executable]) -> None:
    for statement in statements:
        await work.execute(statement)


@access_consumer.on("portal", "portal.unit_changed.v1", UnitSeen)
async def fold_unit(work: Work, record: Received[UnitSeen]) -> None:
    unit = record.data
    said = unit.unit_id, unit.parent_id, unit.name, unit.kind, unit.legal_entity
    await _apply(work, folding.unit_changed(*said, active=unit.active, code=unit.code))


@access_consumer.on("portal", "portal.staff_joined.v1", StaffPlacedSeen)
@access_consumer.on("portal", "portal.staff_moved.v1", StaffPlacedSeen)
async def fold_place(work: Work, record: Received[StaffPlacedSeen]) -> None:
    await _apply(work, folding.member_placed(record.data.staff_id, record.data.unit_id))


@access_consumer.on("portal", "portal.staff_frozen.v1", StaffStoppedSeen)
@access_consumer.on("portal", "portal.staff_left.v1", StaffStoppedSeen)
async def fold_stop(work: Work, record: Received[StaffStoppedSeen]) -> None:
    await _apply(work, folding.member_stopped(record.data.staff_id))


@access_consumer.on("portal", "portal.role_granted.v1", RoleGrantedSeen)
async def fold_grant(work: Work, record: Received[RoleGrantedSeen]) -> None:
    grant = record.data
    await _apply(work, folding.role_granted(grant.staff_id, grant.role, grant.permissions, grant.unit_id, grant.until))


@access_consumer.on("portal", "portal.role_revoked.v1", RoleRevokedSeen)
async def fold_revocation(work: Work, record: Received[RoleRevokedSeen]) -> None:
    await _apply(work, folding.role_revoked(record.data.staff_id, record.data.role, record.data.unit_id))


@access_consumer.on("portal", "portal.session_ended.v1", SessionEndedSeen)
async def fold_session(work: Work, record: Received[SessionEndedSeen]) -> None:
    await _apply(work, folding.session_ended(record.data.session_id, record.data.staff_id, record.recorded_at))
