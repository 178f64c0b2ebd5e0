"""Who is away is asked nothing in vain: steps that ask them by name are delegated to whoever does their work."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

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
from shared.values.clock import INSTALLATION_ZONE


async def let_deputies_in(work: Work, approval: Stream[Approval], events: Iterable[Event]) -> None:
    """Steps that have just started, or passed to somebody, are open to the deputies of who is away."""
    for event in events:
        if isinstance(event, StepStarted | StepHandedOn) and event.persons:
            await _stand_in(work, approval, event.step, event.persons)


async def _stand_in(work: Work, approval: Stream[Approval], step: str, persons: Sequence[str]) -> None:
    chosen = select(deputies).where(deputies.c.staff_id.in_(sorted(persons)), deputies.c.until >= work.context.today)
    for row in await work.rows(chosen.order_by(deputies.c.staff_id)):
        command = StandIn(step, row["staff_id"], row["deputy_id"], work.context.now, _end_of(row["until"]))
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


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), INSTALLATION_ZONE)
