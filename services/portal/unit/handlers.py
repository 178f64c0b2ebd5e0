"""What is done with units, each in the transaction of whoever asks."""

from dataclasses import replace
from datetime import date

import structlog

from services.portal.unit.aggregate import UNIT, ChangeUnit, LapseChange, TakeEffect, WithdrawChange, decide
from services.portal.unit.queries import Waiting, around, waiting_on
from shared.eventstore.deadlines import Deadline
from shared.eventstore.work import Work
from shared.security.known import unit_for
from shared.values.errors import DomainError, ForbiddenError

log = structlog.get_logger(__name__)


async def change_unit(work: Work, command: ChangeUnit, if_match: int | None = None) -> int:
    """Makes or changes a unit below one that the caller covers, at once or on its day; gives its version.

    A unit's stream belongs to its parent, so that who looks after a unit can't alter the unit itself.
    """
    above = command.parent_id or ""
    ahead = command.effective_on > command.today
    if command.parent_id is not None:
        await unit_for(work, above, "/parent_id", closed=ahead)
    elif not work.context.covers(above):
        raise ForbiddenError("Who looks after everything alone may change the top.", pointer="/parent_id")
    unit = await work.load(UNIT, command.unit_id, unit=above, if_match=if_match, must_exist=if_match is not None)
    command = replace(command, around=await around(work, command.unit_id, command.parent_id, command.code))
    # Until a planned move takes effect, who looks after the unit's place of today looks after the unit.
    work.record(unit, decide(unit.state, command), unit=unit.unit if ahead and unit.exists else above)
    return unit.version


async def withdraw_change(work: Work, unit_id: str, change_id: str) -> int:
    """The planned change will not come; gives the unit's version."""
    unit = await work.load(UNIT, unit_id, must_exist=True)
    work.record(unit, decide(unit.state, WithdrawChange(unit_id, change_id)))
    return unit.version


async def take_effect(work: Work, due: Deadline) -> None:
    """A day has begun: what was planned for it takes effect, in whatever order the tree allows.

    What the tree allows in no order lapses, which the unit's stream and page say with the reason.
    """
    waiting = await waiting_on(work, date.fromisoformat(due.subject))
    while waiting:
        refused = [(plan, refusal) for plan in waiting if (refusal := await _refusal_of(work, plan)) is not None]
        if len(refused) == len(waiting):
            for plan, refusal in refused:
                unit = await work.load(UNIT, plan.unit_id)
                work.record(unit, decide(unit.state, LapseChange(plan.unit_id, plan.change_id, refusal.kind)))
                log.warning("planned_change_lapsed", unit=plan.unit_id, reason=refusal.kind)
            return
        waiting = [plan for plan, _ in refused]


async def _refusal_of(work: Work, plan: Waiting) -> DomainError | None:
    """Lets one planned change take effect; why not, if the tree does not allow it now."""
    unit = await work.load(UNIT, plan.unit_id)
    parent = plan.parent_id or unit.state.parent_id
    command = TakeEffect(plan.unit_id, plan.change_id, await around(work, plan.unit_id, parent, plan.code))
    try:
        happened = decide(unit.state, command)
    except DomainError as refusal:
        return refusal
    work.record(unit, happened, unit=parent or "")
    return None
