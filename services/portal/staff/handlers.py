"""What is done with staff, each in the transaction of whoever asks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from services.portal.account import queries
from services.portal.account.passwords import check_strength, hashed
from services.portal.role.offices import offices_of
from services.portal.separation.queries import holders_of_offices, is_separated
from services.portal.staff.aggregate import (
    STAFF,
    Command,
    CorrectStaff,
    Deputise,
    EndSessions,
    GrantRole,
    JoinStaff,
    LetGo,
    MoveStaff,
    RevokeRole,
    decide,
    differing,
)
from services.portal.staff.events import StaffFrozen, StaffLeft
from services.portal.staff.queries import told_of
from shared.eventstore.deadlines import Deadline, set_deadline
from shared.eventstore.work import Work
from shared.security.known import require_people, unit_for
from shared.security.principal import SERVICE_PREFIX
from shared.settings import PORTS
from shared.values.errors import DomainError, ForbiddenError, InvalidFieldError, NotFoundError

ASKED_AGAIN: Final = timedelta(minutes=10)
"""Where the day is not over by the portal's clock, though it is by the database's."""


class LastOfOfficeError(DomainError):
    """Nobody else holds this office: let somebody else have it first."""


async def join_staff(work: Work, command: JoinStaff, password: str, *, must_change: bool) -> int:
    """Takes somebody on in a unit that the caller covers, with a first password; gives the version."""
    check_strength(password, command.login)
    await unit_for(work, command.unit_id)
    somebody = await work.load(STAFF, command.staff_id, unit=command.unit_id)
    work.record(somebody, decide(somebody.state, command))
    await queries.open_account(work, command.staff_id, command.login, await hashed(password), must_change=must_change)
    return somebody.version


async def move_staff(work: Work, command: MoveStaff) -> int:
    """Moves somebody to a unit that the caller covers too."""
    await unit_for(work, command.unit_id)
    somebody = await work.load(STAFF, command.staff_id, must_exist=True)
    work.record(somebody, decide(somebody.state, command), unit=command.unit_id)
    return somebody.version


async def change_staff(work: Work, staff_id: str, command: Command) -> int:
    """Does what the command says to somebody; once frozen or gone, their sessions end."""
    somebody = await work.load(STAFF, staff_id, must_exist=True)
    happened = decide(somebody.state, command)
    work.record(somebody, happened)
    if any(isinstance(one, StaffFrozen | StaffLeft) for one in happened):
        await end_sessions(work, staff_id)
    return somebody.version


async def leave_on_the_day(work: Work, due: Deadline) -> None:
    """The day has begun on which somebody leaves."""
    somebody = await work.load(STAFF, due.subject)
    day, today = somebody.state.leaves_on, work.context.today
    if day is None:
        return
    if day <= today:
        await change_staff(work, due.subject, LetGo(due.subject, day, today))
    else:
        await work.execute(set_deadline(due.kind, due.subject, work.context.now + ASKED_AGAIN))


async def correct_staff(work: Work, staff_id: str, said: Mapping[str, str | None], if_match: int | None = None) -> int:
    """Takes over what is said of somebody, as far as it differs (`told_of` names the fields); gives the version."""
    somebody = await work.load(STAFF, staff_id, must_exist=True, if_match=if_match)
    known = await told_of(work, staff_id)
    now = {**known, **said}
    command = CorrectStaff(
        staff_id,
        differing(known, said),
        login=str(now["login"]),
        name=str(now["name"]),
        email=now["email"],
        phone=now["phone"],
        title=str(now["title"]),
        effective_on=work.context.today,
    )
    work.record(somebody, decide(somebody.state, command))
    return somebody.version


async def end_sessions(work: Work, staff_id: str, only: str | None = None) -> None:
    """Ends sessions of somebody, all or one, so that their tokens count nowhere."""
    ended = await queries.end_sessions(work, staff_id, only)
    if ended:
        somebody = await work.load(STAFF, staff_id)
        work.record(somebody, decide(somebody.state, EndSessions(staff_id, tuple(ended))))


async def grant_role(work: Work, command: GrantRole) -> int:
    """Grants a role on a unit that the caller covers, to somebody visible to them or to a service."""
    await unit_for(work, command.unit_id)
    is_service = command.subject.startswith(SERVICE_PREFIX)
    if is_service and command.subject.removeprefix(SERVICE_PREFIX) not in PORTS:
        raise NotFoundError
    holder = await work.load(STAFF, command.subject, unit=command.unit_id, must_exist=not is_service)
    known = replace(command, by=work.context.actor, separated=await is_separated(work))
    work.record(holder, decide(holder.state, known))
    return holder.version


async def revoke_role(work: Work, command: RevokeRole) -> int:
    """Takes a role back, from a deputy to whom it was lent as well. Once the offices are separate, the last holder of
    one keeps it until there is another.
    """
    holder = await work.load(STAFF, command.subject, must_exist=True)
    place = (command.role, command.unit_id)
    deputy_id = holder.state.deputies.get(place)
    if offices_of(command.role) and await is_separated(work):
        others = await holders_of_offices(work, command.role)
        if others == [command.subject]:
            raise LastOfOfficeError
    work.record(holder, decide(holder.state, command))
    if deputy_id is not None:
        deputy = await work.load(STAFF, deputy_id)
        if deputy.state.lenders.get(place) == command.subject:
            work.record(deputy, decide(deputy.state, replace(command, subject=deputy_id)))
    return holder.version


async def end_grant(work: Work, due: Deadline) -> None:
    """The last day of a grant is over: it is revoked, and with it the right in every service."""
    subject, role, unit = due.data["subject"], due.data["role"], due.data["unit_id"]
    holder = await work.load(STAFF, subject)
    _, until = holder.state.roles.get((role, unit), ((), None))
    if until is None:
        return
    if until < work.context.today:
        work.record(holder, decide(holder.state, RevokeRole(subject, role, unit)))
    else:
        await work.execute(set_deadline(due.kind, due.subject, work.context.now + ASKED_AGAIN, due.data))


async def deputise(work: Work, staff_id: str, deputy_id: str, until: date) -> int:
    """Lets somebody else do somebody's work to the end of a day: with the roles on units that the caller covers, as
    far as the deputy has them not; gives the version.
    """
    today = work.context.today
    away = await work.load(STAFF, staff_id, must_exist=True)
    if until < today:
        raise InvalidFieldError("/until", "The day is over.")
    if staff_id == deputy_id:
        raise InvalidFieldError("/deputy_id", "Nobody is their own deputy.")
    await require_people(work, {"/deputy_id": deputy_id})
    deputy = await work.load(STAFF, deputy_id, must_exist=True)
    held = {place: known for place, known in away.state.roles.items() if known[1] is None or known[1] >= today}
    if not all(work.context.covers(unit) for _, unit in held):
        raise ForbiddenError("A role is held on a unit outside the caller's permission.")
    separated = await is_separated(work)
    handed = tuple(sorted(place for place in held if place[0] not in deputy.state.held_on(today)))
    work.record(away, decide(away.state, Deputise(staff_id, deputy_id, handed, until)))
    for role, unit in handed:
        patterns, ends = held[role, unit]
        last = until if ends is None else min(until, ends)
        grant = GrantRole(deputy_id, role, patterns, unit, today, last, by=work.context.actor, separated=separated)
        work.record(deputy, decide(deputy.state, replace(grant, lent_by=staff_id)))
    return away.version
