"""Rows of requests for access."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, insert, update

from services.portal.access_request.aggregate import Stage
from services.portal.access_request.events import AccessGranted, AccessRefused, AccessRequested, AccessWithdrawn
from services.portal.access_request.tables import access_requests
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.security.tables import participants
from shared.security.visibility import admit

projection: Final = Projection("access requests", tables=[access_requests, participants])


@projection.on(AccessRequested)
def ask(r: Recorded[AccessRequested]) -> Iterable[Executable]:
    event = r.event
    yield insert(access_requests).values(
        request_id=event.request_id,
        staff_id=event.staff_id,
        role=event.role,
        unit_id=event.unit_id,
        until=event.until,
        sealed=r.sealed,
        approval_id=event.approval_id,
        stage=Stage.OPEN.value,
        asked_at=r.recorded_at,
        version=r.version,
    )
    yield admit(r.stream, event.staff_id)


@projection.on(AccessGranted)
def grant(r: Recorded[AccessGranted]) -> Iterable[Executable]:
    yield _settled(r, Stage.GRANTED)


@projection.on(AccessRefused)
def refuse(r: Recorded[AccessRefused]) -> Iterable[Executable]:
    yield _settled(r, Stage.REFUSED)


@projection.on(AccessWithdrawn)
def withdraw(r: Recorded[AccessWithdrawn]) -> Iterable[Executable]:
    yield _settled(r, Stage.WITHDRAWN)


def _settled(r: Recorded[Any], stage: Stage) -> Executable:
    return (
        update(access_requests)
        .where(access_requests.c.request_id == r.event.request_id)
        .values(stage=stage.value, settled_at=r.recorded_at, settled_by=r.actor, version=r.version)
    )
