"""What is done with staff, each in the transaction of whoever asks."""

from typing import Final

from services.portal.account import queries
from services.portal.account.passwords import check_strength, hashed
from services.portal.staff.aggregate import (
    STAFF,
    Command,
    EndSessions,
    EraseStaff,
    FreezeStaff,
    GrantRole,
    JoinStaff,
    LetGo,
    MoveStaff,
    Stage,
    decide,
)
from shared.eventstore.work import Work
from shared.security.known import unit_for
from shared.security.principal import SERVICE_PREFIX
from shared.settings import PORTS
from shared.values.errors import NotFoundError


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
    """Does what the command says to somebody; freezing and letting go end their sessions."""
    somebody = await work.load(STAFF, staff_id, must_exist=True)
    work.record(somebody, decide(somebody.state, command))
    if isinstance(command, FreezeStaff | LetGo):
        await end_sessions(work, staff_id)
    if isinstance(command, EraseStaff):
        await queries.close_account(work, staff_id)
        await work.destroy_key(somebody.name)
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
    work.record(holder, decide(holder.state, command))
    return holder.version


async def staff_again(work: Work, staff_id: str) -> None:
    """Restored staff who had left and were erased after the backup leave and are erased again."""
    somebody = await work.load(STAFF, staff_id)
    if not somebody.exists or somebody.state.erased:
        return
    if somebody.state.stage is not Stage.LEFT:
        await change_staff(work, staff_id, LetGo(staff_id, work.context.today))
    await queries.close_account(work, staff_id)
    work.record(somebody, decide(somebody.state, EraseStaff(staff_id, "erased before a backup was restored")))


ERASERS: Final = {"staff": staff_again}
"""By the kind of stream."""
