"""Asking for access, and what follows from the decision: the grant is in the transaction of the last approval."""

import hashlib
from dataclasses import replace
from datetime import date

from services.portal.access_request.aggregate import ACCESS_REQUEST, AskAccess, SettleRequest, Wanted, decide
from services.portal.access_request.queries import waits
from services.portal.access_request.route import label_of, route_of
from services.portal.role_group.queries import permissions_for
from services.portal.separation.queries import holders_of_offices, is_separated
from services.portal.staff.aggregate import STAFF, GrantRole, check_offices
from services.portal.staff.errors import UnknownRoleError
from services.portal.staff.handlers import grant_role
from services.portal.staff.state import Staff
from shared.approvals.aggregate import APPROVAL
from shared.approvals.commands import OpenApproval, Withdraw
from shared.approvals.decide import decide as decide_approval
from shared.approvals.events import ApprovalClosed
from shared.approvals.handlers import open_round
from shared.eventstore.work import Work
from shared.security.known import require_units
from shared.values.errors import NotFoundError
from shared.values.ids import new_id


async def ask_access(work: Work, staff_id: str, wanted: Wanted) -> tuple[str, int]:
    """Opens a request and its approval, for whoever asks; gives the request's id and version. The unit is often one
    that they have no right on.
    """
    async with work.beyond():
        return await _ask(work, staff_id, wanted)


async def _ask(work: Work, staff_id: str, wanted: Wanted) -> tuple[str, int]:
    somebody = await work.load(STAFF, staff_id, must_exist=True)
    await require_units(work, {"/unit_id": wanted.unit_id})
    if await permissions_for(work, wanted.role) is None:
        raise UnknownRoleError
    today = work.context.today
    separated = await is_separated(work)
    check_offices(somebody.state, wanted.role, today, separated=separated, agreed=True)
    request_id, approval_id = new_id(), new_id()
    ask = AskAccess(
        request_id=request_id,
        staff_id=staff_id,
        role=wanted.role,
        unit_id=wanted.unit_id,
        until=wanted.until,
        reason=wanted.reason,
        approval_id=approval_id,
        today=today,
        held_until=_held_until(somebody.state, wanted, today),
        waits=await waits(work, staff_id, wanted.role, wanted.unit_id),
    )
    request = work.start(ACCESS_REQUEST, request_id, key=staff_id, unit=wanted.unit_id)
    work.record(request, decide(request.state, ask))
    others = [one for one in await holders_of_offices(work) if one != staff_id] if separated else []
    command = OpenApproval(
        approval_id=approval_id,
        subject=request.name,
        label=label_of(wanted.role),
        round=1,
        drafter=staff_id,
        text_hash=_text_hash(ask),
        steps=route_of(wanted.role, wanted.unit_id, others),
        at=work.context.now,
    )
    await open_round(work, command, key=staff_id, unit=wanted.unit_id)
    return request_id, request.version


async def round_closed(work: Work, closed: ApprovalClosed) -> None:
    """The end of the approval settles its request; agreed to, the rights are given in the approver's name."""
    request = await work.load(ACCESS_REQUEST, closed.subject.partition("-")[2], must_exist=True)
    work.record(request, decide(request.state, SettleRequest(request.id, closed.outcome)))
    if closed.outcome != "approved":
        return
    asked = request.state
    # Who asks may work in a unit that the approver does not see; what they may do here is what was agreed to.
    async with work.beyond():
        patterns = await permissions_for(work, asked.role)
        command = GrantRole(asked.staff_id, asked.role, patterns, asked.unit_id, work.context.today, asked.until)
        await grant_role(work, replace(command, agreed=True))


async def withdraw(work: Work, staff_id: str, request_id: str) -> int:
    """Takes one's own request back; raises `NotFoundError` for another's."""
    async with work.beyond():
        request = await work.load(ACCESS_REQUEST, request_id, must_exist=True)
        if request.state.staff_id != staff_id:
            raise NotFoundError
        approval = await work.load(APPROVAL, request.state.approval_id, must_exist=True)
        settled = decide(request.state, SettleRequest(request_id, "withdrawn"))
        work.record(approval, decide_approval(approval.state, Withdraw(staff_id, work.context.now)))
        work.record(request, settled)
    return request.version


def _held_until(staff: Staff, wanted: Wanted, today: date) -> date | None:
    held = staff.roles.get((wanted.role, wanted.unit_id))
    if held is None:
        return None
    until = held[1] or date.max
    return until if until >= today else None


def _text_hash(ask: AskAccess) -> str:
    told = f"{ask.approval_id}\n{ask.staff_id}\n{ask.role}\n{ask.unit_id}\n{ask.until.isoformat()}"
    return hashlib.sha256(told.encode()).hexdigest()
