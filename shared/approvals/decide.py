"""What may be decided on a round, and what follows from it."""

from datetime import datetime

from shared.approvals.commands import (
    AskOpinion,
    Command,
    Decide,
    Delegate,
    Fill,
    GiveOpinion,
    HandOn,
    MarkOverdue,
    OpenApproval,
    PassOn,
    Remind,
    StandIn,
    Withdraw,
)
from shared.approvals.errors import (
    DecidedAlreadyError,
    DelegationError,
    NotTheDrafterError,
    NotYourTurnError,
    OpinionNotAskedError,
    OwnDraftError,
    ReturnTargetError,
    StepUnclearError,
    TextChangedError,
)
from shared.approvals.events import (
    ApprovalClosed,
    ApprovalOpened,
    Decided,
    Delegated,
    OpinionAsked,
    OpinionGiven,
    Outcome,
    StepFilled,
    StepHandedOn,
    StepOverdue,
    StepReminded,
    StepStarted,
    StepVacant,
)
from shared.approvals.limits import due_after
from shared.approvals.route import asked, check_route
from shared.approvals.state import Approval, Stage, Step
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError


def decide(approval: Approval, command: Command) -> list[Event]:
    """The new events, or the refusal. Deadline commands on a step that moved on mean nothing and give no event."""
    match approval.stage, command:
        case Stage.NEW, OpenApproval():
            return _open(command)
        case Stage.OPEN, Decide():
            return _verdict(approval, command)
        case Stage.OPEN, AskOpinion() | GiveOpinion():
            return _opinion(approval, command)
        case Stage.OPEN, Delegate():
            return _delegate(approval, command)
        case Stage.OPEN, Withdraw(person=person, at=at):
            if person != approval.drafter:
                raise NotTheDrafterError
            return [_closed(approval, "withdrawn", at)]
        case _, Remind() | MarkOverdue() | HandOn():
            return _deadline(approval, command)
        case _, StandIn() | PassOn() | Fill():
            return _absence(approval, command)
        case _:
            raise NotPossibleNowError(approval.stage, command)


def _open(command: OpenApproval) -> list[Event]:
    check_route(command.steps, command.drafter, command.barred)
    opened = ApprovalOpened(
        approval_id=command.approval_id,
        subject=command.subject,
        label=command.label,
        round=command.round,
        drafter=command.drafter,
        text_hash=command.text_hash,
        steps=command.steps,
        opened_at=command.at,
        barred=command.barred,
    )
    first = min(plan.stage for plan in command.steps)
    round_ = Approval(
        approval_id=command.approval_id,
        subject=command.subject,
        label=command.label,
        round=command.round,
        drafter=command.drafter,
        barred=command.barred,
    )
    steps = [Step(plan, asked(plan, command.drafter, command.barred)) for plan in command.steps if plan.stage == first]
    return [opened, *(_started(round_, step, command) for step in steps)]


def _verdict(approval: Approval, command: Decide) -> list[Event]:
    step, principal = _seat(approval, command)
    if command.text_hash is not None and command.text_hash != approval.text_hash:
        raise TextChangedError(text_hash=approval.text_hash)
    done = command.verdict == "approve" and len(step.votes) + 1 >= step.needed
    decided = Decided(
        approval_id=approval.approval_id,
        subject=approval.subject,
        round=approval.round,
        step=step.name,
        person=command.person,
        on_behalf_of=principal if principal != command.person else None,
        verdict=command.verdict,
        to_step=command.to_step if command.verdict == "return" else None,
        step_done=done,
        comment=command.comment,
        decided_at=command.at,
        seconds=step.seconds(command.at),
    )
    match command.verdict:
        case "approve":
            return [decided, *(_after(approval, step, command) if done else [])]
        case "reject":
            return [decided, _closed(approval, "rejected", command.at)]
        case "return":
            return [decided, _started(approval, _return_target(approval, step, command.to_step), command)]


def _after(approval: Approval, done: Step, command: Decide) -> list[Event]:
    if approval.ends_with(done):
        return [_closed(approval, "approved", command.at)]
    return [_started(approval, step, command) for step in approval.following(done)]


def _return_target(approval: Approval, step: Step, name: str | None) -> Step:
    target = approval.step(name)
    if target is None or target.plan.stage >= step.plan.stage:
        earlier = [each.name for each in approval.steps if each.plan.stage < step.plan.stage]
        raise ReturnTargetError(earlier=earlier)
    return target


def _seat(approval: Approval, command: Decide | AskOpinion | Delegate) -> tuple[Step, str]:
    """The open step a person decides, and in whose place; nobody twice and nobody on their own draft, through a deputy
    as little as by themselves.
    """
    person, name = command.person, command.step
    if person in approval.authors:
        raise OwnDraftError
    seats = {
        step.name: (step, principals)
        for step in approval.open_steps
        if name in (None, step.name)
        and (principals := step.principals(person, command.holds, command.at, command.lent))
    }
    free = {
        step: next((p for p in principals if p not in approval.decided | approval.authors), None)
        for step, (_, principals) in seats.items()
    }
    if seats and all(set(principals) <= approval.authors for _, principals in seats.values()):
        raise OwnDraftError
    if person in approval.decided or (seats and not any(free.values())):
        raise DecidedAlreadyError
    if not seats:
        raise NotYourTurnError(steps=[step.name for step in approval.open_steps])
    if len(seats) > 1:
        raise StepUnclearError(steps=list(seats))
    [(found, _)] = seats.values()
    return found, free[found.name] or person


def _opinion(approval: Approval, command: AskOpinion | GiveOpinion) -> list[Event]:
    match command:
        case AskOpinion():
            step, _ = _seat(approval, command)
            asked_ = OpinionAsked(
                approval_id=approval.approval_id,
                subject=approval.subject,
                step=step.name,
                asked_by=command.person,
                person=command.of,
                comment=command.comment,
                asked_at=command.at,
            )
            return [asked_]
        case GiveOpinion():
            waiting = sorted(step for step, person in approval.opinions if person == command.person)
            if not waiting:
                raise OpinionNotAskedError
            given = OpinionGiven(
                approval_id=approval.approval_id,
                subject=approval.subject,
                step=waiting[0],
                person=command.person,
                comment=command.comment,
                given_at=command.at,
            )
            return [given]


def _delegate(approval: Approval, command: Delegate) -> list[Event]:
    step, principal = _seat(approval, command)
    barred = {command.person} | approval.authors | approval.decided
    if command.from_at >= command.until_at:
        raise DelegationError(pointer="/until_at")
    if principal != command.person or command.to in barred:
        raise DelegationError
    return [
        Delegated(
            approval_id=approval.approval_id,
            subject=approval.subject,
            step=step.name,
            person=command.person,
            to=command.to,
            from_at=command.from_at,
            until_at=command.until_at,
        )
    ]


def _absence(approval: Approval, command: StandIn | PassOn | Fill) -> list[Event]:
    step = approval.step(command.step)
    if approval.stage is not Stage.OPEN or step is None or not step.is_open:
        return []
    match command:
        case StandIn():
            return _stand_in(approval, step, command)
        case PassOn():
            return _pass_on(approval, step, command)
        case Fill(at=at) if step.vacant_at is not None:
            of = {"approval_id": approval.approval_id, "subject": approval.subject, "step": step.name}
            return [StepFilled.model_validate({**of, "filled_at": at})]
        case _:
            return []


def _pass_on(approval: Approval, step: Step, command: PassOn) -> list[Event]:
    """A step passes to the next who could decide it, once to the same; with nobody it is vacant, and says so once."""
    takers = tuple(person for person in command.persons if person not in approval.authors | approval.decided)
    holders = None if takers else command.holders
    head = {"approval_id": approval.approval_id, "subject": approval.subject, "step": step.name, "gone": command.gone}
    if takers or holders:
        if step.handed_on and (step.persons, step.handed_to) == (takers, holders):
            return []
        permission, unit = holders or (None, None)
        whom = {"persons": takers, "permission": permission, "unit_id": unit, "reason": "nobody_there"}
        return [StepHandedOn.model_validate({**head, **whom, "handed_on_at": command.at})]
    if step.vacant_at is not None:
        return []
    permission, unit = step.holders or (None, None)
    whom = {"persons": step.persons, "permission": permission, "unit_id": unit, "drafter": approval.drafter}
    of = {"label": approval.label, "round": approval.round, "vacant_at": command.at}
    return [StepVacant.model_validate({**head, **whom, **of})]


def _stand_in(approval: Approval, step: Step, command: StandIn) -> list[Event]:
    """A step that asks somebody who is away is open to their deputy, unless one of them may not decide here."""
    if step.holders is None and command.person not in step.persons:
        return []
    known = any((one.person, one.to) == (command.person, command.to) for one in step.delegations)
    spent = approval.authors | approval.decided
    if known or command.to == command.person or {command.person, command.to} & spent:
        return []
    return [
        Delegated(
            approval_id=approval.approval_id,
            subject=approval.subject,
            step=step.name,
            person=command.person,
            to=command.to,
            from_at=command.from_at,
            until_at=command.until_at,
        )
    ]


def _deadline(approval: Approval, command: Remind | MarkOverdue | HandOn) -> list[Event]:
    step = approval.step(command.step)
    if approval.stage is not Stage.OPEN or step is None or not step.is_open:
        return []
    head = {"approval_id": approval.approval_id, "subject": approval.subject, "step": step.name}
    plan = step.plan
    match command:
        case Remind() if not step.reminded:
            due = step.due_at
            permission, unit = step.holders or (None, None)
            whom = {"persons": step.persons, "permission": permission, "unit_id": unit}
            return [StepReminded.model_validate({**head, **whom, "due_at": due})]
        case MarkOverdue(at=at) if not step.overdue:
            due = step.due_at or at
            whom = {"persons": step.persons, "escalate_to": plan.escalate_to, "label": approval.label}
            permission, unit = step.holders or (None, None)
            whom |= {"permission": permission, "unit_id": unit}
            return [StepOverdue.model_validate({**head, **whom, "round": approval.round, "due_at": due})]
        case HandOn(at=at) if not step.handed_on:
            takers = tuple(p for p in plan.hand_on_to if p not in approval.authors | approval.decided)
            return [StepHandedOn.model_validate({**head, "persons": takers, "handed_on_at": at})] if takers else []
    return []


def _started(approval: Approval, step: Step, command: OpenApproval | Decide) -> StepStarted:
    plan, at, calendar = step.plan, command.at, command.calendar
    return StepStarted(
        approval_id=approval.approval_id,
        subject=approval.subject,
        label=approval.label,
        round=approval.round,
        step=plan.step,
        stage=plan.stage,
        persons=asked(plan, approval.drafter, approval.barred),
        permission=plan.permission,
        unit_id=plan.unit_id,
        started_at=at,
        remind_at=due_after(at, plan.remind_hours, calendar),
        due_at=due_after(at, plan.limit_hours, calendar),
        hand_on_at=due_after(at, plan.hand_on_hours, calendar),
    )


def _closed(approval: Approval, outcome: Outcome, at: datetime) -> ApprovalClosed:
    seconds = max(0, int((at - approval.opened_at).total_seconds())) if approval.opened_at else 0
    return ApprovalClosed(
        approval_id=approval.approval_id,
        subject=approval.subject,
        round=approval.round,
        text_hash=approval.text_hash,
        outcome=outcome,
        closed_at=at,
        seconds=seconds,
    )
