"""The approvals' tables and deadlines, from their events."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Executable, and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

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
from shared.approvals.tables import ALL, approvals, decisions, steps, turns
from shared.eventstore.deadlines import clear_deadline, clear_deadlines_below, set_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.security.tables import participants
from shared.security.visibility import admit

REMINDER: Final = "approval.step_reminder"
OVERDUE: Final = "approval.step_overdue"
HAND_ON: Final = "approval.step_hand_on"
KINDS: Final = (REMINDER, OVERDUE, HAND_ON)
PLACE_OF_TURN: Final = (turns.c.approval_id, turns.c.step, turns.c.person)

projection = Projection("approvals", tables=[*ALL, participants])


@projection.on(ApprovalOpened)
def open_round(r: Recorded[ApprovalOpened]) -> Iterable[Executable]:
    event = r.event
    yield insert(approvals).values(
        approval_id=event.approval_id,
        unit_id=r.unit,
        subject=event.subject,
        label=event.label,
        round=event.round,
        drafter=event.drafter,
        text_hash=event.text_hash,
        state="open",
        opened_at=event.opened_at,
        version=r.version,
    )
    for plan in event.steps:
        yield insert(steps).values(
            approval_id=event.approval_id,
            step=plan.step,
            unit_id=r.unit,
            stage=plan.stage,
            state="waiting",
            persons=list(asked(plan, event.drafter, event.barred)),
            permission=plan.permission,
            step_unit=plan.unit_id,
            overdue=False,
        )


@projection.on(StepStarted)
def start(r: Recorded[StepStarted]) -> Iterable[Executable]:
    event = r.event
    yield _step(r, state="open", started_at=event.started_at, due_at=event.due_at, seconds=None, overdue=False)
    yield from _waits_for(r, event.persons, event.permission, event.unit_id)
    for kind, at in zip(KINDS, (event.remind_at, event.due_at, event.hand_on_at), strict=True):
        if at is not None:
            yield set_deadline(kind, _place(r), at, {"approval_id": event.approval_id, "step": event.step})
    yield _seen(r)


@projection.on(Decided)
def decide(r: Recorded[Decided]) -> Iterable[Executable]:
    event = r.event
    yield _said(r, event.person, event.verdict, event.decided_at).values(
        on_behalf_of=event.on_behalf_of, to_step=event.to_step, seconds=event.seconds
    )
    done = {event.person, event.on_behalf_of or event.person}
    yield delete(turns).where(_at_step(turns, r), turns.c.person.in_(sorted(done)), turns.c.wanted == "decision")
    if event.step_done:
        yield _step(r, state="done", seconds=event.seconds, vacant_at=None)
        yield delete(turns).where(_at_step(turns, r))
        yield from _no_deadlines(r)
    if event.verdict == "return":
        yield from _returned(r)
    yield _seen(r)


def _returned(r: Recorded[Decided]) -> Iterator[Executable]:
    event = r.event
    target = (
        select(steps.c.stage)
        .where(steps.c.approval_id == event.approval_id, steps.c.step == event.to_step)
        .scalar_subquery()
    )
    undone = and_(
        steps.c.approval_id == event.approval_id,
        or_(steps.c.step == event.to_step, steps.c.stage > target),
    )
    cleared = dict.fromkeys(("started_at", "due_at", "seconds", "vacant_at"))
    yield update(steps).where(undone).values(state="waiting", overdue=False, **cleared)
    yield delete(turns).where(
        turns.c.approval_id == event.approval_id, turns.c.step.in_(select(steps.c.step).where(undone))
    )
    yield from _no_deadlines(r)


@projection.on(OpinionAsked)
def ask(r: Recorded[OpinionAsked]) -> Iterable[Executable]:
    event = r.event
    yield _said(r, event.asked_by, "opinion asked", event.asked_at)
    yield from _turn(r, event.person, "opinion")
    yield _seen(r)


@projection.on(OpinionGiven)
def answer(r: Recorded[OpinionGiven]) -> Iterable[Executable]:
    event = r.event
    yield _said(r, event.person, "opinion given", event.given_at)
    yield delete(turns).where(_at_step(turns, r), turns.c.person == event.person, turns.c.wanted == "opinion")
    yield _seen(r)


@projection.on(Delegated)
def delegate(r: Recorded[Delegated]) -> Iterable[Executable]:
    yield from _turn(r, r.event.to, "decision")
    yield _seen(r)


@projection.on(StepReminded)
def remind(r: Recorded[StepReminded]) -> Iterable[Executable]:
    yield _seen(r)


@projection.on(StepVacant)
def leave_vacant(r: Recorded[StepVacant]) -> Iterable[Executable]:
    yield _step(r, vacant_at=r.event.vacant_at)
    yield _seen(r)


@projection.on(StepFilled)
def fill(r: Recorded[StepFilled]) -> Iterable[Executable]:
    yield _step(r, vacant_at=None)
    yield _seen(r)


@projection.on(StepOverdue)
def escalate(r: Recorded[StepOverdue]) -> Iterable[Executable]:
    yield _step(r, overdue=True)
    for person in r.event.escalate_to:
        yield admit(r.stream, person)
        yield admit(r.event.subject, person)
    yield _seen(r)


@projection.on(StepHandedOn)
def hand_on(r: Recorded[StepHandedOn]) -> Iterable[Executable]:
    event = r.event
    whom = {"persons": list(event.persons), "permission": event.permission, "step_unit": event.unit_id}
    yield _step(r, **whom, vacant_at=None)
    yield delete(turns).where(_at_step(turns, r), turns.c.wanted == "decision")
    yield from _waits_for(r, event.persons, event.permission, event.unit_id)
    yield _seen(r)


@projection.on(ApprovalClosed)
def close(r: Recorded[ApprovalClosed]) -> Iterable[Executable]:
    event = r.event
    names = select(steps.c.step).where(steps.c.approval_id == event.approval_id, steps.c.state == "open")
    over = update(steps).where(steps.c.approval_id == event.approval_id, steps.c.step.in_(names))
    yield over.values(state="closed", vacant_at=None)
    yield clear_deadlines_below(KINDS, f"{event.approval_id}/")
    yield delete(turns).where(turns.c.approval_id == event.approval_id)
    yield _seen(r, state=event.outcome, closed_at=event.closed_at, seconds=event.seconds)


def _place(r: Recorded[Any]) -> str:
    return f"{r.event.approval_id}/{r.event.step}"


def _at_step(table: Any, r: Recorded[Any]) -> Any:
    return and_(table.c.approval_id == r.event.approval_id, table.c.step == r.event.step)


def _step(r: Recorded[Any], **values: Any) -> Executable:
    return update(steps).where(_at_step(steps, r)).values(**values)


def _seen(r: Recorded[Any], **values: Any) -> Executable:
    return update(approvals).where(approvals.c.approval_id == r.event.approval_id).values(version=r.version, **values)


def _said(r: Recorded[Any], person: str, verdict: str, at: Any) -> Any:
    return insert(decisions).values(
        approval_id=r.event.approval_id,
        version=r.version,
        unit_id=r.unit,
        step=r.event.step,
        person=person,
        verdict=verdict,
        sealed=r.sealed,
        decided_at=at,
    )


def _turn(r: Recorded[Any], person: str, wanted: str) -> Iterator[Executable]:
    turn = insert(turns).values(
        approval_id=r.event.approval_id, step=r.event.step, person=person, unit_id=r.unit, wanted=wanted
    )
    if wanted == "decision":
        # Whoever was asked for an opinion decides too; giving the one takes nothing off the other.
        yield turn.on_conflict_do_update(index_elements=PLACE_OF_TURN, set_={"wanted": wanted})
    else:
        yield turn.on_conflict_do_nothing()
    yield admit(r.stream, person)
    yield admit(r.event.subject, person)


def _waits_for(
    r: Recorded[Any], persons: Iterable[str], permission: str | None, unit: str | None
) -> Iterator[Executable]:
    for person in persons:
        yield from _turn(r, person, "decision")
    if permission is not None and unit is not None:
        yield (
            insert(turns)
            .values(
                approval_id=r.event.approval_id,
                step=r.event.step,
                person="",
                unit_id=r.unit,
                wanted="decision",
                permission=permission,
                step_unit=unit,
            )
            .on_conflict_do_nothing()
        )
        yield admit(r.stream, unit)
        yield admit(r.event.subject, unit)


def _no_deadlines(r: Recorded[Any]) -> Iterator[Executable]:
    for kind in KINDS:
        yield clear_deadline(kind, _place(r))
