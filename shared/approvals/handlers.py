"""Approvals inside a service: rounds opened by it, decisions taken by persons, deadlines that come by themselves."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from shared.approvals.aggregate import APPROVAL
from shared.approvals.commands import Command, Decide, HandOn, MarkOverdue, OpenApproval, Remind
from shared.approvals.decide import decide
from shared.approvals.events import ApprovalClosed
from shared.approvals.limits import whole_days
from shared.approvals.projections import HAND_ON, OVERDUE, REMINDER
from shared.approvals.state import Approval
from shared.calendars.queries import calendar_for
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline, Handler
from shared.eventstore.event import Event
from shared.eventstore.work import Work

Closed = Callable[[Work, ApprovalClosed], Awaitable[None]]
"""What the service does when a round ends: it records the subject's own event in the same transaction."""


Started = Callable[[Work, Stream[Approval], Sequence[Event]], Awaitable[None]]
"""What the service does about what has just happened in a round: it lets deputies in where a step starts."""


Lent = Callable[[Work, str, str, str], Awaitable[tuple[str, ...]]]
"""In whose places a person has a permission on a unit who has it as a deputy alone; nobody's if it is their own."""


@dataclass(frozen=True)
class Approvals:
    """The approvals of one service. `service` prefixes the permissions `<service>.approval.read` and `.decide`."""

    service: str
    closed: Closed
    started: Started | None = None
    lent: Lent | None = None

    @property
    def read(self) -> str:
        return f"{self.service}.approval.read"

    @property
    def decide(self) -> str:
        return f"{self.service}.approval.decide"

    def deadlines(self) -> Mapping[str, Handler]:
        """Handlers of the deadlines that steps set; part of the service's declaration."""
        return DEADLINES


async def open_round(
    work: Work, command: OpenApproval, *, key: str, unit: str, started: Started | None = None
) -> Stream[Approval]:
    """Starts a round. `key` and `unit` are the subject's partition key and owning unit, whose working days count."""
    approval = await work.load(APPROVAL, command.approval_id, key=key, unit=unit)
    events = decide(approval.state, replace(command, calendar=whole_days(await calendar_for(work, unit))))
    work.record(approval, events)
    if started is not None:
        await started(work, approval, events)
    return approval


async def take(work: Work, approvals: Approvals, approval_id: str, command: Command) -> Stream[Approval]:
    """One command on a round; if it ends the round, the service's callback runs in the same transaction."""
    approval = await work.load(APPROVAL, approval_id, must_exist=True)
    if isinstance(command, Decide):
        command = replace(command, calendar=whole_days(await calendar_for(work, approval.unit)))
    events = decide(approval.state, command)
    work.record(approval, events)
    if approvals.started is not None:
        await approvals.started(work, approval, events)
    for event in events:
        if isinstance(event, ApprovalClosed):
            await approvals.closed(work, event)
    return approval


async def _by_itself(work: Work, due: Deadline, command: Remind | MarkOverdue | HandOn) -> None:
    approval = await work.load(APPROVAL, due.data["approval_id"], must_exist=True)
    work.record(approval, decide(approval.state, command))


async def remind(work: Work, due: Deadline) -> None:
    """The reminder of a step came due."""
    await _by_itself(work, due, Remind(due.data["step"]))


async def escalate(work: Work, due: Deadline) -> None:
    """The limit of a step passed."""
    await _by_itself(work, due, MarkOverdue(due.data["step"], work.context.now))


async def hand_on(work: Work, due: Deadline) -> None:
    """The moment to hand a step on came."""
    await _by_itself(work, due, HandOn(due.data["step"], work.context.now))


DEADLINES: Final[Mapping[str, Handler]] = {REMINDER: remind, OVERDUE: escalate, HAND_ON: hand_on}
