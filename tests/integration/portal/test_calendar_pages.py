"""Calendars on their pages: a file is tried, published, looked at year by year, withdrawn."""

import httpx
import pytest

from shared.values.ids import new_id

from .conftest import Portal
from .test_calendars import FILE, WRONG
from .visiting import browse, chinese


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_calendar_is_tried_and_published_on_its_page(portal: Portal, language: str):
    say = chinese if language == "zh-CN" else str
    browser = await browse(portal, language=language)
    at = f"/administration/calendars/{portal.unit_id}"
    assert say("No calendar yet") in await browser.read("/administration/calendars")

    async def send(text: str, **fields: str) -> httpx.Response:
        data = {"form_token": browser.token, "key": new_id(), "country": "CN", **fields}
        return await browser.http.post(f"{at}/import", data=data, files={"file": ("days.csv", text.encode())})

    wrong = await send(WRONG)
    assert wrong.status_code == 200
    assert say("it is neither a holiday nor a make-up day") in wrong.text
    tried = await send(FILE)
    assert "2040" in tried.text
    assert (await portal.admin.get("/v1/calendars")).json() == {"calendars": []}
    await browser.send(f"{at}/publish", status=303, country="CN", text=FILE)
    page = await browser.read(at, year="2040")
    assert "元旦调休" in page
    assert say("provisional") not in page
    assert say("provisional") in await browser.read(at, year="2041")
    assert "2040" in await browser.read("/administration/calendars")
    await browser.send(f"{at}/withdraw", status=303)
    assert say("No calendar yet") in await browser.read("/administration/calendars")
