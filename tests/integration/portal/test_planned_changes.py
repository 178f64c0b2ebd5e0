"""Changes of units dated ahead: they wait for their day, and take effect on it in whatever order the tree allows."""

import asyncio
from datetime import timedelta

from shared.eventstore.rebuild import rebuild

from .conftest import Portal
from .visiting import browse

DAY = "2040-01-01"
BACKDATED = "UPDATE deadlines SET due_at = now() - interval '1 second' WHERE kind = 'portal.unit_changes_due'"


async def plan(portal: Portal, unit: str, day: str = DAY, **changes: object) -> None:
    one = (await portal.admin.get(f"/v1/units/{unit}")).json()
    said = {name: one[name] for name in ("parent_id", "name", "kind", "active")}
    body = {**said, "effective_on": day, **changes}
    done = await portal.admin.put(f"/v1/units/{unit}", json=body, headers={"If-Match": f'"{one["version"]}"'})
    assert done.status_code == 200, done.text


async def begin_the_day(portal: Portal) -> None:
    """As if midnight had come."""
    pool = portal.serving.running.store.database.pool("system")
    await pool.execute(BACKDATED)
    async with asyncio.timeout(20):
        while await pool.fetchval("SELECT count(*) FROM deadlines WHERE due_at <= now()"):
            await asyncio.sleep(0.05)
    await portal.serving.running.grants.refresh()


async def shown(portal: Portal, unit: str) -> dict[str, object]:
    return dict((await portal.admin.get(f"/v1/units/{unit}")).json())


async def waiting(portal: Portal, unit: str) -> list[dict[str, object]]:
    return list((await portal.admin.get(f"/v1/units/{unit}/planned-changes")).json()["planned"])


async def test_a_change_waits_for_midnight_in_the_installations_zone(portal: Portal):
    unit = await portal.unit("Nanjing")
    await plan(portal, unit, name="Nanjing branch")
    assert (await shown(portal, unit))["name"] == "Nanjing"
    pool = portal.serving.running.store.database.pool("system")
    assert (await pool.fetchval("SELECT max(due_at) FROM deadlines")).isoformat() == "2039-12-31T16:00:00+00:00"
    [one] = await waiting(portal, unit)
    assert (one["name"], one["effective_on"], one["active"], one["lapsed"]) == ("Nanjing branch", DAY, None, None)
    await begin_the_day(portal)
    told = await shown(portal, unit)
    assert (told["name"], told["effective_on"], await waiting(portal, unit)) == ("Nanjing branch", DAY, [])
    changes = (await portal.admin.get(f"/v1/units/{unit}/history")).json()["changes"]
    assert [change["change_id"] is None for change in changes] == [False, True]
    assert changes[0]["actor"] == "system"
    # The day was made to begin by hand: by its date its deadline is still to come.
    checks = await rebuild(portal.serving.running.store)
    assert [check.table for check in checks if not check.same] == ["deadlines"]


async def test_rights_reach_a_unit_from_above_until_the_day_of_its_move(portal: Portal):
    first, second = await portal.unit("A", kind="province"), await portal.unit("B", kind="province")
    city = await portal.unit("C", first)
    await portal.join("worker", city)
    await portal.join("boss", second, "manager")
    boss = await portal.speak_for("boss")
    await plan(portal, city, parent_id=second)
    assert {one["login"] for one in (await boss.get("/v1/staff")).json()["staff"]} == {"boss"}
    await begin_the_day(portal)
    assert {one["login"] for one in (await boss.get("/v1/staff")).json()["staff"]} == {"boss", "worker"}


async def test_what_was_changed_meanwhile_stays_and_what_was_taken_back_does_not_come(portal: Portal):
    unit = await portal.unit("Nanjing")
    await plan(portal, unit, name="N")
    await plan(portal, unit, kind="department")
    [kind] = [one for one in await waiting(portal, unit) if one["kind"]]
    at = f"/v1/units/{unit}/planned-changes/{kind['change_id']}/withdrawal"
    assert (await portal.admin.post(at)).status_code == 201
    assert (await portal.admin.post(at)).status_code == 404
    today = portal.clock.today().isoformat()
    await plan(portal, unit, day=today, kind="province")
    await begin_the_day(portal)
    told = await shown(portal, unit)
    assert (told["name"], told["kind"]) == ("N", "province")


async def test_a_branch_closes_on_one_day_whichever_of_it_was_planned_first(portal: Portal):
    province = await portal.unit("Jiangsu", kind="province")
    city = await portal.unit("Nanjing", province)
    await plan(portal, province, active=False)
    await plan(portal, city, active=False)
    await begin_the_day(portal)
    assert [(await shown(portal, unit))["active"] for unit in (province, city)] == [False, False]


async def test_what_the_tree_does_not_allow_on_the_day_lapses_and_says_why(portal: Portal):
    province = await portal.unit("Jiangsu", kind="province")
    await portal.unit("Nanjing", province)
    await plan(portal, province, active=False)
    await begin_the_day(portal)
    assert (await shown(portal, province))["active"] is True
    assert [one["lapsed"] for one in await waiting(portal, province)] == ["unit-not-empty"]
    page = await (await browse(portal)).read(f"/administration/units/{province}")
    assert "did not take effect" in page
    assert "Active units hang below this one." in page


async def test_a_unit_made_ahead_of_its_day_takes_nothing_new_until_then(portal: Portal):
    body = {"parent_id": portal.unit_id, "name": "Wuxi", "kind": "city", "effective_on": DAY}
    unit = (await portal.admin.post("/v1/units", json=body)).json()["unit_id"]
    assert (await shown(portal, unit))["active"] is False
    somebody = {"unit_id": unit, "login": "early", "name": "E", "effective_on": DAY}
    refused = await portal.admin.post("/v1/staff", json=somebody)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/unit_id")
    await begin_the_day(portal)
    assert (await portal.admin.post("/v1/staff", json=somebody)).status_code == 201


async def test_a_change_is_planned_and_taken_back_on_the_page_of_its_unit(portal: Portal):
    unit, browser = await portal.unit("Nanjing"), await browse(portal)
    day = (portal.clock.today() + timedelta(days=30)).isoformat()
    at = f"/administration/units/{unit}"
    fields = {"name": "Nanjing branch", "kind": "city", "effective_on": day, "parent_id": portal.unit_id}
    await browser.send(at, status=303, version="1", **fields)
    page = await browser.read(at)
    assert "will be called Nanjing branch" in page
    assert "closes" in page
    [one] = await waiting(portal, unit)
    await browser.send(f"{at}/withdraw", status=303, change_id=str(one["change_id"]))
    assert "Take back" not in await browser.read(at)
