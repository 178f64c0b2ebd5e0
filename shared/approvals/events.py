"""What happens on a route. `subject` is the stream id of what is decided on; these facts know nothing more of it."""

from datetime import datetime
from typing import Literal

from shared.approvals.route import StepPlan
from shared.eventstore.event import Event, Words

Verdict = Literal["approve", "reject", "return"]
Outcome = Literal["approved", "rejected", "withdrawn"]
Passing = Literal["time", "nobody_there"]
"""Why a step passes to others: its time was over, or nobody who could decide it is there."""


class ApprovalOpened(Event, name="approval.opened.v1"):
    """The whole chain is computed and the text frozen by its hash; `label` is what lists show (a number, a code).
    `barred` are others than the drafter who wrote it too, and decide on it as little.
    """

    approval_id: str
    subject: str
    label: str
    round: int
    drafter: str
    text_hash: str
    steps: tuple[StepPlan, ...]
    opened_at: datetime
    barred: tuple[str, ...] = ()


class StepStarted(Event, name="approval.step_started.v1"):
    """It is the turn of `persons`, or of whoever holds `permission` on `unit_id`."""

    approval_id: str
    subject: str
    label: str
    round: int
    step: str
    stage: int
    persons: tuple[str, ...]
    permission: str | None
    unit_id: str | None
    started_at: datetime
    remind_at: datetime | None
    due_at: datetime | None
    hand_on_at: datetime | None


class Decided(Event, name="approval.decided.v1"):
    """A verdict of one person. `seconds` ran since the step started."""

    approval_id: str
    subject: str
    round: int
    step: str
    person: str
    on_behalf_of: str | None
    verdict: Verdict
    to_step: str | None
    step_done: bool
    comment: Words[str | None]
    decided_at: datetime
    seconds: int


class OpinionAsked(Event, name="approval.opinion_asked.v1"):
    """An approver wants to hear somebody else first; the step stays with the approver."""

    approval_id: str
    subject: str
    step: str
    asked_by: str
    person: str
    comment: Words[str | None]
    asked_at: datetime


class OpinionGiven(Event, name="approval.opinion_given.v1"):
    """The further opinion; it decides nothing."""

    approval_id: str
    subject: str
    step: str
    person: str
    comment: Words[str]
    given_at: datetime


class Delegated(Event, name="approval.delegated.v1"):
    """`to` may decide in the place of `person` between two moments."""

    approval_id: str
    subject: str
    step: str
    person: str
    to: str
    from_at: datetime
    until_at: datetime


class StepReminded(Event, name="approval.reminded.v1"):
    """The step still waits."""

    approval_id: str
    subject: str
    step: str
    persons: tuple[str, ...]
    permission: str | None
    unit_id: str | None
    due_at: datetime | None


class StepOverdue(Event, name="approval.overdue.v1"):
    """The time limit passed without a result: `persons`, or whoever holds `permission` on `unit_id`, and `escalate_to`
    are told.
    """

    approval_id: str
    subject: str
    label: str
    round: int
    step: str
    persons: tuple[str, ...]
    escalate_to: tuple[str, ...]
    due_at: datetime
    permission: str | None = None
    unit_id: str | None = None


class StepHandedOn(Event, name="approval.handed_on.v1"):
    """The step passed by itself to others, any of whom may now decide: `persons`, or whoever holds `permission` on
    `unit_id`. `gone` is who left last, where nobody who could decide it was there any more.
    """

    approval_id: str
    subject: str
    step: str
    persons: tuple[str, ...]
    handed_on_at: datetime
    reason: Passing = "time"
    gone: tuple[str, ...] = ()
    permission: str | None = None
    unit_id: str | None = None


class StepVacant(Event, name="approval.vacant.v1"):
    """Nobody is there who could decide the step, and its route names nobody else: it waits for whoever is given
    `permission` on `unit_id`, or comes back. `gone` is who left last.
    """

    approval_id: str
    subject: str
    label: str
    round: int
    step: str
    drafter: str
    persons: tuple[str, ...]
    permission: str | None
    unit_id: str | None
    gone: tuple[str, ...]
    vacant_at: datetime


class StepFilled(Event, name="approval.filled.v1"):
    """Somebody is there again who may decide the step: it is vacant no more."""

    approval_id: str
    subject: str
    step: str
    filled_at: datetime


class ApprovalClosed(Event, name="approval.closed.v1"):
    """The round is over; the subject's own event is in the same transaction."""

    approval_id: str
    subject: str
    round: int
    text_hash: str
    outcome: Outcome
    closed_at: datetime
    seconds: int
