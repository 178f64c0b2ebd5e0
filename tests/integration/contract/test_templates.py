"""Templates over HTTP: published in versions, their words kept beside the events, drafts filled from the last one."""

from typing import Any

import pytest

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_purchase_story import PLAN, cny
from tests.unit.services.contract.paper.papers import paper

WORDS = "Paid within {{ days }} days."


def template(type_id: str, words: str = WORDS, **changes: Any) -> dict[str, Any]:
    return {
        "type_id": type_id,
        "name": "Goods",
        "clauses": [{"clause": "3", "title": "Payment", "risk": "high", "text": words}],
        "variables": [{"name": "days", "kind": "number"}],
        **changes,
    }


def draft(type_id: str, template_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "type_id": type_id,
        "template_id": template_id,
        "variables": {"days": "30"},
        "title": "Fans",
        "counterparty_id": new_id(),
        "amount": cny("100.00"),
        "plan": PLAN,
        **changes,
    }


async def test_a_draft_is_filled_from_the_last_version_and_an_older_draft_keeps_its_words(company: Company):
    type_id = await company.kind()
    template_id = await company.published(template(type_id))
    address = f"/v1/templates/{template_id}"
    first = await ok(company.drafter.post("/v1/contracts", json=draft(type_id, template_id)))
    newer = template(type_id, "Paid after {{ days }} days.")
    made = await ok(company.admin.put(address, json=newer, headers={"If-Match": '"3"'}))
    between = await ok(company.drafter.post("/v1/contracts", json=draft(type_id, template_id)))
    await company.approved(address, made)
    second = await ok(company.drafter.post("/v1/contracts", json=draft(type_id, template_id)))
    texts = [
        (await ok(company.drafter.get(f"/v1/contracts/{one['contract_id']}/text")))["words"] for one in (first, second)
    ]
    assert ("Paid within 30 days." in texts[0], "Paid after 30 days." in texts[1]) == (True, True)
    words = (await ok(company.drafter.get(f"/v1/contracts/{between['contract_id']}/text")))["words"]
    assert "Paid within 30 days." in words, "a version under review is not used"
    shown = await ok(company.admin.get(address))
    assert (shown["template_version"], shown["version"], shown["clauses"][0]["title"]) == (2, 6, "Payment")
    stale = await company.admin.put(address, json=newer, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


async def test_the_words_lie_beside_the_events_and_never_in_them(company: Company):
    type_id = await company.kind()
    await ok(company.admin.post("/v1/templates", json=template(type_id)))
    pool = company.serving.running.store.database.pool("system")
    (data,) = [row[0] for row in await pool.fetch("SELECT data FROM events WHERE type = 'template.drafted.v1'")]
    assert b"Paid within" not in bytes(data)
    assert await pool.fetchval("SELECT count(*) FROM clause_texts WHERE words = $1", f"{WORDS}\n") == 1


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"type_id": new_id()}, "/type_id"),
        ({"variables": []}, "/clauses/0/text"),
        ({"clauses": [{"clause": "3", "title": "x", "text": "{% for a in days %}{% endfor %}"}]}, "/clauses/0/text"),
        ({"clauses": [{"clause": "3", "title": "x", "text": "{{ days.__class__ }}"}]}, "/clauses/0/text"),
        ({"clauses": []}, "/clauses"),
        ({"clauses": [{"clause": "3"}]}, "/clauses/0/text"),
        ({"clauses": [{"clause": "3", "clause_id": new_id()}]}, "/clauses/0/clause_id"),
        ({"clauses": [{"clause": "3", "title": "x", "text": "x", "condition": "y > 1"}]}, "/clauses/0/condition"),
        ({"clauses": [{"clause": "3", "title": "x", "text": "x" * 100_001}]}, "/clauses/0/text"),
        ({"clauses": [{"clause": "3", "title": "x", "text": "{{ days }}" * 2001}]}, "/clauses/0/text"),
        ({"variables": [{"name": "days", "kind": "choice"}]}, "/variables/0/choices"),
        ({"variables": [{"name": "days", "kind": "number", "default": "x"}]}, "/variables/0/default"),
    ],
)
async def test_a_template_that_could_not_be_filled_is_refused_where_it_is_wrong(company: Company, changes, pointer):
    body = {**template(await company.kind()), **changes}
    answer = await company.admin.post("/v1/templates", json=body)
    assert answer.status_code == 422, answer.text
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


async def test_a_draft_from_no_template_or_from_one_of_another_type_or_unapproved_is_refused(company: Company):
    type_id, other = await company.kind(), await company.kind("sales")
    elsewhere = await company.published(template(other))
    made = await ok(company.admin.post("/v1/templates", json=template(type_id)))
    for template_id in (new_id(), elsewhere, made["template_id"]):
        answer = await company.drafter.post("/v1/contracts", json=draft(type_id, template_id))
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/template_id")


async def test_nobody_approves_their_own_template_and_a_rejected_one_is_a_draft_again(company: Company):
    made = await ok(company.admin.post("/v1/templates", json=template(await company.kind())))
    address = f"/v1/templates/{made['template_id']}"
    sent = await ok(company.admin.post(f"{address}/submission", headers={"If-Match": '"1"'}))
    decisions = f"/v1/approvals/{sent['approval_id']}/decisions"
    own = await company.admin.post(decisions, json={"decision": "approve"})
    assert (own.status_code, own.json()["type"]) == (403, "urn:pactline:problem:own-draft")
    body = template(made["template_id"])
    changed = await company.admin.put(address, json={**body, "type_id": new_id()}, headers={"If-Match": '"2"'})
    assert changed.status_code == 422
    await ok(company.lawyer.post(decisions, json={"decision": "reject", "comment": "Thirty days are too many"}))
    shown = await ok(company.admin.get(address))
    assert (shown["state"], shown["template_version"], shown["clauses"]) == ("draft", 0, [])
    listed = await ok(company.admin.get("/v1/templates?state=draft"))
    assert [one["template_id"] for one in listed["items"]] == [made["template_id"]]


async def test_a_retired_template_starts_no_draft(company: Company):
    type_id = await company.kind()
    template_id = await company.published(template(type_id))
    address = f"/v1/templates/{template_id}/retirement"
    await ok(company.admin.post(address, json={"reason": "Replaced"}, headers={"If-Match": '"3"'}))
    answer = await company.drafter.post("/v1/contracts", json=draft(type_id, template_id))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/template_id")


async def test_a_clause_stands_only_where_its_condition_is_true(company: Company):
    type_id = await company.kind()
    clauses = [
        {"clause": "3", "title": "Payment", "text": WORDS},
        {"clause": "4", "title": "Guarantee", "text": "A bank guarantees.", "condition": "days > 60"},
    ]
    template_id = await company.published(template(type_id, clauses=clauses))
    texts = []
    for days in ("30", "90"):
        body = draft(type_id, template_id, variables={"days": days})
        made = await ok(company.drafter.post("/v1/contracts", json=body))
        texts.append((await ok(company.drafter.get(f"/v1/contracts/{made['contract_id']}/text")))["words"])
    assert ["A bank guarantees." in words for words in texts] == [False, True]


async def test_a_variant_tells_where_it_departs_from_the_template_of_headquarters(company: Company):
    type_id = await company.kind()
    global_id = await company.published(template(type_id))
    variant = {
        **template(type_id, "Paid within {{ days }} working days."),
        "mode": "variant",
        "variant_of": {"template_id": global_id, "version": 1},
    }
    made = await ok(company.drafter.post("/v1/templates", json=variant))
    assert made["deviations"] == [{"clause": "3", "departure": "changed", "risk": "high"}]
    shown = await ok(company.drafter.get(f"/v1/templates/{made['template_id']}/versions/1"))
    assert (shown["deviations"], shown["clauses"][0]["text"]) == (
        made["deviations"],
        "Paid within {{ days }} working days.\n",
    )
    for of in ({"template_id": new_id(), "version": 1}, {"template_id": global_id, "version": 2}, None):
        answer = await company.drafter.post("/v1/templates", json={**variant, "variant_of": of})
        assert answer.json()["errors"][0]["pointer"].startswith("/variant_of"), answer.text


async def test_the_other_partys_paper_is_filled_in_field_by_field(company: Company):
    type_id = await company.kind()
    data = paper("第一条 标的", "乙方向{{ buyer }}供应十台风机。")
    file = await ok(company.admin.post("/v1/files?name=paper.docx", content=data))
    body = {
        "type_id": type_id,
        "name": "Their paper",
        "mode": "paper",
        "file_id": file["file_id"],
        "variables": [{"name": "buyer", "kind": "party"}],
    }
    template_id = await company.published(body)
    values = {"buyer": {"name": "南京云栈科技有限公司"}}
    made = await ok(company.drafter.post("/v1/contracts", json=draft(type_id, template_id, variables=values)))
    words = (await ok(company.drafter.get(f"/v1/contracts/{made['contract_id']}/text")))["words"]
    assert "乙方向南京云栈科技有限公司供应十台风机。" in words
    for changes, pointer in (
        ({"file_id": new_id()}, "/file_id"),
        ({"file_id": None}, "/file_id"),
        ({"mode": "ours"}, "/clauses"),
        ({"variables": []}, "/file_id"),
    ):
        answer = await company.admin.post("/v1/templates", json={**body, **changes})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_what_is_rebuilt_from_the_events_equals_what_stands(company: Company):
    await company.published(template(await company.kind()))
    checks = await rebuild(company.serving.running.store)
    assert [check.table for check in checks if not check.same] == []
