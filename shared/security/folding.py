"""What the portal's facts do to a service's own units, grants and ended sessions: statements, the same everywhere."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.security.tables import access_epoch, grants, members, revocations, units


def _noticed() -> Executable:
    return update(access_epoch).values(epoch=access_epoch.c.epoch + 1)


def unit_changed(
    unit_id: str,
    parent_id: str | None,
    name: str,
    kind: str,
    legal_entity: dict[str, Any] | None,
    *,
    active: bool,
    code: str | None = None,
) -> Iterable[Executable]:
    """A unit is there, has other data, or hangs elsewhere: everything below moves with it."""
    row = {"parent_id": parent_id, "name": name, "kind": kind, "legal_entity": legal_entity, "active": active}
    row |= {"code": code}
    yield (
        insert(units).values(unit_id=unit_id, **row).on_conflict_do_update(index_elements=[units.c.unit_id], set_=row)
    )
    yield select(func.place_unit(unit_id, parent_id))
    yield _noticed()


def member_placed(subject: str, unit_id: str) -> Iterable[Executable]:
    """Somebody works in a unit, from now on or again."""
    row = {"unit_id": unit_id, "active": True}
    yield (
        insert(members)
        .values(subject=subject, **row)
        .on_conflict_do_update(index_elements=[members.c.subject], set_=row)
    )
    yield _noticed()


def member_stopped(subject: str) -> Iterable[Executable]:
    """Frozen or left: no right counts any more."""
    yield update(members).where(members.c.subject == subject).values(active=False)
    yield _noticed()


def role_granted(
    subject: str, role: str, permissions: Sequence[str], unit_id: str, until: date | None
) -> Iterable[Executable]:
    """A role's permissions on a unit and below."""
    row = {"permissions": list(permissions), "until": until}
    yield (
        insert(grants)
        .values(subject=subject, role=role, unit_id=unit_id, **row)
        .on_conflict_do_update(index_elements=[grants.c.subject, grants.c.role, grants.c.unit_id], set_=row)
    )
    yield _noticed()


def role_revoked(subject: str, role: str, unit_id: str) -> Iterable[Executable]:
    """The role no longer holds on that unit."""
    yield delete(grants).where(grants.c.subject == subject, grants.c.role == role, grants.c.unit_id == unit_id)
    yield _noticed()


def session_ended(session: str, subject: str, ended_at: datetime) -> Iterable[Executable]:
    """Tokens of the session no longer count."""
    yield (
        insert(revocations)
        .values(session=session, subject=subject, ended_at=ended_at)
        .on_conflict_do_nothing(index_elements=[revocations.c.session])
    )
    yield _noticed()
