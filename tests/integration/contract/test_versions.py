"""Versions over HTTP: what differs, for whoever approves; PDF and DOCX; remarks on clauses."""

import hashlib
import io

import pypdf

from shared.eventstore.rebuild import rebuild
from shared.testing.paging import pages
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_approvals import person
from tests.integration.contract.test_purchase_story import cny
from tests.integration.contract.test_templates import draft, template
from tests.unit.services.contract.paper.papers import paper


async def two_versions(company: Company, **rules) -> str:
    type_id = await company.kind(**rules)
    template_id = await company.published(template(type_id))
    body = draft(type_id, template_id)
    made = await ok(company.drafter.post("/v1/contracts", json=body))
    address = f"/v1/contracts/{made['contract_id']}"
    plan = [{**body["plan"][0], "amount": cny("40.00")}, {**body["plan"][1], "amount": cny("60.00")}]
    changed = {**body, "variables": {"days": "60"}, "plan": plan, "clauses": [{"clause": "9", "text": "An addition."}]}
    await ok(company.drafter.put(address, json=changed, headers={"If-Match": '"1"'}))
    return made["contract_id"]


async def test_a_version_is_held_against_the_one_before_clause_by_clause_and_figure_by_figure(company: Company):
    address = f"/v1/contracts/{await two_versions(company)}/versions"
    listed = await pages(company.drafter, address, "items")
    assert [one["number"] for page in listed for one in page] == [2, 1]
    told = await ok(company.drafter.get(f"{address}/2/difference"))
    first = told["clauses"][0]
    assert (first["clause"], first["change"], first["risk"]) == ("3", "changed", "high")
    assert [(run["piece"], run["words"]) for run in first["runs"]][1:3] == [("removed", "3"), ("added", "6")]
    assert [(one["clause"], one["change"]) for one in told["clauses"]][1:] == [("9", "added")]
    figures = {one["pointer"]: (one["before"], one["after"]) for one in told["figures"]}
    assert figures["/plan/0/amount/amount"] == ("30.00", "40.00")
    first_version = await ok(company.drafter.get(f"{address}/1/difference"))
    assert {one["change"] for one in first_version["clauses"]} == {"added"}
    for number in ("0", "3", "x"):
        assert (await company.drafter.get(f"{address}/{number}/difference")).status_code in (404, 422)


async def test_an_approver_of_another_unit_sees_what_departs_and_a_stranger_nothing(company: Company):
    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    subject, expert = await person(company, elsewhere)
    _, stranger = await person(company, elsewhere)
    contract_id = await two_versions(company, route=[LAW_BY(subject)])
    address = f"/v1/contracts/{contract_id}"
    await ok(company.drafter.post(f"{address}/submission", headers={"If-Match": '"2"'}))
    told = await ok(expert.get(f"{address}/versions/2/difference?against=template"))
    assert [(one["clause"], one["departure"]) for one in told["deviations"]] == [("9", "added")]
    assert (await expert.get(f"{address}/versions/2/pdf")).status_code == 200
    for path in ("versions/2", "versions/2/difference", "versions/2/pdf", "versions/2/docx"):
        assert (await stranger.get(f"{address}/{path}")).status_code == 404
    assert (await ok(stranger.get(f"{address}/versions")))["items"] == []
    assert (await ok(stranger.get(f"{address}/comments")))["items"] == []


def LAW_BY(subject: str) -> dict[str, object]:  # noqa: N802 - reads as the constant it stands for
    return {"step": "legal", "stage": 1, "review": "legal", "persons": [subject]}


async def test_a_version_is_rendered_to_the_same_bytes_under_their_hash(company: Company):
    address = f"/v1/contracts/{await two_versions(company)}/versions/2"
    for form, media_type in (("pdf", "application/pdf"), ("docx", "application/vnd.openxmlformats")):
        first = await company.drafter.get(f"{address}/{form}")
        again = await company.drafter.get(f"{address}/{form}")
        assert first.status_code == 200, first.text
        assert first.headers["content-type"].startswith(media_type)
        assert first.content == again.content
        assert first.headers["etag"] == f'"{hashlib.sha256(first.content).hexdigest()}"'
        unchanged = await company.drafter.get(f"{address}/{form}", headers={"If-None-Match": first.headers["etag"]})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
    pdf = pypdf.PdfReader(io.BytesIO((await company.drafter.get(f"{address}/pdf")).content))
    assert "Paid within 60 days." in pdf.pages[0].extract_text()


async def test_a_draft_on_the_other_partys_paper_is_rendered_on_it(company: Company):
    type_id = await company.kind()
    file = await ok(company.admin.post("/v1/files", content=paper("THEIR LETTERHEAD", "We sell to {{ buyer }}.")))
    body = {
        "type_id": type_id,
        "name": "Their paper",
        "mode": "paper",
        "file_id": file["file_id"],
        "variables": [{"name": "buyer", "kind": "text"}],
    }
    template_id = await company.published(body)
    made = await ok(
        company.drafter.post("/v1/contracts", json=draft(type_id, template_id, variables={"buyer": "Nanjing"}))
    )
    got = await company.drafter.get(f"/v1/contracts/{made['contract_id']}/versions/1/docx")
    from services.contract.paper.docx import words_of

    assert words_of(got.content, "/x") == ["THEIR LETTERHEAD", "We sell to Nanjing."]


async def test_remarks_stand_at_their_clauses_and_their_words_in_no_event(company: Company):
    contract_id = await two_versions(company)
    address = f"/v1/contracts/{contract_id}/comments"
    made = await ok(company.drafter.post(address, json={"clause": "9", "words": "张三：为何？"}))
    await ok(company.admin.post(address, json={"clause": "9", "words": "Agreed", "reply_to": made["comment_id"]}))
    await ok(company.drafter.post(address, json={"words": "On the whole"}))
    listed = await ok(company.drafter.get(f"{address}?clause=9"))
    assert [(one["words"], one["reply_to"]) for one in listed["items"]] == [
        ("张三：为何？", None),
        ("Agreed", made["comment_id"]),
    ]
    edited = await ok(company.drafter.get(f"/v1/contracts/{contract_id}"))
    assert edited["version"] == 2, "a remark gets in no editor's way"
    await ok(company.drafter.post(f"{address}/{made['comment_id']}/resolution"))
    assert len((await ok(company.drafter.get(f"{address}?open_only=true")))["items"]) == 2
    kept = "SELECT convert_from(data, 'UTF8') AS said FROM events UNION ALL SELECT t::text FROM contract_comments t"
    rows = await company.serving.running.store.database.pool("system").fetch(kept)
    assert not any("张三" in row["said"] for row in rows)
    for body, pointer in (
        ({"clause": "77", "words": "x"}, "/clause"),
        ({"reply_to": new_id(), "words": "x"}, "/reply_to"),
        ({"words": "x" * 4001}, "/words"),
    ):
        answer = await company.drafter.post(address, json=body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_an_approver_of_another_unit_remarks_and_the_drafter_reads_it(company: Company):
    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    subject = new_id()
    rights = ["contract.approval.decide", "contract.comment.make", "contract.*.read"]
    expert = await company.serving.caller(subject, rights, elsewhere)
    contract_id = await two_versions(company, route=[LAW_BY(subject)])
    address = f"/v1/contracts/{contract_id}/comments"
    assert (await expert.post(address, json={"words": "Too early"})).status_code == 404
    await ok(company.drafter.post(f"/v1/contracts/{contract_id}/submission", headers={"If-Match": '"2"'}))
    await ok(expert.post(address, json={"clause": "9", "words": "Strike this"}))
    assert [one["words"] for one in (await ok(company.drafter.get(address)))["items"]] == ["Strike this"]


async def test_versions_and_remarks_are_made_again_from_the_events(company: Company):
    contract_id = await two_versions(company)
    await ok(company.drafter.post(f"/v1/contracts/{contract_id}/comments", json={"words": "x"}))
    checks = await rebuild(company.serving.running.store)
    assert [check.table for check in checks if not check.same] == []
    assert {check.table: check.live_rows for check in checks}["contract_versions"] == 2
