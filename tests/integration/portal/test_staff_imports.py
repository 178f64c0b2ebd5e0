"""Staff from HR: a list tried and taken with progress, joins, moves and leaves derived from it, nothing twice."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx

from services.portal.staff_import import handlers
from services.portal.staff_import.tables import COUNTED
from shared.eventstore.rebuild import rebuild

from .conftest import Portal

HEAD = "工号,姓名,部门,邮箱,手机号,入职日期,离职日期\n"
AT = "/v1/staff-imports"
COLUMNS = {"number": 0, "name": 1, "unit": 2, "email": 3, "phone": 4, "joined": 5, "left": 6}


async def sent(client: httpx.AsyncClient, text: str) -> str:
    made = await client.post(AT, content=(HEAD + text).encode(), params={"name": "hr.csv"})
    assert made.status_code == 201, made.text
    return str(made.json()["import_id"])


async def ran(client: httpx.AsyncClient, import_id: str, *, dry_run: bool = False) -> dict[str, Any]:
    begun = await client.post(f"{AT}/{import_id}/runs", json={"columns": COLUMNS, "dry_run": dry_run})
    assert begun.status_code == 202, begun.text
    async with asyncio.timeout(30):
        while True:
            one = dict((await client.get(f"{AT}/{import_id}")).json())
            if one["stage"] == "done":
                return one
            await asyncio.sleep(0.05)


async def imported(client: httpx.AsyncClient, text: str) -> dict[str, Any]:
    return await ran(client, await sent(client, text))


def counts(run: dict[str, Any]) -> dict[str, int]:
    return {name: run[name] for name in COUNTED if run[name]}


async def who(portal: Portal) -> dict[str, dict[str, Any]]:
    return {one["login"]: one for one in (await portal.admin.get("/v1/staff")).json()["staff"]}


async def test_people_join_move_and_leave_by_the_list_and_the_same_list_again_changes_nothing(portal: Portal):
    north, south = await portal.unit("North"), await portal.unit("South")
    first = "1001,王芳,North,wang@example.org,13800138000,2024-03-01,\n1002,李雷,North,,,2024-03-01,\n"
    assert counts(await imported(portal.admin, first)) == {"joined": 2}
    people = await who(portal)
    wang = people["1001"]
    assert (wang["name"], wang["email"], wang["phone"], wang["unit_id"]) == (
        "王芳", "wang@example.org", "+8613800138000", north,
    )  # fmt: skip
    assert counts(await imported(portal.admin, first)) == {"unchanged": 2}
    today = portal.clock.today()
    second = (
        f"1001,王芳,{south},,,2024-03-01,\n1002,李雷,North,,,2024-03-01,{today}\n"
        f"1003,赵敏,South,,,{today + timedelta(days=30)},\n"
    )
    run = await imported(portal.admin, second)
    assert counts(run) == {"moved": 1, "gone": 1, "later": 1}
    people = await who(portal)
    assert (people["1001"]["unit_id"], people["1002"]["stage"], "1003" in people) == (south, "left", False)
    assert counts(await imported(portal.admin, second)) == {"unchanged": 2, "later": 1}
    events = (await portal.admin.get(f"/v1/streams/staff-{people['1001']['staff_id']}/events")).json()["events"]
    assert [one["type"] for one in events] == ["portal.staff_joined.v1", "portal.staff_moved.v1"]
    assert {one["actor"] for one in events} == {portal.staff_id}


async def test_each_count_leads_to_its_rows_and_the_people_they_are_of(portal: Portal):
    await portal.unit("North")
    import_id = await sent(portal.admin, "1001,王芳,North,,,2024-03-01,\n1002,李雷,Nowhere,,,,\n")

    async def rows(**asked: str) -> list[dict[str, Any]]:
        answer = await portal.admin.get(f"{AT}/{import_id}/rows", params=asked)
        return list(answer.json()["rows"])

    await ran(portal.admin, import_id, dry_run=True)
    assert await rows() == [{"row": 1, "deed": "joined", "staff_id": None}]
    await ran(portal.admin, import_id)
    wang = (await who(portal))["1001"]["staff_id"]
    assert await rows(deed="joined") == [{"row": 1, "deed": "joined", "staff_id": wang}]
    assert await rows(deed="moved") == []
    events = (await portal.admin.get(f"/v1/streams/staff-{wang}/events")).json()["events"]
    assert {one["correlationid"] for one in events} == {import_id}
    south = await portal.unit("South")
    await portal.join("clerk", south, "administrator")
    elsewhere = await portal.speak_for("clerk")
    assert (await elsewhere.get(f"{AT}/{import_id}/rows")).status_code == 404


async def test_another_name_or_address_is_said_in_the_dry_run_and_taken_over(portal: Portal):
    north = await portal.unit("North")
    await imported(portal.admin, "1001,王芳,North,wang@example.org,,2024-03-01,\n1002,李雷,North,,,,\n")
    staff_id = (await who(portal))["1001"]["staff_id"]
    new = "1001,王芳菲,North,fei@example.org,,2024-03-01,\n1002,李雷,North,,,,\n"
    import_id = await sent(portal.admin, new)
    assert counts(await ran(portal.admin, import_id, dry_run=True)) == {"changed": 1, "unchanged": 1}
    told = (await portal.admin.get(f"{AT}/{import_id}/changes")).json()["changes"]
    assert told == [{"row": 1, "fields": ["email", "name"]}]
    assert (await who(portal))["1001"]["name"] == "王芳"
    assert counts(await ran(portal.admin, import_id)) == {"changed": 1, "unchanged": 1}
    fei = (await who(portal))["1001"]
    assert (fei["name"], fei["email"], fei["unit_id"]) == ("王芳菲", "fei@example.org", north)
    found = (await portal.admin.get("/v1/staff", params={"q": "菲"})).json()["staff"]
    assert [one["staff_id"] for one in found] == [staff_id]
    stream = await portal.admin.get(f"/v1/streams/staff-{staff_id}/events")
    assert stream.json()["events"][-1]["data"]["changed"] == ["email", "name"]
    assert "王芳" not in stream.text
    assert "fei@" not in stream.text
    assert counts(await imported(portal.admin, new)) == {"unchanged": 2}
    assert [one.table for one in await rebuild(portal.serving.running.store) if not one.same] == []


async def test_a_last_day_ahead_is_planned_and_a_unit_is_named_by_its_short_code(portal: Portal):
    body = {"parent_id": portal.unit_id, "name": "South", "code": "S-1", "kind": "city", "effective_on": "2026-01-01"}
    south = (await portal.admin.post("/v1/units", json=body)).json()["unit_id"]
    last = portal.clock.today() + timedelta(days=30)
    row = f"1001,王芳,S-1,,,2024-03-01,{last}\n"
    assert counts(await imported(portal.admin, row)) == {"joined": 1, "later": 1}
    wang = (await who(portal))["1001"]
    assert (wang["unit_id"], wang["stage"], wang["leaves_on"]) == (south, "active", last.isoformat())
    assert counts(await imported(portal.admin, row)) == {"unchanged": 1}


async def test_a_dry_run_says_what_would_come_of_every_row_and_changes_nothing(portal: Portal):
    await portal.unit("North")
    await portal.unit("Twin")
    await portal.unit("Twin")
    rows = (
        "1001,王芳,North,,,,\n"
        "1001,Again,North,,,,\n"
        ",Nobody,North,,,,\n"
        "1004,Zhao,Twin,,,,\n"
        "1005,Zhao,Nowhere,,,,\n"
        "root,Root,North,,,,\n"
        "1007,Zhao,North,nobody,,soon,\n"
    )
    import_id = await sent(portal.admin, rows)
    run = await ran(portal.admin, import_id, dry_run=True)
    assert counts(run) == {"joined": 1, "refused": 6}
    assert await who(portal) == {"root": (await who(portal))["root"]}
    told = (await portal.admin.get(f"{AT}/{import_id}/refusals")).json()["refusals"]
    assert [(one["row"], one["column"]) for one in told] == [
        (2, "number"), (3, "number"), (4, "unit"), (5, "unit"), (6, "number"), (7, "email"), (7, "joined"),
    ]  # fmt: skip
    assert counts(await ran(portal.admin, import_id)) == {"joined": 1, "refused": 6}
    again = await portal.admin.post(f"{AT}/{import_id}/runs", json={"columns": COLUMNS, "dry_run": False})
    assert again.status_code == 409


async def test_somebody_taken_on_by_hand_is_known_by_the_login_that_the_list_names(portal: Portal):
    north = await portal.unit("North")
    anna = await portal.join("anna", portal.unit_id)
    made = await portal.admin.post(AT, content=b"number,name,unit,login\n77,Anna,North,anna\n")
    import_id = made.json()["import_id"]
    shown = (await portal.admin.get(f"{AT}/{import_id}/file")).json()
    assert shown["columns"] == {"number": 0, "name": 1, "unit": 2, "login": 3}
    await portal.admin.post(f"{AT}/{import_id}/runs", json={"columns": shown["columns"]})
    async with asyncio.timeout(30):
        while (await portal.admin.get(f"{AT}/{import_id}")).json()["stage"] != "done":
            await asyncio.sleep(0.05)
    assert (await who(portal))["anna"]["unit_id"] == north
    assert counts(await imported(portal.admin, "77,Anna,North,,,,2026-01-02\n")) == {"gone": 1}
    assert (await portal.admin.get(f"/v1/staff/{anna}")).json()["stage"] == "left"


async def test_a_list_reaches_no_unit_that_its_sender_does_not_look_after(portal: Portal):
    north, south = await portal.unit("North"), await portal.unit("South")
    await portal.join("li", north, "system_administrator")
    await imported(portal.admin, "1001,Wang,South,,,,\n")
    li = await portal.speak_for("li")
    run = await imported(li, f"2001,Zhao,North,,,,\n2002,Qian,{south},,,,\n1001,Wang,North,,,,\n")
    assert counts(run) == {"joined": 1, "refused": 2}
    assert (await who(portal))["1001"]["unit_id"] == south
    assert (await portal.admin.get(f"{AT}/{run['import_id']}")).status_code == 200
    other = await imported(portal.admin, "3001,Sun,South,,,,\n")
    assert (await li.get(f"{AT}/{other['import_id']}")).status_code == 404
    await portal.join("clerk", north, "salesperson")
    assert (await (await portal.speak_for("clerk")).get(AT)).status_code == 403


async def test_many_rows_are_taken_in_slices_and_the_cells_lie_sealed_and_for_a_day(portal: Portal):
    await portal.unit("North")
    many = "".join(
        f"{number},Name {number},North,,,,\n" for number in range(5000, 5000 + 2 * handlers.ROWS_OF_A_SLICE + 7)
    )
    import_id = await sent(portal.admin, many)
    pool = portal.serving.running.store.database.pool("system")
    assert "Name 5001" not in str(await pool.fetch("SELECT i::text FROM staff_imports i"))
    run = await ran(portal.admin, import_id)
    assert (run["done"], run["joined"]) == (run["rows"], 2 * handlers.ROWS_OF_A_SLICE + 7)
    await pool.execute("UPDATE deadlines SET due_at = now() WHERE kind = $1", handlers.EXPIRE)
    async with asyncio.timeout(20):
        while (await portal.admin.get(f"{AT}/{import_id}/file")).json()["headings"]:
            await asyncio.sleep(0.1)
    assert (await portal.admin.get(f"{AT}/{import_id}")).json()["joined"] == run["joined"]


async def test_columns_that_mean_nothing_are_refused_by_their_field(portal: Portal):
    import_id = await sent(portal.admin, "1,A,B,,,,\n")
    for columns, pointer in (
        ({"number": 0, "name": 1}, "/columns"),
        ({**COLUMNS, "salary": 3}, "/columns"),
        ({**COLUMNS, "left": 50}, "/columns/left"),
    ):
        refused = await portal.admin.post(f"{AT}/{import_id}/runs", json={"columns": columns})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
