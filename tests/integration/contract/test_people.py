"""Ids of people and units in contract's bodies stand for somebody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_approvals import LEGAL, in_review
from tests.integration.contract.test_purchase_story import PLAN, cny

NOBODY = new_id()


def refused(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    assert NOBODY not in answer.text
    return [one["pointer"] for one in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"persons": [NOBODY]}, "/route/1/persons/0"),
        ({"escalate_to": [NOBODY]}, "/route/1/escalate_to/0"),
        ({"hand_on_hours": 3, "hand_on_to": [NOBODY]}, "/route/1/hand_on_to/0"),
        ({"unit": NOBODY}, "/route/1/unit"),
    ],
)
async def test_a_route_to_nobody_is_refused_where_it_stands(company: Company, said: dict[str, Any], pointer: str):
    body = {"code": "x", "name": "Goods", "direction": "purchase", "number_prefix": "CG"}
    route = [{**LEGAL, "stage": 1}, {"step": "board", "stage": 2, **said}]
    assert refused(await company.admin.post("/v1/types", json={**body, "route": route})) == [pointer]
    type_id = await company.kind()
    again = {"json": {**body, "route": route}, "headers": {"If-Match": '"1"'}}
    assert refused(await company.admin.put(f"/v1/types/{type_id}", **again)) == [pointer]


async def test_an_owner_who_is_nobody_is_refused_when_drafting_and_when_revising(company: Company):
    body = {
        "type_id": await company.kind(),
        "text": "Ten fans",
        "title": "Fans",
        "counterparty_id": new_id(),
        "amount": cny("100.00"),
        "plan": PLAN,
    }
    assert refused(await company.drafter.post("/v1/contracts", json={**body, "owner_id": NOBODY})) == ["/owner_id"]
    drafted = await ok(company.drafter.post("/v1/contracts", json=body))
    address = f"/v1/contracts/{drafted['contract_id']}"
    again = {"json": {**body, "owner_id": NOBODY}, "headers": {"If-Match": '"1"'}}
    assert refused(await company.drafter.put(address, **again)) == ["/owner_id"]


async def test_an_opinion_of_nobody_and_a_deputy_who_is_nobody_are_refused(company: Company):
    _, approval_id = await in_review(company, {**LEGAL, "stage": 1})
    decisions = f"/v1/approvals/{approval_id}/decisions"
    asked = {"decision": "opinion", "of": NOBODY, "comment": "Sound?"}
    assert refused(await company.lawyer.post(decisions, json=asked)) == ["/of"]
    now = datetime.now(UTC)
    span = {"from_at": now.isoformat(), "until_at": (now + timedelta(days=1)).isoformat()}
    assert refused(await company.lawyer.post(decisions, json={"decision": "delegate", "to": NOBODY, **span})) == ["/to"]


async def test_nobody_signs_for_us(company: Company):
    contract_id, approval_id = await in_review(company, {**LEGAL, "stage": 1})
    approved = await ok(company.lawyer.post(f"/v1/approvals/{approval_id}/decisions", json={"decision": "approve"}))
    assert approved["state"] == "approved"
    text = (await ok(company.drafter.get(f"/v1/contracts/{contract_id}/text")))["text_hash"]
    signature = {"side": "us", "signatory_id": NOBODY, "text_hash": text}
    address = f"/v1/contracts/{contract_id}/signatures"
    assert refused(await company.drafter.post(address, json=signature)) == ["/signatory_id"]


async def test_a_draft_for_a_unit_of_nobody_or_out_of_reach_is_refused_by_the_field(company: Company):
    body = {
        "type_id": await company.kind(),
        "text": "Ten fans",
        "title": "Fans",
        "counterparty_id": new_id(),
        "amount": cny("100.00"),
        "plan": PLAN,
    }
    assert refused(await company.drafter.post("/v1/contracts", json={**body, "unit_id": NOBODY})) == ["/unit_id"]
    above = await company.drafter.post("/v1/contracts", json={**body, "unit_id": company.headquarters})
    assert (above.status_code, above.json()["errors"][0]["pointer"]) == (403, "/unit_id")
    drafted = await ok(company.admin.post("/v1/contracts", json={**body, "unit_id": company.city}))
    shown = await ok(company.drafter.get(f"/v1/contracts/{drafted['contract_id']}"))
    assert shown["unit_id"] == company.city
