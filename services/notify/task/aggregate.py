"""A task: opened for somebody, done by them, climbing when unanswered, closed by what makes it moot."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from services.notify.task.events import TaskDone, TaskEscalated, TaskMoot, TaskOpened
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import ForbiddenError, NotPossibleNowError

HIGHEST_LEVEL: Final = 5


class Stage(StrEnum):
    NEW = "new"
    OPEN = "open"
    DONE = "done"
    MOOT = "moot"


@dataclass(frozen=True, slots=True)
class Task:
    stage: Stage = Stage.NEW
    task_id: str = ""
    assignee: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class OpenTask:
    opened: TaskOpened


@dataclass(frozen=True, slots=True)
class FinishTask:
    by: str


@dataclass(frozen=True, slots=True)
class EscalateTask:
    """`to` is the assignee's manager, and `next_at` the moment at which the task would climb once more."""

    to: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class CloseMootTask:
    because: str


Command = OpenTask | FinishTask | EscalateTask | CloseMootTask


class NotYourTaskError(ForbiddenError):
    """A task is finished by the one who has it."""


def decide(task: Task, command: Command) -> list[Event]:
    match task.stage, command:
        case Stage.NEW, OpenTask(opened):
            return [opened]
        case _, OpenTask():
            return []
        case Stage.OPEN, FinishTask(by) if by != task.assignee:
            raise NotYourTaskError
        case Stage.OPEN, FinishTask(by):
            return [TaskDone(task_id=task.task_id, assignee=task.assignee, done_by=by)]
        case Stage.OPEN, EscalateTask(to, next_at) if to != task.assignee and task.level < HIGHEST_LEVEL:
            return [
                TaskEscalated(
                    task_id=task.task_id,
                    assignee=to,
                    escalated_from=task.assignee,
                    level=task.level + 1,
                    escalate_at=next_at if task.level + 1 < HIGHEST_LEVEL else None,
                )
            ]
        case Stage.OPEN, CloseMootTask(because):
            return [TaskMoot(task_id=task.task_id, because=because)]
        case _, (EscalateTask() | CloseMootTask()):
            return []
        case _:
            raise NotPossibleNowError(task.stage, command)


def evolve(task: Task, event: Event) -> Task:
    match event:
        case TaskOpened(task_id=task_id, assignee=assignee):
            return Task(Stage.OPEN, task_id, assignee)
        case TaskEscalated(assignee=assignee, level=level):
            return replace(task, assignee=assignee, level=level)
        case TaskDone():
            return replace(task, stage=Stage.DONE)
        case TaskMoot():
            return replace(task, stage=Stage.MOOT)
        case _:
            return task


TASK = Aggregate("task", Task(), evolve)
