"""Contracts counted by unit and all that tells them apart, what is behind a figure, and what stands in their words."""

from datetime import datetime, timedelta
from typing import Any

from shared.sheets.reading import read_sheet
from shared.values.clock import INSTALLATION_ZONE
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, billed, cny, line
from tests.integration.contract.test_masters import bound

TODAY = datetime.now(INSTALLATION_ZONE).date()


async def counted(company: Company, **asked: Any) -> list[dict[str, Any]]:
    return list((await ok(company.drafter.get("/v1/contract-figures", params=asked)))["items"])


async def drafted(company: Company, text: str, title: str = "Fans") -> str:
    body = {
        "type_id": await company.kind("sales"),
        "text": text,
        "title": title,
        "counterparty_id": new_id(),
        "amount": cny("7.00"),
        "plan": [line("3", "all", "7.00", "counterparty")],
    }
    return str((await ok(company.drafter.post("/v1/contracts", json=body)))["contract_id"])


async def test_figures_are_told_apart_as_asked_and_opened_down_to_the_contracts(company: Company):
    soon = (TODAY + timedelta(days=45)).isoformat()
    bought = await agreed(company, [line("5", "all", "100.00", due_on=soon)])
    sold = await agreed(company, [line("3", "all", "40.00", "counterparty")], "sales")
    draft = await drafted(company, "Ten fans.")
    assert [(one["number"], one["amount"]) for one in await counted(company)] == [(3, cny("147.00"))]
    bought_id = bought.split("/")[-1]
    row = await ok(company.drafter.get(bought))
    by = await counted(company, by=["type", "counterparty"], counterparty_id=row["counterparty_id"])
    assert [(one["type"], one["counterparty"], one["amount"]) for one in by] == [
        (row["type_code"], row["counterparty_id"], cny("100.00"))
    ]
    assert await counted(company, type_code="nothing") == []
    rows = await counted(company, by=["direction", "state"])
    assert [(one["direction"], one["state"], one["number"], one["amount"]["amount"]) for one in rows] == [
        ("purchase", "effective", 1, "100.00"),
        ("sales", "draft", 1, "7.00"),
        ("sales", "effective", 1, "40.00"),
    ]
    months = await counted(company, by=["month", "unit"], state="effective", first_month=f"{TODAY:%Y-%m}")
    assert [(one["month"], one["unit"], one["number"]) for one in months] == [(f"{TODAY:%Y-%m}", company.city, 2)]
    behind = await ok(company.drafter.get("/v1/contract-figures/contracts", params={"direction": "sales"}))
    assert {one["contract_id"] for one in behind["items"]} == {sold.split("/")[-1], draft}
    near = await ok(company.drafter.get("/v1/contract-figures/contracts", params={"due_within": 60}))
    assert [one["contract_id"] for one in near["items"]] == [bought_id]

    above = await ok(company.admin.get("/v1/contract-figures", params={"unit_id": company.headquarters}))
    assert above["items"][0]["number"] == 3
    alone = {"unit_id": company.headquarters, "below": "false"}
    assert (await ok(company.admin.get("/v1/contract-figures", params=alone)))["items"] == []
    named = await ok(company.drafter.get("/v1/contracts", params={"contract_id": [draft, new_id()]}))
    assert [one["title"] for one in named["items"]] == ["Fans"]
    stranger = await company.serving.caller(
        new_id(), ["contract.contract.read"], await company.serving.unit(new_id(), company.headquarters)
    )
    assert (await ok(stranger.get("/v1/contract-figures")))["items"] == []
    sheet = await company.drafter.get("/v1/contract-figures.xlsx", params={"by": ["direction"]})
    assert read_sheet(sheet.content).rows == (("purchase", "CNY", "1", "100", "0"), ("sales", "CNY", "2", "47", "0"))


async def test_the_outlook_tells_what_is_due_the_largest_parties_progress_and_time_in_review(company: Company):
    soon, later = ((TODAY + timedelta(days=days)).isoformat() for days in (20, 80))
    plan = [line("5", "first", "60.00", due_on=soon), line("5", "second", "40.00", due_on=later)]
    address = await agreed(company, plan)
    await agreed(company, [line("5", "all", "300.00", due_on="2099-01-01")])
    await billed(company, address, "25.00", ("5", "first"))
    open_ended = {"type_id": await company.kind("purchase", code="frame", amount_kind="none"), "title": "Frame"}
    body = {**open_ended, "text": "A frame.", "counterparty_id": new_id(), "currency": "CNY"}
    await bound(company, await ok(company.drafter.post("/v1/contracts", json=body)))
    (whole,) = await counted(company)
    assert (whole["number"], whole["without_amount"], whole["amount"]) == (3, 1, cny("400.00"))
    found = await ok(company.drafter.get("/v1/contract-figures/outlook"))
    assert {one["without_amount"] for one in found["concentration"]} == {1}
    assert [(one["debtor"], one["within"], one["amount"]) for one in found["due"]] == [
        ("us", 30, cny("60.00")),
        ("us", 90, cny("40.00")),
    ]
    assert [(one["share"], one["amount"]["amount"]) for one in found["concentration"]] == [
        ("0.7500", "300.00"),
        ("0.2500", "100.00"),
    ]
    assert {one["herfindahl"] for one in found["concentration"]} == {"0.6250"}
    assert [(one["kind"], one["amount"], one["agreed"], one["without_amount"]) for one in found["progress"]] == [
        ("invoiced", cny("25.00"), cny("400.00"), 1)
    ]
    assert found["reviews"] == 3
    assert 0 <= found["review_hours"] <= found["review_hours_ninety"] + 0.01
    assert [(one["unit_id"], one["number"]) for one in found["reviews_by_unit"]] == [(company.city, 3)]
    steps = {(one["unit_id"], one["step"]): (one["number"], one["late"]) for one in found["steps_by_unit"]}
    assert steps == {(company.city, "unit"): (3, 0), (company.headquarters, "legal"): (3, 0)}
    at = "/v1/contract-figures"
    for params, number in (
        ({}, 3),
        ({"unit_id": company.city, "below": "false"}, 3),
        ({"unit_id": company.headquarters, "below": "false"}, 0),
    ):
        rounds = (await ok(company.admin.get(f"{at}/rounds", params=params)))["items"]
        assert [one["unit_id"] for one in rounds] == [company.city] * number
    for late, number in (("false", 3), ("true", 0)):
        asked = {"asked_in": company.headquarters, "step": "legal", "late": late}
        taken = (await ok(company.admin.get(f"{at}/steps", params=asked)))["items"]
        assert [(one["step"], one["overdue"]) for one in taken] == [("legal", False)] * number


async def found(caller: Any, q: str) -> dict[str, str]:
    items = (await ok(caller.get("/v1/contract-search", params={"q": q})))["items"]
    return {one["contract_id"]: one["around"] for one in items}


async def test_words_are_found_in_any_script_as_they_are_now_by_those_who_see_the_contract(company: Company):
    chinese = await drafted(company, "甲方向乙方购买风机十台，违约金按日计算。", "风机采购")
    english = await drafted(company, "The seller delivers 100% of the fans_A by rail.")
    clerk = company.drafter
    assert set(await found(clerk, "违约")) == {chinese}
    assert "违约金按日计算" in (await found(clerk, "违约"))[chinese]
    assert set(await found(clerk, "采购")) == {chinese}
    assert set(await found(clerk, "RAIL seller")) == {english}
    assert await found(clerk, "rail 违约") == {}
    assert set(await found(clerk, "100%")) == {english}
    assert await found(clerk, "fansXA") == {}
    body = {
        "type_id": (await ok(clerk.get(f"/v1/contracts/{english}")))["type_id"],
        "text": "By ship.",
        "title": "Fans",
    }
    more = {"counterparty_id": new_id(), "amount": cny("7.00"), "plan": [line("3", "all", "7.00", "counterparty")]}
    await ok(clerk.put(f"/v1/contracts/{english}", json={**body, **more}, headers={"If-Match": '"1"'}))
    assert await found(clerk, "by rail") == {}
    assert set(await found(clerk, "by ship")) == {english}
    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.contract.read"], elsewhere)
    assert await found(stranger, "违约") == {}
    for bad in ("x", "a b", "  ", "ab " * 9, "'; DROP TABLE contracts; --" * 9):
        assert (await clerk.get("/v1/contract-search", params={"q": bad})).status_code == 422, bad
    assert await found(clerk, "'; drop table") == {}


async def test_the_index_answers_what_is_searched_for(company: Company):
    await drafted(company, "违约金按日计算。")
    async with company.serving.running.store.begin() as work:
        await work.conn.execute("SET LOCAL enable_seqscan = off")
        plan = await work.conn.fetch("EXPLAIN SELECT FROM contract_texts WHERE text_pairs(words) @> text_pairs('违约')")
    assert "contract_texts_pairs" in "\n".join(row[0] for row in plan)
