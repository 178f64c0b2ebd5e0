"""What happens to a task."""

from datetime import date, datetime

from services.notify.message.events import Facts
from services.notify.rule.definition import EndsOn
from shared.eventstore.event import Event


class TaskOpened(Event, name="task.opened.v1"):
    """Somebody has something to do by a date."""

    task_id: str
    rule: str
    rule_version: int
    assignee: str
    subject: str
    title_key: str
    occasion: str
    cause: str
    facts: Facts
    due_on: date | None
    escalate_at: datetime | None
    ends: tuple[EndsOn, ...] = ()


class TaskDone(Event, name="task.done.v1"):
    """The assignee says that it is done."""

    task_id: str
    assignee: str
    done_by: str


class TaskEscalated(Event, name="task.escalated.v1"):
    """It stayed unanswered past its date, so the next one up the reporting line has it."""

    task_id: str
    assignee: str
    escalated_from: str
    level: int
    escalate_at: datetime | None


class TaskMoot(Event, name="task.moot.v1"):
    """Something happened that leaves nothing to do."""

    task_id: str
    because: str
