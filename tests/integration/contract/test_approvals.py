import asyncio
from datetime import UTC, datetime, timedelta

import httpx

from shared.eventstore.rebuild import rebuild
from shared.testing.paging import pages
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_purchase_story import PLAN, cny


async def in_review(company: Company, *route: dict[str, object]) -> tuple[str, str]:
    """A contract under review on this route: its id and the approval's."""
    type_id = await company.kind(route=list(route))
    body = {
        "type_id": type_id,
        "text": "Ten fans",
        "title": "Fans",
        "counterparty_id": new_id(),
        "amount": cny("100.00"),
        "plan": PLAN,
    }
    drafted = await ok(company.drafter.post("/v1/contracts", json=body))
    address = f"/v1/contracts/{drafted['contract_id']}/submission"
    submitted = await ok(company.drafter.post(address, headers={"If-Match": '"1"'}))
    return drafted["contract_id"], submitted["approval_id"]


async def person(company: Company, unit: str) -> tuple[str, httpx.AsyncClient]:
    subject = new_id()
    return subject, await company.serving.caller(subject, ["contract.approval.decide", "contract.*.read"], unit)


LEGAL = {
    "step": "legal",
    "stage": 2,
    "review": "legal",
    "unit": "headquarters",
    "permission": "contract.approval.legal",
}


async def test_an_approver_of_another_unit_sees_the_contract_and_decides(company: Company):
    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    subject, expert = await person(company, elsewhere)
    _, stranger = await person(company, elsewhere)
    contract_id, approval_id = await in_review(
        company, {"step": "expert", "stage": 1, "review": "legal", "persons": [subject]}
    )
    assert (await stranger.get(f"/v1/contracts/{contract_id}")).status_code == 404
    assert (await stranger.get(f"/v1/approvals/{approval_id}")).status_code == 404
    assert (await ok(expert.get(f"/v1/contracts/{contract_id}/text")))["words"]
    await ok(expert.post(f"/v1/approvals/{approval_id}/decisions", json={"decision": "approve"}))
    assert (await ok(expert.get(f"/v1/contracts/{contract_id}")))["state"] == "approved"


async def test_a_route_goes_back_to_an_earlier_step_and_forward_again(company: Company):
    first = {"step": "unit", "stage": 1, "permission": "contract.approval.business"}
    _, approval_id = await in_review(company, first, LEGAL)
    decisions = f"/v1/approvals/{approval_id}/decisions"
    await ok(company.chief.post(decisions, json={"decision": "approve"}))
    back = {"decision": "return", "to_step": "unit", "comment": "Which fans?"}
    assert (await ok(company.lawyer.post(decisions, json=back)))["open_steps"] == ["unit"]
    await ok(company.chief.post(decisions, json={"decision": "approve"}))
    assert (await ok(company.lawyer.post(decisions, json={"decision": "approve"})))["state"] == "approved"


async def test_an_opinion_is_asked_and_a_step_delegated(company: Company):
    first = {"step": "unit", "stage": 1, "permission": "contract.approval.business"}
    _, approval_id = await in_review(company, first, LEGAL)
    decisions = f"/v1/approvals/{approval_id}/decisions"
    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    subject, expert = await person(company, elsewhere)
    await ok(company.chief.post(decisions, json={"decision": "opinion", "of": subject, "comment": "Sound?"}))
    assert len((await ok(expert.get("/v1/approvals?mine")))["items"]) == 1
    asked = await ok(expert.get(f"/v1/approvals/{approval_id}"))
    assert (asked["yours"], asked["steps"][0]["opinions"]) == ([], [subject])
    assert [(each["step"], each["needed"], each["given"]) for each in asked["steps"]] == [
        ("unit", 1, 0),
        ("legal", 1, 0),
    ]
    await ok(expert.post(decisions, json={"decision": "opinion", "comment": "Yes"}))
    assert (await ok(expert.get("/v1/approvals?mine")))["items"] == []
    now = datetime.now(UTC)
    span = {"from_at": now.isoformat(), "until_at": (now + timedelta(days=1)).isoformat()}
    await ok(company.chief.post(decisions, json={"decision": "opinion", "of": subject, "comment": "Still?"}))
    await ok(company.chief.post(decisions, json={"decision": "delegate", "to": subject, **span}))
    await ok(expert.post(decisions, json={"decision": "opinion", "comment": "Still"}))
    assert [one["approval_id"] for one in (await ok(expert.get("/v1/approvals?mine")))["items"]] == [approval_id]
    lent = await ok(expert.get(f"/v1/approvals/{approval_id}"))
    assert lent["yours"] == ["unit"]
    assert [each["to"] for each in lent["steps"][0]["delegations"]] == [subject]
    assert (await ok(expert.post(decisions, json={"decision": "approve"})))["open_steps"] == ["legal"]
    shown = await ok(company.chief.get(f"/v1/approvals/{approval_id}"))
    assert [said["verdict"] for said in shown["history"]] == ["opinion asked", "opinion given"] * 2 + ["approve"]
    assert shown["history"][-1]["on_behalf_of"] is not None
    assert [said["comment"] for said in shown["history"]] == ["Sound?", "Yes", "Still?", "Still", None]
    kept = "SELECT convert_from(data, 'UTF8') AS said FROM events UNION ALL SELECT t::text FROM approval_decisions t"
    rows = await company.serving.running.store.database.pool("system").fetch(kept)
    assert not any("Sound?" in row["said"] for row in rows), "sealed, in events and tables alike"


async def test_two_last_decisions_at_once_close_the_round_once(company: Company):
    chosen = [await person(company, company.city) for _ in range(4)]
    step = {"step": "board", "stage": 1, "review": "legal", "persons": [subject for subject, _ in chosen]}
    contract_id, approval_id = await in_review(company, step)
    decisions = f"/v1/approvals/{approval_id}/decisions"
    answers = await asyncio.gather(*(each.post(decisions, json={"decision": "approve"}) for _, each in chosen))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert (await ok(company.drafter.get(f"/v1/contracts/{contract_id}")))["state"] == "approved"


async def test_a_late_step_is_reminded_escalated_and_handed_on_by_the_databases_clock(company: Company):
    subject, deputy = await person(company, company.city)
    hours = {"remind_hours": 24, "limit_hours": 48, "hand_on_hours": 72, "hand_on_to": [subject]}
    step = {"step": "unit", "stage": 1, "review": "legal", "permission": "contract.approval.business", **hours}
    _, approval_id = await in_review(company, step)
    store = company.serving.running.store
    async with store.begin() as work:
        await work.conn.execute("UPDATE deadlines SET due_at = due_at - interval '20 days'")
    async with asyncio.timeout(10):
        while (await ok(deputy.get("/v1/approvals?mine")))["items"] == []:
            await asyncio.sleep(0.1)
    shown = await ok(deputy.get(f"/v1/approvals/{approval_id}"))
    assert shown["steps"][0]["overdue"]
    await ok(deputy.post(f"/v1/approvals/{approval_id}/decisions", json={"decision": "approve"}))
    durations = await ok(company.admin.get("/v1/approval-durations"))
    assert [each["rounds"] for each in durations["items"]] == [1]
    assert await pages(company.admin, "/v1/approval-durations", "items") == [durations["items"]]


async def test_what_is_rebuilt_from_the_events_equals_what_stands(company: Company):
    await in_review(company, {**LEGAL, "stage": 1})
    checks = await rebuild(company.serving.running.store)
    assert [check.table for check in checks if not check.same] == []
    assert {check.table: check.live_rows for check in checks}["approvals"] == 1
