"""Who is away is asked nothing in vain: steps that ask them by name, and steps of a permission that nobody else holds,
are delegated to whoever does their work.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.contract.deputy.queries import Absence, holding
from services.contract.deputy.tables import deputies
from shared.approvals.aggregate import APPROVAL
from shared.approvals.commands import StandIn
from shared.approvals.decide import decide
from shared.approvals.events import StepHandedOn, StepStarted
from shared.approvals.state import Approval
from shared.approvals.tables import turns
from shared.eventstore.aggregate import Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.security.tables import grants, unit_closure
from shared.values.clock import INSTALLATION_ZONE


async def let_deputies_in(work: Work, approval: Stream[Approval], events: Iterable[Event]) -> None:
    """Steps that have just started, or passed to somebody, are open to the deputies of who is away."""
    for event in events:
        if isinstance(event, StepStarted | StepHandedOn) and event.persons:
            await _stand_in(work, approval, event.step, event.persons)
        elif isinstance(event, StepStarted) and event.permission is not None and event.unit_id is not None:
            held = await holding(work, event.permission, event.unit_id)
            _lend(work, approval, event.step, held.lent(_spent(approval)))


async def _stand_in(work: Work, approval: Stream[Approval], step: str, persons: Sequence[str]) -> None:
    chosen = select(deputies).where(deputies.c.staff_id.in_(sorted(persons)), deputies.c.until >= work.context.today)
    rows = await work.rows(chosen.order_by(deputies.c.staff_id))
    _lend(work, approval, step, [Absence(row["staff_id"], row["deputy_id"], row["until"]) for row in rows])


def _lend(work: Work, approval: Stream[Approval], step: str, away: Iterable[Absence]) -> None:
    for one in away:
        command = StandIn(step, one.staff_id, one.deputy_id, work.context.now, _end_of(one.until))
        work.record(approval, decide(approval.state, command))


async def remember_deputy(work: Work, staff_id: str, deputy_id: str, until: date) -> None:
    """Somebody does somebody's work from now on, also what waits already."""
    row = insert(deputies).values(staff_id=staff_id, deputy_id=deputy_id, until=until)
    changed = {name: row.excluded[name] for name in ("deputy_id", "until")}
    await work.execute(row.on_conflict_do_update(index_elements=["staff_id"], set_=changed))
    waiting = select(turns.c.approval_id, turns.c.step).where(turns.c.person == staff_id, turns.c.wanted == "decision")
    for turn in await work.rows(waiting.order_by(turns.c.approval_id, turns.c.step)):
        approval = await work.load(APPROVAL, turn["approval_id"], must_exist=True)
        await _stand_in(work, approval, turn["step"], [staff_id])
    await _lend_what_waits(work, staff_id)


async def _lend_what_waits(work: Work, staff_id: str) -> None:
    """Open steps of permissions on units that the person's roles reach, where nobody is there any more."""
    reached = (
        select(unit_closure.c.descendant)
        .join(grants, grants.c.unit_id == unit_closure.c.ancestor)
        .where(grants.c.subject == staff_id)
    )
    asked = turns.c.permission.is_not(None) & turns.c.step_unit.in_(reached)
    pairs = await work.rows(select(turns.c.permission, turns.c.step_unit).where(asked).distinct())
    for pair in pairs:
        held = await holding(work, pair["permission"], pair["step_unit"])
        if staff_id not in held.holders:
            continue
        waiting = select(turns.c.approval_id, turns.c.step).where(
            turns.c.permission == pair["permission"], turns.c.step_unit == pair["step_unit"]
        )
        for turn in await work.rows(waiting.order_by(turns.c.approval_id, turns.c.step)):
            approval = await work.load(APPROVAL, turn["approval_id"], must_exist=True)
            _lend(work, approval, turn["step"], held.lent(_spent(approval)))


def _spent(approval: Stream[Approval]) -> frozenset[str]:
    return approval.state.authors | approval.state.decided


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), INSTALLATION_ZONE)
