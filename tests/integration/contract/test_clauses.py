"""The library of standard clauses over HTTP: drafted, approved by somebody else, held by templates in one version."""

from typing import Any

import pytest

from shared.eventstore.rebuild import rebuild
from shared.testing.paging import pages
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_templates import draft, template


def clause(code: str = "LIAB-1", words: str = "违约金为合同价款的{{ share }}%。", **changes: Any) -> dict[str, Any]:
    return {
        "code": code,
        "risk": "high",
        "words": [
            {"language": "zh", "heading": "违约责任", "text": words},
            {"language": "en", "heading": "Liability", "text": "Damages are {{ share }} % of the price."},
        ],
        "variables": [{"name": "share", "kind": "number", "most": "30"}],
        **changes,
    }


async def in_use(company: Company, body: dict[str, Any]) -> dict[str, Any]:
    made = await ok(company.admin.post("/v1/clauses", json=body))
    return await company.approved(f"/v1/clauses/{made['clause_id']}", made)


async def test_a_clause_is_used_once_somebody_else_has_approved_it(company: Company):
    made = await ok(company.admin.post("/v1/clauses", json=clause()))
    type_id = await company.kind()
    held = template(type_id, clauses=[{"clause": "7", "clause_id": made["clause_id"]}])
    early = await company.admin.post("/v1/templates", json=held)
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "/clauses/0/clause_id")
    address, match = f"/v1/clauses/{made['clause_id']}", {"If-Match": f'"{made["version"]}"'}
    sent = await ok(company.admin.post(f"{address}/submission", headers=match))
    no = {"decision": "reject", "text_hash": sent["content_hash"], "comment": "Of which price?"}
    await ok(company.lawyer.post(f"/v1/approvals/{sent['approval_id']}/decisions", json=no))
    returned = await ok(company.admin.get(address))
    assert (returned["state"], returned["approved"]) == ("draft", 0)
    shown = await company.approved(address, returned)
    assert (shown["state"], shown["approved"], shown["words"][0]["text"]) == (
        "approved",
        1,
        "违约金为合同价款的{{ share }}%。\n",
    )
    template_id = await company.published(held)
    body = draft(type_id, template_id, variables={"share": "20", "days": "3"})
    drafted = await ok(company.drafter.post("/v1/contracts", json=body))
    words = (await ok(company.drafter.get(f"/v1/contracts/{drafted['contract_id']}/text")))["words"]
    assert "违约金为合同价款的20%。" in words
    over = await company.drafter.post("/v1/contracts", json={**body, "variables": {"share": "31", "days": "3"}})
    assert over.json()["errors"][0]["pointer"] == "/variables/share"


async def test_a_template_holds_the_version_it_was_made_with_and_its_language(company: Company):
    shown = await in_use(company, clause())
    type_id = await company.kind()
    held = template(
        type_id, clauses=[{"clause": "7", "clause_id": shown["clause_id"], "clause_version": 1}], language="en"
    )
    template_id = await company.published(held)
    address = f"/v1/clauses/{shown['clause_id']}"
    newer = clause(words="违约金为{{ share }}%，另加利息。")
    made = await ok(company.admin.put(address, json=newer, headers={"If-Match": f'"{shown["version"]}"'}))
    assert (await company.approved(address, made))["approved"] == 2
    version = await ok(company.admin.get(f"/v1/templates/{template_id}/versions/1"))
    assert [(one["clause_version"], one["title"], one["text"]) for one in version["clauses"]] == [
        (1, "Liability", "Damages are {{ share }} % of the price.\n")
    ]
    numbers = await pages(company.admin, f"{address}/versions", "items")
    assert [one["clause_version"] for page in numbers for one in page] == [2, 1]
    first = await ok(company.admin.get(f"{address}/versions/1"))
    assert first["words"][0]["text"] == "违约金为合同价款的{{ share }}%。\n"


async def test_what_may_stand_in_its_place_keeps_its_order(company: Company):
    softer = await in_use(company, clause("LIAB-2"))
    least = await in_use(company, clause("LIAB-3"))
    others = [
        {"kind": "alternative", "clause_id": softer["clause_id"]},
        {"kind": "fallback", "clause_id": least["clause_id"]},
    ]
    shown = await in_use(company, clause(others=others))
    assert shown["others"] == others
    listed = await ok(company.admin.get("/v1/clauses?risk=high&state=approved"))
    assert [one["code"] for one in listed["items"]] == ["LIAB-1", "LIAB-2", "LIAB-3"]


async def test_a_retired_clause_is_taken_up_by_no_template(company: Company):
    shown = await in_use(company, clause())
    match = {"If-Match": f'"{shown["version"]}"'}
    address = f"/v1/clauses/{shown['clause_id']}/retirement"
    await ok(company.admin.post(address, json={"reason": "The law changed"}, headers=match))
    held = template(await company.kind(), clauses=[{"clause": "7", "clause_id": shown["clause_id"]}])
    assert (await company.admin.post("/v1/templates", json=held)).status_code == 422
    rows = await company.serving.running.store.database.pool("system").fetch(
        "SELECT data FROM events WHERE type LIKE 'clause.%'"
    )
    said = b"".join(bytes(row["data"]) for row in rows)
    assert (b"The law changed" in said, "违约金".encode() in said) == (False, False)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"words": []}, "/words"),
        ({"variables": []}, "/words/0/text"),
        ({"words": [{"language": "zh", "heading": "x", "text": "{% for x in y %}{% endfor %}"}]}, "/words/0/text"),
        ({"others": [{"kind": "fallback", "clause_id": new_id()}]}, "/others/0/clause_id"),
        ({"risk": "none"}, "/risk"),
    ],
)
async def test_a_clause_that_can_not_be_used_is_refused_where_it_is_wrong(company: Company, changes, pointer):
    answer = await company.admin.post("/v1/clauses", json={**clause(), **changes})
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [pointer]), answer.text


async def test_a_code_is_taken_once_and_the_tables_are_made_again_from_the_events(company: Company):
    await in_use(company, clause())
    assert (await company.admin.post("/v1/clauses", json=clause())).status_code == 409
    checks = await rebuild(company.serving.running.store)
    assert [check.table for check in checks if not check.same] == []
