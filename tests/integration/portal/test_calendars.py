"""Calendars: published from a file as people have it, inherited down the tree, followed by other services."""

import asyncio
from datetime import date

import httpx

from services.notify.app import SERVICE as NOTIFY
from services.notify.telling.handlers import hear
from services.notify.telling.planning import Fact
from services.portal.app import SERVICE as PORTAL
from shared.eventstore.rebuild import rebuild
from shared.testing.serving import Serve
from shared.values.ids import new_id

from .conftest import Portal

FILE = """日期,类型,名称
2040-01-02,休,元旦
2040/1/3,休,元旦
2040年1月7日,班,元旦调休
"""
WRONG = "date,kind,name\n2040-01-02,休,元旦\nsoon,休,\n2040-01-04,班,\n2040-01-05,party,\n"
AT = "/v1/units/{}/calendar-imports"


async def publish(client: httpx.AsyncClient, unit: str, text: str = FILE, status: int = 200, **asked: str):
    answer = await client.post(AT.format(unit), content=text.encode(), params=asked)
    assert answer.status_code == status, answer.text
    return answer.json()


async def days(portal: Portal, unit: str, first: str, last: str) -> dict[str, tuple[bool, bool]]:
    asked = {"first": first, "last": last}
    shown = (await portal.admin.get(f"/v1/units/{unit}/calendar", params=asked)).json()
    return {one["day"]: (one["working"], one["provisional"]) for one in shown["days"]}


async def test_a_calendar_is_tried_published_and_the_same_again_changes_nothing(portal: Portal):
    tried = await publish(portal.admin, portal.unit_id, dry_run="true")
    assert (tried["holidays"], tried["make_up_days"], tried["years"], tried["changed"]) == (2, 1, [2040], False)
    assert (await portal.admin.get("/v1/calendars")).json() == {"calendars": []}
    assert [(await publish(portal.admin, portal.unit_id))["changed"] for _ in range(2)] == [True, False]
    own = {"unit_id": portal.unit_id, "country": "CN", "years": [2040]}
    assert (await portal.admin.get("/v1/calendars")).json() == {"calendars": [own]}
    events = (await portal.admin.get(f"/v1/streams/calendar-{portal.unit_id}/events")).json()["events"]
    assert len(events) == 1


async def test_a_file_with_a_bad_row_is_refused_whole_by_row_and_column(portal: Portal):
    tried = await publish(portal.admin, portal.unit_id, WRONG, dry_run="true")
    assert [(one["row"], one["column"]) for one in tried["refusals"]] == [(2, "date"), (3, "kind"), (4, "kind")]
    refused = await publish(portal.admin, portal.unit_id, WRONG, status=422)
    assert refused["type"] == "urn:pactline:problem:calendar-refused"
    assert [error["pointer"] for error in refused["errors"]] == ["/rows/2/date", "/rows/3/kind", "/rows/4/kind"]
    assert (await portal.admin.get("/v1/calendars")).json() == {"calendars": []}
    await publish(portal.admin, portal.unit_id, "", status=422)
    await publish(portal.admin, new_id(), status=404)
    await publish(portal.admin, portal.unit_id, status=422, country="China")


async def test_a_unit_follows_the_nearest_calendar_above_and_years_beyond_are_provisional(portal: Portal):
    province = await portal.unit("Jiangsu", kind="province")
    city = await portal.unit("Nanjing", province)
    await publish(portal.admin, portal.unit_id)
    counting = await days(portal, city, "2040-01-02", "2040-01-07")
    assert [counting[day][0] for day in ("2040-01-02", "2040-01-04", "2040-01-07")] == [False, True, True]
    assert not any(provisional for _, provisional in counting.values())
    assert (await days(portal, city, "2041-01-02", "2041-01-02"))["2041-01-02"] == (True, True)
    await publish(portal.admin, province, "date,kind\n2040-01-04,holiday\n")
    assert (await days(portal, city, "2040-01-02", "2040-01-04"))["2040-01-04"] == (False, False)
    assert (await days(portal, city, "2040-01-02", "2040-01-04"))["2040-01-02"] == (True, False)
    back = f"/v1/units/{province}/calendar/withdrawal"
    assert (await portal.admin.post(back)).status_code == 201
    assert (await portal.admin.post(back)).status_code == 404
    assert (await days(portal, city, "2040-01-02", "2040-01-04"))["2040-01-02"] == (False, False)
    asked = {"first": "2040-01-01", "last": "2060-01-01"}
    wide = await portal.admin.get(f"/v1/units/{city}/calendar", params=asked)
    assert (wide.status_code, wide.json()["errors"][0]["pointer"]) == (422, "/query/last")
    assert all(check.same for check in await rebuild(portal.serving.running.store))


async def test_who_looks_after_another_unit_publishes_no_calendar_here(portal: Portal):
    north, south = await portal.unit("N"), await portal.unit("S")
    await portal.join("li", north, "system_administrator")
    li = await portal.speak_for("li")
    await publish(li, south, status=404)
    await publish(portal.admin, south)
    await publish(li, south, status=404)
    assert (await publish(li, north))["changed"]


def task_fact(unit: str, due: str) -> Fact:
    data = {
        "obligation_id": due,
        "contract_id": "1",
        "clause": "4.2",
        "phase": "advance",
        "debtor": "us",
        "due_on": due,
        "owner_id": "li",
        "amount": {"amount": "100.00", "currency": "CNY"},
    }
    return Fact("obligation.planned.v1", f"obligation-{due}@1", data, unit)


async def test_notifys_tasks_climb_by_the_calendar_that_the_portal_published(serve: Serve):
    prefix = f"calendar-{new_id()}-"
    portal, notify = await serve(PORTAL, topic_prefix=prefix), await serve(NOTIFY, topic_prefix=prefix)
    await portal.ready()
    top = new_id()
    for service in (portal, notify):
        await service.unit(top, None, "headquarters")
    head = await portal.caller("service:test", ["portal.*"], top)
    body = {"parent_id": top, "name": "Nanjing", "kind": "city", "effective_on": "2026-01-01"}
    unit = (await head.post("/v1/units", json=body)).json()["unit_id"]
    await notify.grant("li", ["notify.*"], unit)

    async def climbs(due: str) -> date:
        async with notify.running.store.begin() as work:
            await hear(work, task_fact(unit, due))
        rows = await notify.running.store.database.pool("system").fetch(
            "SELECT due_at AT TIME ZONE 'Asia/Shanghai' AS at FROM deadlines d JOIN tasks t ON t.task_id = d.subject"
            " WHERE t.due_on = $1",
            date.fromisoformat(due),
        )
        return rows[0]["at"].date()  # type: ignore[no-any-return]

    async with asyncio.timeout(30):
        while not await notify.running.store.database.pool("system").fetchval(
            "SELECT count(*) FROM units WHERE unit_id = $1", unit
        ):
            await asyncio.sleep(0.1)
    assert await climbs("2040-02-03") == date(2040, 2, 7)
    march = ("2040-03-05,holiday", "2040-03-06,holiday", "2040-03-10,make-up")
    await publish(head, unit, "\n".join(("date,kind", *march)))
    async with asyncio.timeout(30):
        while not await notify.running.store.database.pool("system").fetchval("SELECT count(*) FROM calendar_days"):
            await asyncio.sleep(0.1)
    assert await climbs("2040-03-02") == date(2040, 3, 8)
    assert await climbs("2040-03-08") == date(2040, 3, 10)
