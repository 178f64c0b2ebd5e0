from services.notify.task.projections import UNANSWERED
from services.notify.telling.planning import Fact

from .conftest import ALL, Notify, met, planned, signed


async def test_the_next_obligation_due_is_the_first_reminder_and_what_is_met_is_gone(notify: Notify):
    await notify.hears(signed(), planned("10", "2099-06-30"), planned("9", "2099-03-20"))
    li = await notify.serving.caller("li", ALL, "nanjing")
    tasks = (await li.get("/v1/tasks", params={"locale": "en"})).json()["tasks"]
    assert [task["due_on"] for task in tasks] == ["2099-03-20", "2099-06-30"]
    assert tasks[0]["subject"] == "obligation-9"
    await notify.hears(met())
    (left,) = (await li.get("/v1/tasks")).json()["tasks"]
    assert left["subject"] == "obligation-10"
    (moot,) = (await li.get("/v1/tasks", params={"stage": "moot"})).json()["tasks"]
    assert moot["because"] == "obligation-9@2"


async def test_what_is_owed_otherwise_is_reminded_of_anew_and_the_old_reminder_is_gone(notify: Notify):
    await notify.hears(signed(), planned("9", "2099-03-20"))
    changed = {**planned("9", "2099-05-20").data, "amount": {"amount": "40000.00", "currency": "CNY"}}
    await notify.hears(Fact("obligation.changed.v1", "obligation-9@2", changed, "nanjing"))
    li = await notify.serving.caller("li", ALL, "nanjing")
    (task,) = (await li.get("/v1/tasks", params={"locale": "en"})).json()["tasks"]
    assert (task["due_on"], "40,000.00" in task["title"]) == ("2099-05-20", True)
    (moot,) = (await li.get("/v1/tasks", params={"stage": "moot"})).json()["tasks"]
    assert (moot["due_on"], moot["because"]) == ("2099-03-20", "obligation-9@2")
    waiting = "SELECT count(*) FROM messages WHERE stage = 'intended' AND rule LIKE 'obligation-%'"
    assert (await notify.row(waiting))[0] == 2
    again = {**changed, "due_on": "2099-03-20"}
    await notify.hears(Fact("obligation.changed.v1", "obligation-9@3", again, "nanjing"))
    (task,) = (await li.get("/v1/tasks")).json()["tasks"]
    assert task["due_on"] == "2099-03-20"
    await notify.hears(met())
    assert (await li.get("/v1/tasks")).json()["tasks"] == []
    assert (await notify.row(waiting))[0] == 0


async def test_a_task_is_done_by_the_one_who_has_it_and_by_nobody_else(notify: Notify):
    await notify.hears(planned())
    li = await notify.serving.caller("li", ALL, "suzhou")
    (task,) = (await li.get("/v1/tasks")).json()["tasks"]
    address = f"/v1/tasks/{task['task_id']}/done"
    chief = await notify.serving.caller("chief", ALL, "jiangsu")
    assert (await chief.post(address)).status_code == 403
    stranger = await notify.serving.caller("bo", ALL, "suzhou")
    assert (await stranger.post(address)).status_code == 404
    assert (await li.post(address)).json()["stage"] == "done"
    assert (await li.get("/v1/tasks")).json()["tasks"] == []


async def test_an_unanswered_task_climbs_to_the_manager_and_stays_at_the_top(notify: Notify):
    await notify.serving.grant("li", ALL, "nanjing")
    await notify.serving.grant("boss", ALL, "jiangsu", role="manager")
    await notify.hears(planned())
    await notify.due_now(UNANSWERED)
    boss = await notify.serving.caller("boss")
    (task,) = (await boss.get("/v1/tasks")).json()["tasks"]
    assert task["level"] == 1
    await notify.due_now(UNANSWERED)
    assert len((await boss.get("/v1/tasks")).json()["tasks"]) == 1
    li = await notify.serving.caller("li")
    assert (await li.get("/v1/tasks")).json()["tasks"] == []
