"""No step waits in vain for who is not there. Who is away lends it to whoever does their work; where too few are left
who could decide it, it passes to whom its route names, or to the unit above, or says that it is vacant.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert

from services.contract.deputy.queries import Absence, Gone, Granted, absences_of, holding, stopped_among
from services.contract.deputy.succession import decidable, named_next, spent_in
from services.contract.deputy.tables import deputies, role_lenders
from services.contract.type.route import DECIDE
from shared.approvals.aggregate import APPROVAL
from shared.approvals.commands import Fill, PassOn, StandIn
from shared.approvals.decide import decide
from shared.approvals.events import StepHandedOn, StepOverdue, StepReminded, StepStarted
from shared.approvals.state import Approval, Stage, Step
from shared.approvals.tables import steps, turns
from shared.eventstore.aggregate import Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.security.tables import grants, unit_closure, units
from shared.values.clock import INSTALLATION_ZONE

LOOKED_AT: Final = (StepStarted, StepHandedOn, StepReminded, StepOverdue)
"""What happens to a step and is a moment to see whether somebody is there to decide it."""
ENOUGH: Final = 100
"""Where so many more hold a permission no round can have used them up: its steps are not looked at one by one."""


async def let_deputies_in(work: Work, approval: Stream[Approval], events: Sequence[Event]) -> None:
    """Steps that have just started, passed to somebody or run late are open to somebody who is there."""
    for event in events:
        if isinstance(event, LOOKED_AT):
            await _see_to(work, approval, event.step)


async def _see_to(
    work: Work, approval: Stream[Approval], name: str, gone: Gone | None = None, come: Granted | None = None
) -> None:
    """Lends an open step to the deputies of who is away, and passes it on where too few are left to decide it; it is
    vacant no more where enough are there again.
    """
    step = _open(approval, name)
    if step is None:
        return
    there = await _lend_in(work, approval, step, gone)
    if come is not None and come.lender is None and not await absences_of(work, [come.staff_id]):
        there |= {come.staff_id} - await stopped_among(work, [come.staff_id])
    step = _open(approval, name) or step
    known = {*step.persons, *step.plan.hand_on_to, *step.plan.escalate_to, *(one.to for one in step.delegations)}
    stopped = await stopped_among(work, known, gone) if known else frozenset()
    if decidable(approval.state, step, there, stopped, work.context.now):
        work.record(approval, decide(approval.state, Fill(name, work.context.now)))
        return
    takers = named_next(approval.state, step, stopped)
    holders = None if takers or step.holders else await _unit_above(work, approval, gone)
    left = (gone.staff_id,) if gone else tuple(sorted(stopped & frozenset(step.persons)))
    passed = decide(approval.state, PassOn(name, work.context.now, takers, holders, left))
    work.record(approval, passed)
    if takers and passed:
        await _lend(work, approval, name, await absences_of(work, takers), gone)


def _open(approval: Stream[Approval], name: str) -> Step | None:
    step = approval.state.step(name)
    return step if approval.state.stage is Stage.OPEN and step is not None and step.is_open else None


async def _lend_in(work: Work, approval: Stream[Approval], step: Step, gone: Gone | None) -> frozenset[str]:
    """Lets deputies into the step, of a permission only where too few who hold it are there; gives who is there."""
    if step.holders is None:
        await _lend(work, approval, step.name, await absences_of(work, step.persons), gone)
        return frozenset()
    held = await holding(work, *step.holders, gone)
    if len(held.there - spent_in(approval.state)) < step.needed - len(step.votes):
        await _lend(work, approval, step.name, held.away, gone)
    return held.there


async def _unit_above(work: Work, approval: Stream[Approval], gone: Gone | None) -> tuple[str, str] | None:
    """Whoever decides in the unit above the round's own; nobody, if nobody does."""
    parent = await work.value(select(units.c.parent_id).where(units.c.unit_id == approval.unit))
    above = parent or approval.unit
    held = await holding(work, DECIDE, above, gone)
    return (DECIDE, above) if held.there - spent_in(approval.state) else None


async def _lend(work: Work, approval: Stream[Approval], step: str, away: Sequence[Absence], gone: Gone | None) -> None:
    stopped = await stopped_among(work, [one.deputy_id for one in away], gone) if away else frozenset()
    for one in away:
        if one.deputy_id in stopped:
            continue
        command = StandIn(step, one.staff_id, one.deputy_id, work.context.now, _end_of(one.until))
        work.record(approval, decide(approval.state, command))


async def remember_deputy(work: Work, staff_id: str, deputy_id: str, until: date) -> None:
    """Somebody does somebody's work from now on, also what waits already."""
    row = insert(deputies).values(staff_id=staff_id, deputy_id=deputy_id, until=until)
    changed = {name: row.excluded[name] for name in ("deputy_id", "until")}
    await work.execute(row.on_conflict_do_update(index_elements=["staff_id"], set_=changed))
    await _look_again(work, staff_id)


async def take_grant(work: Work, granted: Granted) -> None:
    """A role was granted, of somebody's who is away or of their own, or holds something else than before: vacant steps
    are looked at by whoever has their permission now, and those whose permission it held before find who is next.
    """
    of = {"subject": granted.staff_id, "role": granted.role, "unit_id": granted.unit_id}
    same = [role_lenders.c[name] == value for name, value in of.items()]
    before = await work.row(select(role_lenders.c.permissions).where(*same))
    row = insert(role_lenders).values(**of, lender=granted.lender, permissions=list(granted.permissions))
    told = {name: row.excluded[name] for name in ("lender", "permissions")}
    await work.execute(row.on_conflict_do_update(index_elements=list(of), set_=told))
    if before is not None and set(before["permissions"] or ("*",)) - set(granted.permissions):
        held = replace(granted, permissions=tuple(before["permissions"] or ("*",)))
        for permission, unit in await _asked_below(work, granted.unit_id):
            if held.opens(permission) and not granted.opens(permission):
                await _look_at(work, permission, unit, granted.as_lost)
    await _fill(work, granted)


async def _fill(work: Work, granted: Granted) -> None:
    """Steps that were vacant and whose permission somebody has now."""
    reached = select(unit_closure.c.descendant).where(unit_closure.c.ancestor == granted.unit_id)
    vacant = select(steps.c.approval_id, steps.c.step, steps.c.permission).where(
        steps.c.vacant_at.is_not(None), steps.c.step_unit.in_(reached)
    )
    for row in await work.rows(vacant.order_by(steps.c.approval_id, steps.c.step)):
        if granted.opens(row["permission"]):
            approval = await work.load(APPROVAL, row["approval_id"], must_exist=True)
            await _see_to(work, approval, row["step"], come=granted)


async def see_to_steps_of(work: Work, gone: Gone) -> None:
    """Somebody is there no more, or holds a role no more: what waits for them finds who is next."""
    await _look_again(work, gone.staff_id, gone)


async def _look_again(work: Work, staff_id: str, gone: Gone | None = None) -> None:
    """The open steps that ask somebody by name, or may ask them by a role of theirs."""
    if gone is None or not gone.role:
        named = (turns.c.person == staff_id) & (turns.c.wanted == "decision")
        await _look_at_each(work, await _steps(work, named), gone)
    held = select(grants.c.unit_id).where(grants.c.subject == staff_id)
    for permission, unit in await _asked_below(work, gone.unit_id if gone is not None and gone.role else held):
        await _look_at(work, permission, unit, gone)


async def _asked_below(work: Work, units_: str | Select[Any]) -> list[tuple[str, str]]:
    """The permissions that open steps ask for, each on a unit below one of these."""
    above = unit_closure.c.ancestor
    reached = select(unit_closure.c.descendant).where(above == units_ if isinstance(units_, str) else above.in_(units_))
    asked = turns.c.permission.is_not(None) & turns.c.step_unit.in_(reached)
    pairs = await work.rows(select(turns.c.permission, turns.c.step_unit).where(asked).distinct())
    return sorted((pair["permission"], pair["step_unit"]) for pair in pairs)


async def _look_at(work: Work, permission: str, unit: str, gone: Gone | None) -> None:
    """The open steps that ask for whoever holds the permission on the unit, where few do."""
    if len((await holding(work, permission, unit, gone)).there) < ENOUGH:
        asked = (turns.c.permission == permission) & (turns.c.step_unit == unit)
        await _look_at_each(work, await _steps(work, asked), gone)


async def _look_at_each(work: Work, found: Sequence[tuple[str, str]], gone: Gone | None) -> None:
    for approval_id, step in sorted(set(found)):
        approval = await work.load(APPROVAL, approval_id, must_exist=True)
        await _see_to(work, approval, step, gone)


async def _steps(work: Work, where: Any) -> list[tuple[str, str]]:
    rows = await work.rows(select(turns.c.approval_id, turns.c.step).where(where).distinct())
    return [(row["approval_id"], row["step"]) for row in rows]


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), INSTALLATION_ZONE)
