"""Leaving on a day to come: planned, shown, withdrawn, and on its day the end of every right."""

import asyncio
import json
from datetime import timedelta

from shared.eventstore.rebuild import rebuild

from .conftest import Portal
from .visiting import browse

COME = """
UPDATE deadlines SET due_at = now() - interval '1 second' WHERE kind = 'portal.staff_leaving' AND subject = $1
"""


async def begin_the_day(portal: Portal, staff_id: str, days: int) -> None:
    """As if midnight had come."""
    portal.clock.advance(timedelta(days=days))
    pool = portal.serving.running.store.database.pool("system")
    await pool.execute(COME, staff_id)
    async with asyncio.timeout(2):
        while await pool.fetchval("SELECT count(*) FROM deadlines WHERE kind = 'portal.staff_leaving'"):
            await asyncio.sleep(0.02)
    await portal.serving.running.grants.refresh()


async def test_somebody_works_on_until_the_day_and_is_cut_off_on_it(portal: Portal):
    staff_id = await portal.join("anna", portal.unit_id, "manager")
    day = portal.clock.today() + timedelta(days=1)
    said = await portal.admin.post(f"/v1/staff/{staff_id}/leaving", json={"effective_on": day.isoformat()})
    assert said.status_code == 201, said.text
    anna = (await portal.admin.get(f"/v1/staff/{staff_id}")).json()
    assert (anna["stage"], anna["leaves_on"], len(anna["roles"])) == ("active", day.isoformat(), 1)
    client = await portal.speak_for("anna")
    assert (await client.get("/v1/units")).status_code == 200
    page = await browse(portal, "root")
    assert "leaves on" in await page.read(f"/administration/staff/{staff_id}")
    await begin_the_day(portal, staff_id, 1)
    anna = (await portal.admin.get(f"/v1/staff/{staff_id}")).json()
    assert (anna["stage"], anna["leaves_on"], anna["roles"]) == ("left", None, [])
    assert (await client.get("/v1/units")).status_code in (401, 403)
    assert (await portal.sign_in("anna")).status_code == 401
    events = (await portal.admin.get(f"/v1/streams/staff-{staff_id}/events")).json()["events"]
    assert [one["type"] for one in events][-3:] == [
        "portal.staff_leave_planned.v1", "portal.staff_left.v1", "portal.session_ended.v1",
    ]  # fmt: skip
    assert [one.table for one in await rebuild(portal.serving.running.store) if not one.same] == []


async def test_a_planned_day_is_taken_back_once(portal: Portal):
    staff_id = await portal.join("anna", portal.unit_id, "manager")
    day = (portal.clock.today() + timedelta(days=9)).isoformat()
    await portal.admin.post(f"/v1/staff/{staff_id}/leaving", json={"effective_on": day})
    done = await portal.admin.post(f"/v1/staff/{staff_id}/leaving/withdrawal")
    assert done.status_code == 201, done.text
    assert (await portal.admin.get(f"/v1/staff/{staff_id}")).json()["leaves_on"] is None
    again = await portal.admin.post(f"/v1/staff/{staff_id}/leaving/withdrawal")
    assert (again.status_code, again.json()["type"]) == (409, "urn:pactline:problem:no-leave-planned")
    pool = portal.serving.running.store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM deadlines WHERE kind = 'portal.staff_leaving'") == 0


async def test_a_name_is_corrected_by_who_read_it_last(portal: Portal):
    staff_id = await portal.join("anna", portal.unit_id)
    one = (await portal.admin.get(f"/v1/staff/{staff_id}")).json()
    body = {"name": "Anna Li", "email": "anna.li@example.com", "title": "Buyer"}
    tag = {"If-Match": f'"{one["version"]}"'}
    done = await portal.admin.put(f"/v1/staff/{staff_id}", json=body, headers=tag)
    assert done.status_code == 200, done.text
    now = (await portal.admin.get(f"/v1/staff/{staff_id}")).json()
    assert (now["name"], now["email"], now["phone"], now["title"]) == ("Anna Li", "anna.li@example.com", None, "Buyer")
    assert (await portal.admin.put(f"/v1/staff/{staff_id}", json=body, headers=tag)).status_code == 412


async def test_units_are_found_by_their_short_code_which_is_one_unit_s_alone(portal: Portal):
    body = {
        "parent_id": portal.unit_id,
        "name": "Nanjing",
        "code": "NJ-01",
        "kind": "city",
        "effective_on": "2026-01-01",
    }
    unit = (await portal.admin.post("/v1/units", json=body)).json()["unit_id"]
    for q in ("nj", "anj", "NANJ"):
        found = (await portal.admin.get("/v1/units", params={"q": q})).json()["units"]
        assert [one["unit_id"] for one in found] == [unit], q
    taken = await portal.admin.post("/v1/units", json={**body, "name": "Other"})
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:pactline:problem:code-taken")
    assert taken.json()["errors"][0]["pointer"] == "/code"
    page = await browse(portal, "root")
    assert "NJ-01" in await page.read("/administration/units?q=NJ")


async def test_a_lent_role_names_its_lender_and_is_taken_back_with_the_role(portal: Portal):
    anna, boris = await portal.join("anna", portal.unit_id, "cashier"), await portal.join("boris", portal.unit_id)
    until = (portal.clock.today() + timedelta(days=9)).isoformat()
    lent = await portal.admin.post(f"/v1/staff/{anna}/deputies", json={"deputy_id": boris, "until": until})
    assert lent.status_code == 201, lent.text
    pool = portal.serving.running.store.database.pool("system")
    told = "SELECT data FROM events WHERE stream_id = $1 AND type LIKE 'portal.role_%' ORDER BY version"
    said = [json.loads(row["data"]) for row in await pool.fetch(told, f"staff-{boris}")]
    assert [(one["role"], one["lent_by"], one["until"]) for one in said] == [("cashier", anna, until)]
    back = {"unit_id": portal.unit_id}
    gone = await portal.admin.post(f"/v1/staff/{anna}/roles/cashier/revocation", json=back)
    assert gone.status_code == 201, gone.text
    assert (await portal.admin.get(f"/v1/staff/{boris}")).json()["roles"] == []
    # A role of one's own stays, whoever it was lent by before.
    for staff_id in (anna, boris):
        await portal.admin.post(f"/v1/staff/{staff_id}/roles", json={"role": "cashier", **back})
    await portal.admin.post(f"/v1/staff/{anna}/roles/cashier/revocation", json=back)
    assert len((await portal.admin.get(f"/v1/staff/{boris}")).json()["roles"]) == 1
