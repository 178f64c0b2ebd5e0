"""Tasks over HTTP."""

from datetime import date, datetime

from shared.web.schemas import Answer


class TaskLine(Answer):
    task_id: str
    title: str
    body: str
    subject: str
    rule: str
    rule_version: int
    due_on: date | None
    stage: str
    level: int
    because: str | None
    opened_at: datetime
    settled_at: datetime | None
    version: int


class TasksAnswer(Answer):
    tasks: list[TaskLine]


class TaskAnswer(Answer):
    task_id: str
    stage: str
    version: int
