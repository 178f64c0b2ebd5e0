"""Amendments as a browser drafts them: over the real contract service, which holds them against what was agreed on."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.contract.conftest import ok
from tests.integration.contract.money import agreed, cny, line

from .desk import Desk, desk_of

BOUGHT = [line("5.1", "first", "60.00"), line("5.2", "final", "40.00")]
FIELD = re.compile(r'<(?:input|textarea|select)[^>]*?name="([^"]+)"')


@pytest.fixture
async def desk(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with desk_of(serve, monkeypatch) as ready:
        yield ready


async def sends(desk: Desk, address: str, fields: dict[str, str], status: int = 303) -> Any:
    headers = {"x-form-token": desk.browser.token}
    answer = await desk.browser.http.post(address, data={"key": new_id(), **fields}, headers=headers)
    assert answer.status_code == status, (answer.status_code, re.sub(r"\s*<[^>]*>\s*", " ", answer.text)[:900])
    return answer


def plan(*amounts: str) -> dict[str, str]:
    """The plan of the contract with other amounts, as its form says it."""
    rows = [("5.1", "first", amounts[0]), ("5.2", "final", amounts[1])]
    more = {"debtor": "us", "due_on": "2099-01-01", "instrument": "payment"}
    told = [{"clause": clause, "phase": phase, "amount": amount, **more} for clause, phase, amount in rows]
    return {f"plan-{at}-{name}": value for at, row in enumerate(told) for name, value in row.items()}


async def test_an_amendment_is_drafted_said_anew_told_apart_and_never_written_over(desk: Desk):
    desk.address = await agreed(desk.company, BOUGHT)
    at = f"/contracts/{desk.contract_id}"
    shown = await desk.browser.read(f"{at}/amendments/new")
    assert {"text", "plan-0-amount", "effective_from"} <= set(FIELD.findall(shown))
    base = {"title": "Fans", "currency": "CNY", "amount": "100.00", "amount_kind": "", "text": "As agreed."}
    base["counterparty_id"] = (await desk.asks(desk.address))["counterparty_id"]
    nothing = await sends(desk, f"{at}/amendments/new", {**base, **plan("60.00", "40.00")}, 422)
    assert "an amendment changes something" in nothing.text
    more = {**base, "amount": "110.00", **plan("70.00", "40.00"), "forum": "Shanghai"}
    drafted = await sends(desk, f"{at}/amendments/new", more)
    amendment = drafted.headers["location"].split("/")[2].split("?")[0]
    editor = await desk.browser.read(f"/amendments/{amendment}")
    for words in ("Figures that differ", "CN¥110.00", "Shanghai", 'value="110.00"'):
        assert words in editor
    old = re.search(r'name="version" value="(\d+)"', editor)
    assert old
    said = {**more, "version": old[1], "number": "1"}
    await sends(desk, f"/amendments/{amendment}", {**said, "text": "As agreed anew."})
    stale = await sends(desk, f"/amendments/{amendment}", {**said, "forum": "Beijing"}, 412)
    for words in ("Nothing was written over", "As agreed anew.", 'value="Beijing"'):
        assert words in stale.text
    told = await desk.browser.read(f"/amendments/{amendment}/difference")
    assert "anew" in told
    again = await desk.browser.http.get(f"/contracts/{amendment}/draft")
    assert (again.status_code, again.headers["location"]) == (303, f"/amendments/{amendment}")
    assert "What it changes" in await desk.browser.read(f"/contracts/{amendment}")


async def test_an_extension_and_an_assignment_say_one_thing_alone(desk: Desk):
    desk.address = await agreed(desk.company, BOUGHT)
    at = f"/contracts/{desk.contract_id}/amendments/new"
    shown = await desk.browser.read(at, kind="extension")
    assert "plan-0-amount" not in shown
    await sends(desk, f"{at}?kind=extension", {"term_to": "2099-12-31", "title": "is not said"})
    same = (await desk.asks(desk.address))["counterparty_id"]
    refused = await sends(desk, f"{at}?kind=assignment", {"counterparty_id": same}, 422)
    assert "an assignment names another party" in refused.text
    await sends(desk, f"{at}?kind=assignment", {"counterparty_id": new_id(), "effective_from": "2099-01-01"})
    found = await desk.asks(f"{desk.address}/amendments")
    drafts = [await desk.asks(f"/v1/amendments/{one['contract_id']}/difference") for one in found["items"]]
    assert [(one["kind"], one["effective_from"]) for one in drafts] == [
        ("assignment", "2099-01-01"),
        ("extension", None),
    ]


async def test_a_contract_is_shown_as_it_stood_by_what_was_known(desk: Desk):
    desk.address = await agreed(desk.company, BOUGHT)
    clerk = desk.company.drafter
    await ok(
        clerk.post(
            f"{desk.address}/payments",
            json={"clause": "5.1", "phase": "first", "amount": cny("7.00")},
        )
    )
    at = f"/contracts/{desk.contract_id}/standing"
    now = await desk.browser.read(at)
    for words in ("CN¥100.00", "paid CN¥7.00", "5.2"):
        assert words in now
    for asked in ({"as_of": "2020-01-01"}, {"known_on": "2020-01-01"}, {"as_of": "2026-02-31"}):
        assert "There was no such contract on that day" in await desk.browser.read(at, **asked)
    assert (await desk.browser.http.get(at, params={"as_of": "yesterday"})).status_code == 422
