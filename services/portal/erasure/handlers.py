"""A leaver's personal data goes from every room that has some."""

from typing import Final

from services.portal.access_request.aggregate import ACCESS_REQUEST
from services.portal.access_request.aggregate import Stage as Requested
from services.portal.access_request.handlers import withdraw
from services.portal.access_request.queries import requests_of
from services.portal.account.queries import close_account
from services.portal.staff.aggregate import STAFF, EraseStaff, LetGo, decide
from services.portal.staff.handlers import change_staff
from services.portal.staff.state import Stage
from shared.approvals.aggregate import APPROVAL
from shared.eventstore.work import Work


async def erase_staff(work: Work, staff_id: str, reason: str) -> int:
    """Name, addresses, login, why they asked for access and what was said to it can't be read any more; gives the
    version of the stream.
    """
    somebody = await work.load(STAFF, staff_id, must_exist=True)
    work.record(somebody, decide(somebody.state, EraseStaff(staff_id, reason)))
    await close_account(work, staff_id)
    await work.destroy_key(somebody.name)
    await _forget_requests(work, staff_id)
    return somebody.version


async def _forget_requests(work: Work, staff_id: str) -> None:
    """What waits is taken back first: nobody can decide on what nobody can read."""
    async with work.beyond():
        asked = await requests_of(work, staff_id)
        for request_id, _, stage in asked:
            if stage == Requested.OPEN:
                await withdraw(work, staff_id, request_id)
        for request_id, approval_id, _ in asked:
            await work.destroy_key(ACCESS_REQUEST.stream(request_id))
            await work.destroy_key(APPROVAL.stream(approval_id))


async def staff_again(work: Work, staff_id: str) -> None:
    """Restored staff who had left and were erased after the backup leave and are erased again."""
    somebody = await work.load(STAFF, staff_id)
    if not somebody.exists or somebody.state.erased:
        return
    if somebody.state.stage is not Stage.LEFT:
        await change_staff(work, staff_id, LetGo(staff_id, work.context.today, work.context.today))
    await close_account(work, staff_id)
    work.record(somebody, decide(somebody.state, EraseStaff(staff_id, "erased before a backup was restored")))
    await _forget_requests(work, staff_id)


ERASERS: Final = {"staff": staff_again}
"""By the kind of stream."""
