"""Tasks are opened, finished, made moot, and climb when nobody answers."""

from services.notify.recipient.queries import manager_of
from services.notify.task.aggregate import TASK, CloseMootTask, EscalateTask, FinishTask, OpenTask, Task, decide
from services.notify.task.escalation import escalation
from services.notify.task.events import TaskOpened
from shared.calendars.queries import calendar_for
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline
from shared.eventstore.work import Work


async def open_task(work: Work, opened: TaskOpened, unit: str) -> None:
    """Somebody has something to do; a repeat meets the task it opened before."""
    task = await work.load(TASK, opened.task_id, unit=unit)
    work.record(task, decide(task.state, OpenTask(opened)))


async def finish_task(work: Work, subject: str) -> Stream[Task]:
    """The one who has it says that it is done."""
    task = await work.load(TASK, subject, must_exist=True)
    work.record(task, decide(task.state, FinishTask(work.context.actor)))
    return task


async def close_moot_task(work: Work, subject: str, because: str) -> None:
    """Something happened that leaves nothing to do."""
    task = await work.load(TASK, subject, must_exist=True)
    work.record(task, decide(task.state, CloseMootTask(because)))


async def climb(work: Work, due: Deadline) -> None:
    """An unanswered task goes to the assignee's manager; at the top of the line it stays where it is."""
    task = await work.load(TASK, due.subject, must_exist=True)
    manager = await manager_of(work, task.state.assignee)
    if manager:
        next_at = escalation(None, work.context.now, await calendar_for(work, task.unit))
        work.record(task, decide(task.state, EscalateTask(manager, next_at)))
