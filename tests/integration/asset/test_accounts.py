"""Accounts of depreciation over HTTP: laid down from a month on; what was posted before stays as it is."""

from typing import Any

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id

from .conftest import CODE, Installation, made, shown

AT = "/v1/account-mappings"
OTHERS = {"expense": "6601", "accumulated": "1602.01"}
APART = {"class_code": "A", "expense": "6602.02", "accumulated": "1602.02"}


def laid(period: str, *lines: dict[str, str]) -> dict[str, Any]:
    return {"book": "accounting", "from_period": period, "lines": list(lines)}


async def posted(here: Installation, period: str) -> list[str]:
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": period})
    return [one["account"] for one in run["journal"]]


async def test_a_month_is_posted_to_the_accounts_that_hold_in_it(here: Installation):
    await here.enter()
    assert await posted(here, "2026-02") == ["6602", "1602"]
    first = await made(here.headquarters, AT, laid("2026-03", OTHERS))
    again = await made(here.headquarters, AT, laid("2026-03", OTHERS))
    assert first == again
    preview = await shown(here.nanjing, "/v1/depreciation-preview", period="2026-03")
    assert [one["account"] for one in preview["journal"]] == ["6601", "1602.01"]
    assert await posted(here, "2026-03") == ["6601", "1602.01"]
    await made(here.headquarters, "/v1/classes", {"code": "A", "name": "Things", "books": []})
    await made(here.headquarters, AT, laid("2026-04", OTHERS, APART))
    assert await posted(here, "2026-04") == ["6602.02", "1602.02"]
    assert await posted(here, "2026-02") == ["6602", "1602"]
    listed = await shown(here.nanjing, "/v1/books/accounting/accounts")
    assert [one["from_period"] for one in listed["items"]] == ["1949-10", "2026-03", "2026-04"]
    events = await shown(here.nanjing, f"/v1/streams/{listed['stream']}/events")
    assert [one["type"] for one in events["events"]] == ["depreciation_accounts.mapped.v1"] * 2
    assert [check.table for check in await rebuild(here.serving.running.store) if not check.same] == []


async def test_accounts_are_laid_down_by_who_may_for_classes_there_are(here: Installation):
    unknown = await here.headquarters.post(AT, json=laid("2026-03", OTHERS, {**APART, "class_code": "Z"}))
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/lines/1/class_code")
    alone = await here.headquarters.post(AT, json=laid("2026-03", {**APART, "class_code": CODE}))
    assert (alone.status_code, alone.json()["errors"][0]["pointer"]) == (422, "/lines")
    reader = await here.serving.caller(new_id(), ["asset.depreciation.read"], next(iter(here.everybody)))
    assert (await reader.post(AT, json=laid("2026-03", OTHERS))).status_code == 403
    shipped = await shown(reader, "/v1/books/tax/accounts")
    assert [one["expense"] for one in shipped["items"][0]["lines"]] == ["6602"]
