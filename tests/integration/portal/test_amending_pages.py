"""Amendments as a browser drafts them: over the real contract service, which holds them against what was agreed on."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.contract.conftest import ok
from tests.integration.contract.money import agreed, cny, line
from tests.integration.contract.test_drafting import asking

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
    now = re.sub(r"<[^>]*>", "", await desk.browser.read(at))
    for words in ("CN¥100.00", "paid CN¥7.00", "5.2"):
        assert words in now
    for asked in ({"as_of": "2020-01-01"}, {"known_on": "2020-01-01"}, {"as_of": "2026-02-31"}):
        assert "There was no such contract on that day" in await desk.browser.read(at, **asked)
    assert (await desk.browser.http.get(at, params={"as_of": "yesterday"})).status_code == 422


async def test_a_standard_clause_that_asks_for_more_is_filled_in_on_its_card(desk: Desk):
    known = await asking(desk.company)
    made = await ok(desk.company.drafter.post("/v1/contracts", json=known["body"]))
    at = f"/contracts/{made['contract_id']}"
    offered = await desk.browser.read(f"{at}/clauses/7/others")
    assert {"clause-7-how", "blank-7-wait", "blank-7-cap"} <= set(FIELD.findall(offered))
    assert "blank-7-share" not in offered, "the template asks for it already"
    said = {"title": "Fans", "currency": "CNY", "amount": "100.00", "counterparty_id": known["body"]["counterparty_id"]}
    values = {"var-days": "30", "var-share": "20", "clause-3-how": "as_is", "clause-7-how": f"other:{known['asks']}"}
    plan_ = {"plan-0-clause": "1", "plan-0-phase": "all", "plan-0-debtor": "us", "plan-0-amount": "100.00"}
    form = {**said, **values, **plan_, "plan-0-due_on": "2099-01-01", "version": "1", "number": "1"}
    without = await sends(desk, f"{at}/draft", form, 422)
    assert "var-wait" in set(FIELD.findall(without.text))
    typed = {"blank-7-wait": "3", "blank-7-wait-unit": "month", "blank-7-cap": "5000", "blank-7-cap-currency": "CNY"}
    await sends(desk, f"{at}/draft", {**form, **typed})
    editor = await desk.browser.read(f"{at}/draft")
    for words in ("违约金为20%，3个月后支付", 'name="var-wait" inputmode="numeric" value="3"'):
        assert words in editor, words


async def test_tariffs_are_laid_down_and_a_product_tells_what_it_costs(desk: Desk):
    product = {"code": "FAN-1", "name": "Fan", "unit": "pcs"}
    of = (await ok(desk.company.admin.post("/v1/products", json=product)))["product_id"]
    wrong = await sends(desk, "/products/tariffs", {"list_price": "retail", "effective_on": "2026-01-01"}, 422)
    assert "a tariff is one customer" in wrong.text
    fields = {"grade": "AA", "list_price": "wholesale", "discount": "5%", "effective_on": "2026-01-01"}
    await sends(desk, "/products/tariffs", fields)
    shown = await desk.browser.read("/products/tariffs")
    for words in ("Grade AA", "wholesale price", "5%", "everything"):
        assert words in shown
    assert "What it costs a customer" in await desk.browser.read(f"/products/{of}")
    assert "Choose a customer." in await desk.browser.read(f"/products/{of}/quote")
    month = {"month": "2026-03", "brands_key": "东方\n北辰", "brands_tracked": "云栈"}
    await sends(desk, "/products/brands", month)
    shown = await desk.browser.read("/products/brands", month="2026-03")
    for words in ("东方", "北辰", "云栈", "Nothing was ordered"):
        assert words in shown
    twice = await sends(desk, "/products/brands", {**month, "brands_tracked": "东方"}, 422)
    assert "a brand is named once" in twice.text
