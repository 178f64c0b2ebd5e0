"""Drafting over HTTP: from a template with its clauses changed, another contract, a file; what may be said."""

import asyncio
from typing import Any

import pytest

from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_clauses import clause, in_use
from tests.integration.contract.test_purchase_story import PLAN, cny
from tests.integration.contract.test_templates import draft, template
from tests.unit.services.contract.paper.papers import paper


async def library(company: Company, asks: str = "", **rules: Any) -> dict[str, Any]:
    """A type with a template of two clauses, one of them of the library with something that may stand in its place."""
    fallback = await in_use(company, clause("LIAB-2", "违约金为{{ share }}%，不超过十万元。", risk="medium"))
    others = [{"kind": "fallback", "clause_id": one} for one in (fallback["clause_id"], asks) if one]
    standard = await in_use(company, clause(others=others))
    type_id = await company.kind(**rules)
    clauses = [
        {"clause": "3", "title": "Payment", "risk": "medium", "text": "Paid within {{ days }} days."},
        {"clause": "7", "clause_id": standard["clause_id"]},
    ]
    template_id = await company.published(template(type_id, clauses=clauses))
    return {
        "type_id": type_id,
        "fallback": fallback["clause_id"],
        "asks": asks,
        "body": draft(type_id, template_id, variables={"days": "30", "share": "20"}),
    }


async def test_what_departs_from_the_template_is_told_with_its_risk(company: Company):
    known = await library(company)
    clauses = [
        {"clause": "7", "clause_id": known["fallback"]},
        {"clause": "8", "title": "Secrecy", "text": "Both keep silent."},
    ]
    made = await ok(company.drafter.post("/v1/contracts", json={**known["body"], "clauses": clauses, "omitted": ["3"]}))
    address = f"/v1/contracts/{made['contract_id']}/versions"
    shown = await ok(company.drafter.get(f"{address}/1"))
    assert shown["deviations"] == [
        {"clause": "3", "departure": "omitted", "risk": "medium"},
        {"clause": "7", "departure": "fallback", "risk": "high"},
        {"clause": "8", "departure": "added", "risk": "high"},
    ]
    words = (await ok(company.drafter.get(f"/v1/contracts/{made['contract_id']}/text")))["words"]
    assert ("违约金为20%，不超过十万元。" in words, "Paid within" in words) == (True, False)
    told = await ok(company.drafter.get(f"{address}/1/difference?against=template"))
    assert [(one["clause"], one["change"], one["risk"]) for one in told["clauses"]] == [
        ("7", "changed", "high"),
        ("8", "added", "high"),
        ("3", "removed", "medium"),
    ]
    assert told["highest_risk"] == "high"


WAIT = {"name": "wait", "kind": "period"}
CAP = {"name": "cap", "kind": "money", "most": "100000.00"}


async def asking(company: Company) -> dict[str, Any]:
    """The library, with a fall-back besides that asks for more than its template does."""
    words = "违约金为{{ share }}%，{{ wait }}后支付，不超过{{ cap }}。"
    asks = await in_use(company, clause("LIAB-3", words, variables=[*clause()["variables"], WAIT, CAP]))
    return await library(company, asks["clause_id"])


async def test_a_standard_clause_that_asks_for_more_gets_variables_of_the_draft(company: Company):
    known = await asking(company)
    chosen = {**known["body"], "clauses": [{"clause": "7", "clause_id": known["asks"]}]}
    more = {"wait": {"number": "3", "unit": "month"}, "cap": {"amount": "5000.00", "currency": "CNY"}}
    for given, pointer in (
        ({}, "/variables/wait"),
        ({**more, "cap": {"amount": "100000.01", "currency": "CNY"}}, "/variables/cap"),
        ({**more, "idle": "1"}, "/variables"),
    ):
        body = {**chosen, "variables": {**known["body"]["variables"], **given}}
        answer = await company.drafter.post("/v1/contracts", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text
    made = await ok(
        company.drafter.post("/v1/contracts", json={**chosen, "variables": {**known["body"]["variables"], **more}})
    )
    address = f"/v1/contracts/{made['contract_id']}"
    document = (await ok(company.drafter.get(f"{address}/versions/1")))["document"]
    assert document["clauses"][1]["words"].strip() == "违约金为20%，3个月后支付，不超过5000.00 CNY。"
    assert [(one["name"], one["kind"]) for one in document["variables"]] == [("wait", "period"), ("cap", "money")]
    assert document["values"] == {"days": "30", "share": "20", **more}
    # A copy says the same, and says it again where the same clause is chosen anew.
    copied = await ok(company.drafter.post(f"{address}/copies", json={}))
    document = (await ok(company.drafter.get(f"/v1/contracts/{copied['contract_id']}/versions/1")))["document"]
    assert document["values"]["wait"] == more["wait"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"clauses": [{"clause": "7", "clause_id": new_id()}]}, "/clauses/0/clause_id"),
        ({"clauses": [{"clause": "3", "clause_id": new_id()}]}, "/clauses/0/clause_id"),
        ({"clauses": [{"clause": "3"}]}, "/clauses/0/text"),
        ({"omitted": ["99"]}, "/omitted/0"),
        ({"clauses": [{"clause": "3", "text": "x" * 100_001}]}, "/clauses/0/text"),
        ({"parties": [{"role": "guarantor", "customer_id": new_id(), "unit_id": new_id()}]}, "/parties/0/customer_id"),
        ({"parties": [{"role": "us", "unit_id": new_id()}]}, "/parties/0/unit_id"),
        ({"parties": [{"role": "us", "signatory_id": new_id()}]}, "/parties/0/signatory_id"),
        ({"attachments": [new_id()]}, "/attachments/0"),
        ({"file_id": new_id()}, "/file_id"),
        ({"copies": 0}, "/copies"),
        ({"amount": cny("-1.00")}, "/amount"),
        ({"amount": {"amount": "9" * 19, "currency": "CNY"}}, "/amount/amount"),
        ({"amount": {"amount": "100.00", "currency": "USD"}}, "/amount/currency"),
        ({"language": "fr"}, "/language"),
        ({"deliverables": [{"clause": "3", "description": "Fan", "quantity": "-1"}]}, "/deliverables/0/quantity"),
        ({"amount_kind": "guessed"}, "/amount_kind"),
    ],
)
async def test_what_can_not_be_drafted_is_refused_where_it_is_wrong_and_nothing_stored(
    company: Company, changes: dict[str, Any], pointer: str
):
    known = await library(company)
    answer = await company.drafter.post("/v1/contracts", json={**known["body"], **changes})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text
    pool = company.serving.running.store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM contracts") == 0
    assert await pool.fetchval("SELECT count(*) FROM contract_texts") == 0


async def test_a_draft_says_parties_lines_deliverables_law_and_files(company: Company):
    known = await library(company)
    sent = await ok(company.drafter.post("/v1/files?name=技术规格.pdf", content=b"%PDF-1.7 spec"))
    body = {
        **known["body"],
        "amount_kind": "capped",
        "parties": [
            {"role": "us", "unit_id": company.city, "name": "南京市公司", "capacity": "authorised"},
            {"role": "counterparty", "name": "云栈科技"},
            {"role": "guarantor", "customer_id": new_id(), "name": "担保公司"},
        ],
        "lines": [
            {
                "description": "Fan",
                "quantity": "10",
                "unit_price": "10.00",
                "product_code": "FAN-1",
                "tax_on": "2026-01-01",
            }
        ],
        "deliverables": [
            {"clause": "3", "description": "Fans", "quantity": "10", "after": {"event": "signing", "days": 30}}
        ],
        "attachments": [sent["file_id"]],
        "governing_law": "中华人民共和国法律",
        "forum": "南京仲裁委员会",
        "language": "zh",
        "copies": 4,
    }
    made = await ok(company.drafter.post("/v1/contracts", json=body))
    version = await ok(company.drafter.get(f"/v1/contracts/{made['contract_id']}/versions/1"))
    document = version["document"]
    assert [(one["role"], one["name"]) for one in document["parties"]] == [
        ("us", "南京市公司"),
        ("counterparty", "云栈科技"),
        ("guarantor", "担保公司"),
    ]
    assert document["attachments"] == [{"name": "技术规格.pdf", "hash": sent["hash"]}]
    assert (document["figures"]["copies"], document["figures"]["forum"]) == (4, "南京仲裁委员会")
    assert (await ok(company.drafter.get(f"/v1/contracts/{made['contract_id']}")))["amount_kind"] == "capped"
    rows = await company.serving.running.store.database.pool("system").fetch("SELECT data FROM events")
    said = b"".join(bytes(row["data"]) for row in rows)
    assert not any(name.encode() in said for name in ("云栈科技", "担保公司", "技术规格.pdf", "不超过十万元"))
    other = await ok(company.drafter.post("/v1/contracts", json=known["body"]))
    taken = await company.drafter.put(f"/v1/contracts/{other['contract_id']}", json=body, headers={"If-Match": '"1"'})
    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (422, "/attachments")


async def test_the_text_covers_the_files_and_the_names(company: Company):
    known = await library(company)
    hashes = set()
    for content, name in ((b"%PDF-1", "A"), (b"%PDF-2", "A"), (b"%PDF-1", "B")):
        sent = await ok(company.drafter.post("/v1/files", content=content))
        body = {
            **known["body"],
            "counterparty_id": "01234567-89ab-7def-8123-456789abcdef",
            "attachments": [sent["file_id"]],
            "parties": [{"role": "counterparty", "name": name}],
        }
        hashes.add((await ok(company.drafter.post("/v1/contracts", json=body)))["text_hash"])
    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("kind", "amount", "plan", "status"),
    [
        ("estimated", "100.00", PLAN, 201),
        ("capped", "100.00", PLAN[:1], 422),
        ("unit_price", None, [], 201),
        ("unit_price", None, PLAN[:1], 201),
        ("none", None, PLAN, 422),
        ("none", None, [], 201),
    ],
)
async def test_every_kind_of_amount_has_its_rule(
    company: Company, kind: str, amount: str | None, plan: Any, status: int
):
    body = {
        "type_id": await company.kind(),
        "text": "Ten fans",
        "title": "Fans",
        "counterparty_id": new_id(),
        "amount_kind": kind,
        "amount": amount and cny(amount),
        "plan": plan,
    }
    answer = await company.drafter.post("/v1/contracts", json=body)
    assert answer.status_code == status, answer.text


async def test_a_required_clause_is_asked_for_at_submission(company: Company):
    known = await library(company, required_clauses=["LIAB-1"])
    without = await ok(company.drafter.post("/v1/contracts", json={**known["body"], "omitted": ["7"]}))
    address = f"/v1/contracts/{without['contract_id']}"
    refused = await company.drafter.post(f"{address}/submission", headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["missing"]) == (409, ["LIAB-1"])
    replaced = {**known["body"], "clauses": [{"clause": "7", "clause_id": known["fallback"]}]}
    await ok(company.drafter.put(address, json=replaced, headers={"If-Match": '"1"'}))
    submitted = await ok(company.drafter.post(f"{address}/submission", headers={"If-Match": '"2"'}))
    assert submitted["number"].endswith("00001"), "the refused submission took no number"


async def test_a_type_says_how_its_drafts_may_begin(company: Company):
    type_id = await company.kind(ways=["template"])
    body = {"type_id": type_id, "text": "x", "title": "x", "counterparty_id": new_id(), "amount": cny("100.00")}
    answer = await company.drafter.post("/v1/contracts", json={**body, "plan": PLAN})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/type_id")


async def test_two_editors_never_overwrite_each_other(company: Company):
    known = await library(company)
    made = await ok(company.drafter.post("/v1/contracts", json=known["body"]))
    address = f"/v1/contracts/{made['contract_id']}"
    bodies = [{**known["body"], "title": f"Fans {each}"} for each in range(5)]
    answers = await asyncio.gather(
        *(company.drafter.put(address, json=body, headers={"If-Match": '"1"'}) for body in bodies)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]


async def test_another_contract_is_a_beginning_and_takes_along_what_departs(company: Company):
    known = await library(company)
    changed = {**known["body"], "clauses": [{"clause": "3", "text": "Paid at once."}], "omitted": ["7"]}
    made = await ok(company.drafter.post("/v1/contracts", json=changed))
    address = f"/v1/contracts/{made['contract_id']}/copies"
    copied = await ok(company.drafter.post(address, json={"title": "Fans again"}))
    version = await ok(company.drafter.get(f"/v1/contracts/{copied['contract_id']}/versions/1"))
    assert (version["way"], version["title"]) == ("copy", "Fans again")
    assert [(one["clause"], one["departure"]) for one in version["deviations"]] == [("3", "changed"), ("7", "omitted")]
    assert version["document"]["clauses"][0]["words"].strip() == "Paid at once."
    contract = await ok(company.drafter.get(f"/v1/contracts/{copied['contract_id']}"))
    assert (contract["amount"], len(contract["plan"])) == (cny("100.00"), 2)
    assert (await company.drafter.post(f"/v1/contracts/{new_id()}/copies", json={})).status_code == 404


async def test_a_file_is_a_beginning_and_part_of_the_contract(company: Company):
    type_id = await company.kind()
    body = {"type_id": type_id, "title": "Fans", "counterparty_id": new_id(), "amount": cny("100.00"), "plan": PLAN}
    found = []
    for content in (
        paper("第一条 标的", "十台风机。", "第二条 价款", "一百元。"),
        "第一条 标的\n十台风机。\n第二条 价款\n一百元。\n".encode(),
        b"%PDF-1.7 scanned",
    ):
        sent = await ok(company.drafter.post("/v1/files?name=their.docx", content=content))
        made = await ok(company.drafter.post("/v1/contracts", json={**body, "file_id": sent["file_id"]}))
        version = await ok(company.drafter.get(f"/v1/contracts/{made['contract_id']}/versions/1"))
        found.append([(one["title"], one["words"]) for one in version["document"]["clauses"]])
        assert (version["way"], [one["hash"] for one in version["document"]["attachments"]]) == (
            "paper",
            [sent["hash"]],
        )
    assert found[0] == found[1] == [("第一条 标的", "十台风机。"), ("第二条 价款", "一百元。")]
    assert found[2][0][1].startswith("SHA-256 ")
    picture = await ok(company.drafter.post("/v1/files", content=b"\xff\xd8\xff\xe0"))
    answer = await company.drafter.post("/v1/contracts", json={**body, "file_id": picture["file_id"]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/file_id")
