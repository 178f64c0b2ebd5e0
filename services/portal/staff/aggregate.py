"""Somebody who works here: joins, moves, is frozen, leaves; holds roles on units."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from services.portal.role.offices import in_the_way, offices_of
from services.portal.staff.errors import (
    NoLeavePlannedError,
    NoSecondFactorError,
    OfficeByAgreementError,
    OfficesSeparatedError,
    OwnGrantError,
    RoleNotHeldError,
    SecondFactorStandsError,
    SeparateOfficesError,
    UnknownRoleError,
)
from services.portal.staff.events import (
    AccountUnused,
    HandedOver,
    Removal,
    RoleGranted,
    RoleRevoked,
    SecondFactorEnrolled,
    SecondFactorRemoved,
    SessionEnded,
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
from services.portal.staff.state import Staff, Stage, roles_moved
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError

NOT_TOLD: Final = ""
"""Where readers of an event expect a job title: it is personal."""


@dataclass(frozen=True, slots=True)
class JoinStaff:
    staff_id: str
    unit_id: str
    login: str
    name: str
    email: str | None
    phone: str | None
    title: str
    locale: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class MoveStaff:
    """Works in another unit from a day on; somebody frozen is back with it."""

    staff_id: str
    unit_id: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class FreezeStaff:
    staff_id: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class LetGo:
    """Works here no longer from a day on; one after `today` is planned."""

    staff_id: str
    effective_on: date
    today: date


@dataclass(frozen=True, slots=True)
class KeepOn:
    """The planned day of leaving is withdrawn."""

    staff_id: str


@dataclass(frozen=True, slots=True)
class CorrectStaff:
    """Goes by this name and these addresses; `changed` are the fields that say something new."""

    staff_id: str
    changed: tuple[str, ...]
    login: str
    name: str
    email: str | None
    phone: str | None
    title: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class EraseStaff:
    staff_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class GrantRole:
    """`permissions` are the role's patterns, None when there is no such role. What ended before `today` is not held.
    `by` is who grants; `separated`: the offices are held by separate persons; `agreed`: the grant was asked for and
    agreed to. `lent_by` is whose role it is, if it is a deputy's.
    """

    subject: str
    role: str
    permissions: tuple[str, ...] | None
    unit_id: str
    today: date
    until: date | None = None
    by: str = ""
    separated: bool = False
    agreed: bool = False
    lent_by: str | None = None


@dataclass(frozen=True, slots=True)
class Deputise:
    """Somebody else does the work, with these roles (pairs of role and unit), to the end of a day."""

    staff_id: str
    deputy_id: str
    roles: tuple[tuple[str, str], ...]
    until: date


@dataclass(frozen=True, slots=True)
class RevokeRole:
    subject: str
    role: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class EndSessions:
    subject: str
    session_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EnrolSecondFactor:
    staff_id: str


@dataclass(frozen=True, slots=True)
class RemoveSecondFactor:
    staff_id: str
    reason: Removal


@dataclass(frozen=True, slots=True)
class ReportUnused:
    """Nobody signed in since that day, which is `days` ago at least."""

    staff_id: str
    unit_id: str
    since: date
    days: int


AboutFactor = EnrolSecondFactor | RemoveSecondFactor
AboutLeaving = LetGo | KeepOn
Command = (
    JoinStaff
    | MoveStaff
    | FreezeStaff
    | AboutLeaving
    | CorrectStaff
    | EraseStaff
    | Deputise
    | GrantRole
    | RevokeRole
    | EndSessions
    | AboutFactor
    | ReportUnused
)


def decide(staff: Staff, command: Command) -> list[Event]:
    """What the command does to somebody in this stage."""
    match command:
        case GrantRole() | RevokeRole():
            return _about_roles(staff, command)
        case EndSessions(subject=subject, session_ids=ids):
            return [SessionEnded(staff_id=subject, session_id=one) for one in ids]
        case EnrolSecondFactor() | RemoveSecondFactor():
            return _about_factor(staff, command)
        case LetGo() | KeepOn():
            return _about_leaving(staff, command)
        case _:
            return _about_person(staff, command)


def _about_person(staff: Staff, command: Command) -> list[Event]:
    match staff.stage, command:
        case Stage.NEW, JoinStaff() as join:
            return [
                StaffJoined(
                    staff_id=join.staff_id,
                    unit_id=join.unit_id,
                    login=join.login,
                    name=join.name,
                    email=join.email,
                    phone=join.phone,
                    job_title=join.title,
                    title=NOT_TOLD,
                    locale=join.locale,
                    effective_on=join.effective_on,
                )
            ]
        case Stage.ACTIVE | Stage.FROZEN, MoveStaff(unit_id=unit) as move:
            if staff.stage is Stage.ACTIVE and unit == staff.unit_id:
                return []
            return [StaffMoved(staff_id=move.staff_id, unit_id=unit, effective_on=move.effective_on)]
        case Stage.ACTIVE, FreezeStaff(staff_id, effective_on):
            return [StaffFrozen(staff_id=staff_id, effective_on=effective_on)]
        case Stage.ACTIVE | Stage.FROZEN, CorrectStaff() as said:
            return [_corrected(said)] if said.changed else []
        case Stage.ACTIVE | Stage.FROZEN, Deputise(staff_id, deputy_id, roles, until):
            held = [HandedOver(role=role, unit_id=unit) for role, unit in roles]
            return [StaffDeputised(staff_id=staff_id, deputy_id=deputy_id, roles=held, until=until)]
        case Stage.ACTIVE, ReportUnused(staff_id, unit, since, days):
            if staff.unused_since == since:
                return []
            return [AccountUnused(staff_id=staff_id, unit_id=unit, since=since, days=days)]
        case Stage.LEFT, EraseStaff(staff_id, reason) if not staff.erased:
            return [StaffErased(staff_id=staff_id, reason=reason)]
        case _:
            raise NotPossibleNowError(staff.stage, command)


def differing(known: Mapping[str, str | None], said: Mapping[str, str | None]) -> tuple[str, ...]:
    """The fields in which what is said of somebody differs from what is known."""
    return tuple(sorted(name for name, text in said.items() if text != known[name]))


def _corrected(said: CorrectStaff) -> StaffCorrected:
    return StaffCorrected(
        staff_id=said.staff_id,
        changed=list(said.changed),
        login=said.login,
        name=said.name,
        email=said.email,
        phone=said.phone,
        job_title=said.title,
        title=NOT_TOLD,
        effective_on=said.effective_on,
    )


def _about_leaving(staff: Staff, command: AboutLeaving) -> list[Event]:
    if staff.stage not in (Stage.ACTIVE, Stage.FROZEN):
        raise NotPossibleNowError(staff.stage, command)
    match command:
        case LetGo(staff_id, day, today) if day > today:
            return [] if staff.leaves_on == day else [StaffLeavePlanned(staff_id=staff_id, effective_on=day)]
        case LetGo(staff_id, day):
            return [StaffLeft(staff_id=staff_id, effective_on=day)]
        case KeepOn(staff_id) if staff.leaves_on is not None:
            return [StaffLeaveWithdrawn(staff_id=staff_id)]
        case KeepOn():
            raise NoLeavePlannedError


def _about_roles(staff: Staff, command: GrantRole | RevokeRole) -> list[Event]:
    if staff.stage is Stage.LEFT:
        raise NotPossibleNowError(staff.stage, command)
    held = staff.roles.get((command.role, command.unit_id))
    match command:
        case GrantRole(permissions=None):
            raise UnknownRoleError
        case GrantRole(subject, role, tuple(patterns), unit_id, today, until):
            lender = command.lent_by
            if held == (patterns, until) and staff.lenders.get((role, unit_id)) == lender:
                return []
            check_offices(staff, role, today, separated=command.separated, agreed=command.agreed)
            if command.separated and not command.agreed and command.by == subject:
                raise OwnGrantError
            granted = {"staff_id": subject, "role": role, "permissions": list(patterns), "unit_id": unit_id}
            return [RoleGranted.model_validate({**granted, "until": until, "lent_by": lender})]
        case RevokeRole(subject, role, unit_id) if held is not None:
            return [RoleRevoked(staff_id=subject, role=role, unit_id=unit_id)]
        case _:
            raise RoleNotHeldError


def check_offices(staff: Staff, role: str, today: date, *, separated: bool, agreed: bool) -> None:
    """Raises what stands between somebody and a role because of the offices of administration."""
    offices = offices_of(role)
    if separated and len(offices) > 1:
        raise OfficesSeparatedError
    if separated and offices and not agreed:
        raise OfficeByAgreementError
    if other := in_the_way(role, staff.held_on(today)):
        raise SeparateOfficesError(
            f"Who holds {other} can't be given {role}: they are offices of separate persons.", held=other
        )


def _about_factor(staff: Staff, command: AboutFactor) -> list[Event]:
    if staff.stage is not Stage.ACTIVE and isinstance(command, EnrolSecondFactor):
        raise NotPossibleNowError(staff.stage, command)
    match staff.second_factor, command:
        case False, EnrolSecondFactor(staff_id):
            return [SecondFactorEnrolled(staff_id=staff_id)]
        case True, RemoveSecondFactor(staff_id, reason):
            return [SecondFactorRemoved(staff_id=staff_id, reason=reason)]
        case True, EnrolSecondFactor():
            raise SecondFactorStandsError
        case _:
            raise NoSecondFactorError


def evolve(staff: Staff, event: Event) -> Staff:
    """Somebody after an event of their stream."""
    match event:
        case StaffJoined(unit_id=unit) | StaffMoved(unit_id=unit):
            return replace(staff, stage=Stage.ACTIVE, unit_id=unit)
        case StaffFrozen():
            return replace(staff, stage=Stage.FROZEN)
        case StaffLeft() | StaffLeavePlanned() | StaffLeaveWithdrawn():
            return _leaving(staff, event)
        case StaffErased():
            return replace(staff, erased=True)
        case AccountUnused(since=since):
            return replace(staff, unused_since=since)
        case SecondFactorEnrolled():
            return replace(staff, second_factor=True)
        case SecondFactorRemoved():
            return replace(staff, second_factor=False)
        case RoleGranted() | RoleRevoked() | StaffDeputised():
            return roles_moved(staff, event)
        case _:
            return staff


def _leaving(staff: Staff, event: StaffLeft | StaffLeavePlanned | StaffLeaveWithdrawn) -> Staff:
    match event:
        case StaffLeft():
            return replace(staff, stage=Stage.LEFT, roles={}, lenders={}, leaves_on=None)
        case StaffLeavePlanned(effective_on=day):
            return replace(staff, leaves_on=day)
        case StaffLeaveWithdrawn():
            return replace(staff, leaves_on=None)


STAFF: Final = Aggregate("staff", Staff(), evolve, shape=3)
