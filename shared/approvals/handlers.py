"""Approvals inside a service: rounds opened by it, decisions taken by persons, deadlines that come by themselves."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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
"""What the service does about what has just happened in a round: it lets deputies in where a step starts, passes to
somebody or is looked at anew because its time goes by.
"""


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
        return {kind: self._coming(command) for kind, command in BY_ITSELF.items()}

    def _coming(self, command: "ByItself") -> Handler:
        async def come(work: Work, due: Deadline) -> None:
            approval = await work.load(APPROVAL, due.data["approval_id"], must_exist=True)
            events = decide(approval.state, command(due.data["step"], work.context.now))
            work.record(approval, events)
            if self.started is not None:
                await self.started(work, approval, events)

        return come


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


ByItself = Callable[[str, datetime], Command]
"""What comes by itself to a step at a moment."""

BY_ITSELF: Final[Mapping[str, ByItself]] = {
    REMINDER: lambda step, at: Remind(step),  # noqa: ARG005 - a reminder needs no moment
    OVERDUE: MarkOverdue,
    HAND_ON: HandOn,
}
"""By the deadline: the reminder of a step came due, its limit passed, the moment to hand it on came."""
