"""The wizard for staff as whoever keeps the organisation walks it: file, columns, dry run, import, refused rows."""

import asyncio
import re

import httpx
import pytest

from shared.values.ids import new_id

from .conftest import Portal
from .visiting import Browser, browse, chinese

LIST = "工号,姓名,部门,离职日期\n1001,王芳,North,\n1002,李雷,Nowhere,\n"


async def send(browser: Browser, text: str) -> httpx.Response:
    data = {"form_token": browser.token, "key": new_id()}
    return await browser.http.post("/imports/staff/new", data=data, files={"file": ("hr.csv", text.encode())})


async def over(browser: Browser, at: str) -> str:
    async with asyncio.timeout(30):
        while 'data-stream="' in (page := await browser.read(at)):
            await asyncio.sleep(0.1)
    return page


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_list_goes_through_the_wizard_and_survives_a_reload(portal: Portal, language: str):
    say = chinese if language == "zh-CN" else str
    await portal.unit("North")
    browser = await browse(portal, language=language)
    assert say("Import staff") in await browser.read("/imports")
    refused = await send(browser, "")
    assert (refused.status_code, 'role="alert"' in refused.text) == (422, True)
    taken = await send(browser, LIST)
    assert taken.status_code == 303
    at = taken.headers["location"]
    assert (await browser.http.get(at.removesuffix("/columns"))).headers["location"] == at
    page = await browser.read(at)
    columns = page[page.index('id="columns"') :]
    assert re.findall(r'value="(\w+)" selected', columns) == ["number", "name", "unit", "left"]
    twice = await browser.send(at, status=422, deed="try", column=["number", "number", "unit", ""])
    assert say("Two columns mean the same.") in twice
    await browser.send(at, status=303, deed="try", column=["number", "name", "unit", "left"])
    tried = await over(browser, at.removesuffix("/columns"))
    assert say("nobody here yet") in await browser.read(at.replace("/columns", "/rows"), of="joined")
    assert say("there is no such unit, or it is closed") in tried
    assert "1001" not in str((await portal.admin.get("/v1/staff")).json())
    await browser.send(at.replace("/columns", "/again"), status=303)
    done = await over(browser, at.removesuffix("/columns"))
    assert say("To the staff") in done
    rows = at.replace("/columns", "/rows")
    assert f'href="{rows}?of=joined"' in done
    joined = await browser.read(rows, of="joined")
    assert "王芳" in joined
    stream = re.search(r'href="/events/portal/(staff-[^"]+)"', joined)
    assert stream
    events = (await portal.admin.get(f"/v1/streams/{stream[1]}/events")).json()["events"]
    assert [one["type"] for one in events] == ["portal.staff_joined.v1"]
    assert say("there is no such unit, or it is closed") in await browser.read(rows, of="refused")
    assert say("No row to show") in await browser.read(rows, of="moved")
    csv = await browser.read(at.replace("/columns", "/refused.csv"))
    assert say("there is no such unit, or it is closed") in csv
    assert {one["login"] for one in (await portal.admin.get("/v1/staff")).json()["staff"]} == {"root", "1001"}
    again = await send(browser, LIST.replace("1002,李雷,Nowhere,\n", ""))
    await browser.send(again.headers["location"], status=303, deed="import", column=["number", "name", "unit", "left"])
    same = await over(browser, again.headers["location"].removesuffix("/columns"))
    assert say("Everything on the list stood here already: nothing was changed.") in same
    assert "hr.csv" in await browser.read("/imports")


async def test_who_may_not_take_staff_on_sees_no_way_to_it(portal: Portal):
    await portal.join("clerk", portal.unit_id, "operator")
    clerk = await browse(portal, "clerk")
    assert "/imports/staff" not in await clerk.read("/imports")
    assert (await clerk.http.get("/imports/staff/new")).status_code == 403
