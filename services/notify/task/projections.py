"""Open and closed tasks, and the deadlines at which unanswered ones climb."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import Executable, delete, insert, update

from services.notify.message.projections import drop_endings, keep_endings, open_inbox
from services.notify.tables import tasks
from services.notify.task.aggregate import Stage
from services.notify.task.events import TaskDone, TaskEscalated, TaskMoot, TaskOpened
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Event, Recorded
from shared.eventstore.projection import Projection
from shared.security.tables import participants
from shared.security.visibility import admit

UNANSWERED: Final = "task.unanswered"
NO_DATE: Final = date(9999, 12, 31)

projection = Projection("tasks", tables=[tasks, participants])


@projection.on(TaskOpened)
def open_task(r: Recorded[TaskOpened]) -> Iterable[Executable]:
    e = r.event
    yield insert(tasks).values(
        task_id=e.task_id,
        unit_id=r.unit,
        rule=e.rule,
        rule_version=e.rule_version,
        assignee=e.assignee,
        subject=e.subject,
        title_key=e.title_key,
        occasion=e.occasion,
        cause=e.cause,
        facts=e.facts,
        due_on=e.due_on,
        due_sort=e.due_on or NO_DATE,
        stage=Stage.OPEN,
        level=0,
        opened_at=r.recorded_at,
        version=r.version,
    )
    yield from _hand_to(r.stream, e.assignee)
    if e.escalate_at:
        yield set_deadline(UNANSWERED, r.id, e.escalate_at)
    yield from keep_endings(r.stream, e.ends)


@projection.on(TaskEscalated)
def escalate(r: Recorded[TaskEscalated]) -> Iterable[Executable]:
    yield _change(r, assignee=r.event.assignee, level=r.event.level)
    yield _take_away(r.stream)
    yield from _hand_to(r.stream, r.event.assignee)
    if r.event.escalate_at:
        yield set_deadline(UNANSWERED, r.id, r.event.escalate_at)
    else:
        yield clear_deadline(UNANSWERED, r.id)


@projection.on(TaskDone)
def finish(r: Recorded[TaskDone]) -> Iterable[Executable]:
    yield _change(r, stage=Stage.DONE, because=None, settled_at=r.recorded_at)
    yield from _close(r.stream, r.id)


@projection.on(TaskMoot)
def make_moot(r: Recorded[TaskMoot]) -> Iterable[Executable]:
    yield _change(r, stage=Stage.MOOT, because=r.event.because, settled_at=r.recorded_at)
    yield from _close(r.stream, r.id)


def _change(r: Recorded[Event], **changed: Any) -> Executable:
    return update(tasks).where(tasks.c.task_id == r.id).values(version=r.version, **changed)


def _hand_to(stream: str, assignee: str) -> Iterable[Executable]:
    yield from open_inbox(assignee)
    yield admit(stream, assignee)


def _take_away(stream: str) -> Executable:
    return delete(participants).where(participants.c.resource == stream)


def _close(stream: str, task_id: str) -> Iterable[Executable]:
    yield _take_away(stream)
    yield clear_deadline(UNANSWERED, task_id)
    yield from drop_endings(stream)
