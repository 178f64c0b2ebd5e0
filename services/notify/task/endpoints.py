"""The caller's tasks, the next one due first."""

from typing import Literal

import asyncpg
from sqlalchemy import select

from services.notify.tables import tasks
from services.notify.task.aggregate import Stage
from services.notify.task.handlers import finish_task
from services.notify.task.schemas import TaskAnswer, TaskLine, TasksAnswer
from services.notify.template.catalogue import TEMPLATES
from services.notify.template.rendering import told
from shared.security.visibility import visible
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()

RENDERED = frozenset({"title", "body"})
STORED = tuple(name for name in TaskLine.model_fields if name not in RENDERED)


@routes.get("/v1/tasks", dependencies=[allowed("notify.inbox.read")])
async def mine(
    work: Query,
    page: Page,
    stage: Stage = Stage.OPEN,
    locale: Literal["zh-CN", "en"] = "zh-CN",
) -> TasksAnswer:
    columns = tasks.c
    theirs = select(*(columns[name] for name in STORED), columns.title_key, columns.facts, columns.due_sort).where(
        columns.assignee == work.context.actor,
        columns.stage == stage,
        visible(columns.unit_id, "inbox-" + columns.assignee),
    )
    rows = await page_of(work, theirs, [columns.due_sort, columns.task_id], page)
    return TasksAnswer(tasks=[_line(row, locale) for row in rows])


@routes.post("/v1/tasks/{task_id}/done", dependencies=[allowed("notify.task.finish")])
async def done(task_id: Id, work: Command) -> TaskAnswer:
    task = await finish_task(work, task_id)
    return TaskAnswer(task_id=task_id, stage=task.state.stage, version=task.version)


def _line(row: asyncpg.Record, locale: str) -> TaskLine:
    text = told(TEMPLATES[row["title_key"]], locale, {**row["facts"], "name": ""})
    return TaskLine(title=text.title, body=text.body, **{name: row[name] for name in STORED})
