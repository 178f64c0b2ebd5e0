from datetime import UTC, date, datetime

from services.notify.task.aggregate import (
    HIGHEST_LEVEL,
    TASK,
    CloseMootTask,
    EscalateTask,
    FinishTask,
    NotYourTaskError,
    OpenTask,
    decide,
)
from services.notify.task.events import TaskDone, TaskEscalated, TaskMoot, TaskOpened
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError

given = specification(TASK, decide)
LATER = datetime(2026, 3, 24, 1, tzinfo=UTC)
OPENED = TaskOpened(
    task_id="t",
    rule="obligation-reminder",
    rule_version=1,
    assignee="li",
    subject="obligation-9",
    title_key="obligation-reminder",
    occasion="2026-03-20",
    cause="obligation-9@1",
    facts={},
    due_on=date(2026, 3, 20),
    escalate_at=LATER,
)
MOOT = TaskMoot(task_id="t", because="obligation-9@2")
CLIMBED = TaskEscalated(task_id="t", assignee="chen", escalated_from="li", level=1, escalate_at=LATER)


def test_a_task_is_opened_once():
    given().when(OpenTask(OPENED)).then(OPENED)
    given(OPENED).when(OpenTask(OPENED)).then()


def test_it_is_done_by_the_one_who_has_it():
    given(OPENED).when(FinishTask("li")).then(TaskDone(task_id="t", assignee="li", done_by="li"))
    given(OPENED).when(FinishTask("chen")).fails(NotYourTaskError)
    given(OPENED, CLIMBED).when(FinishTask("chen")).then(TaskDone(task_id="t", assignee="chen", done_by="chen"))


def test_what_makes_it_moot_closes_it_and_only_while_it_is_open():
    given(OPENED).when(CloseMootTask("obligation-9@2")).then(MOOT)
    given(OPENED, MOOT).when(CloseMootTask("obligation-9@3")).then()
    given(OPENED, MOOT).when(FinishTask("li")).fails(NotPossibleNowError)


def test_unanswered_it_climbs_the_reporting_line_but_not_for_ever():
    given(OPENED).when(EscalateTask("chen", LATER)).then(CLIMBED)
    given(OPENED).when(EscalateTask("li", LATER)).then()
    given(OPENED, MOOT).when(EscalateTask("chen", LATER)).then()
    top = CLIMBED.model_copy(update={"level": HIGHEST_LEVEL})
    given(OPENED, top).when(EscalateTask("zhao", LATER)).then()
    last = CLIMBED.model_copy(update={"level": HIGHEST_LEVEL - 1})
    given(OPENED, last).when(EscalateTask("zhao", LATER)).then(
        TaskEscalated(task_id="t", assignee="zhao", escalated_from="chen", level=HIGHEST_LEVEL, escalate_at=None)
    )
