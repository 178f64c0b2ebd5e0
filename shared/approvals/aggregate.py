"""The round as a pure fold of its events."""

from dataclasses import replace

from shared.approvals.events import (
    ApprovalClosed,
    ApprovalOpened,
    Decided,
    Delegated,
    OpinionAsked,
    OpinionGiven,
    StepFilled,
    StepHandedOn,
    StepOverdue,
    StepReminded,
    StepStarted,
    StepVacant,
)
from shared.approvals.route import asked
from shared.approvals.state import Approval, Delegation, Progress, Stage, Step, Vote
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event


def evolve(approval: Approval, event: Event) -> Approval:
    """The state after one more event."""
    match event:
        case ApprovalOpened():
            return _opened(event)
        case Decided():
            return _decided(approval, event)
        case OpinionAsked(step=step, person=person):
            return replace(approval, opinions=approval.opinions | {(step, person)})
        case OpinionGiven(step=step, person=person):
            return replace(approval, opinions=approval.opinions - {(step, person)})
        case ApprovalClosed(outcome=outcome):
            return replace(approval, stage=Stage(outcome))
    return _stepped(approval, event)


def _opened(event: ApprovalOpened) -> Approval:
    return Approval(
        stage=Stage.OPEN,
        approval_id=event.approval_id,
        subject=event.subject,
        label=event.label,
        round=event.round,
        drafter=event.drafter,
        text_hash=event.text_hash,
        barred=event.barred,
        opened_at=event.opened_at,
        steps=tuple(Step(plan, asked(plan, event.drafter, event.barred)) for plan in event.steps),
    )


def _decided(approval: Approval, event: Decided) -> Approval:
    if event.verdict == "reject":
        return approval
    if event.verdict == "return":
        return _returned(approval, event)
    step = approval.step(event.step)
    if step is None:
        return approval
    votes = (*step.votes, Vote(event.person, event.on_behalf_of or event.person))
    progress = Progress.DONE if event.step_done else step.progress
    return approval.with_step(replace(step, votes=votes, progress=progress))


def _returned(approval: Approval, event: Decided) -> Approval:
    target = approval.step(event.to_step)
    if target is None:
        return approval
    steps = tuple(
        step.reset() if step.name == target.name or step.plan.stage > target.plan.stage else step
        for step in approval.steps
    )
    return replace(approval, steps=steps, opinions=frozenset())


def _stepped(approval: Approval, event: Event) -> Approval:
    match event:
        case (
            StepStarted() | Delegated() | StepReminded() | StepOverdue() | StepHandedOn() | StepVacant() | StepFilled()
        ):
            step = approval.step(event.step)
        case _:
            return approval
    if step is None:
        return approval
    return approval.with_step(_moved(step, event))


def _moved(step: Step, event: Event) -> Step:
    match event:
        case StepStarted(started_at=at, due_at=due, persons=persons):
            return replace(step, progress=Progress.OPEN, started_at=at, due_at=due, persons=persons)
        case Delegated(person=person, to=to, from_at=from_at, until_at=until_at):
            return replace(step, delegations=(*step.delegations, Delegation(person, to, from_at, until_at)))
        case StepReminded():
            return replace(step, reminded=True)
        case StepOverdue():
            return replace(step, overdue=True)
        case StepHandedOn():
            return _handed_on(step, event)
        case StepVacant(vacant_at=at, gone=gone):
            return replace(step, vacant_at=at, gone=gone)
        case StepFilled():
            return replace(step, vacant_at=None, gone=())
        case _:
            return step


def _handed_on(step: Step, event: StepHandedOn) -> Step:
    holders = None if event.permission is None or event.unit_id is None else (event.permission, event.unit_id)
    passed = replace(step, persons=event.persons, handed_on=True, handed_to=holders)
    return replace(passed, passed=event.reason, gone=event.gone, vacant_at=None)


APPROVAL = Aggregate("approval", Approval(), evolve, shape=3)
"""Streams `approval-<id>`, one a round."""
