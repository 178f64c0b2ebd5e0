"""A questionnaire from its arrival to the day it goes back: by department, in revisions, reviewed, reused."""

from datetime import datetime, timedelta
from typing import Any

from services.contract.questionnaire.handlers import be_overdue
from services.contract.questionnaire.projections import OVERDUE
from shared.eventstore.deadlines import Deadline
from shared.eventstore.rebuild import rebuild
from shared.sheets.reading import read_sheet
from shared.values.clock import INSTALLATION_ZONE
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import problem

TODAY = datetime.now(INSTALLATION_ZONE).date()
LEAD, NORM = "产品是否含铅？", "=Which norm is the steel tested by?"


def asking(customer: str, *texts: str, **more: Any) -> dict[str, Any]:
    return {
        "counterparty_id": customer, "sender": "customer", "kind": "substances", "title": "RoHS 2026",
        "questions": texts, "due_on": (TODAY + timedelta(days=10)).isoformat(), **more,
    }  # fmt: skip


async def test_a_questionnaire_is_answered_by_departments_reviewed_sent_back_and_reused(company: Company):
    clerk, customer = company.drafter, new_id()
    laboratory = await company.serving.unit(new_id(), company.headquarters)
    rights = ["contract.questionnaire.read", "contract.questionnaire.answer", "contract.questionnaire.review"]
    chemist = await company.serving.caller(new_id(), rights, laboratory)
    received = await ok(clerk.post("/v1/questionnaires", json=asking(customer, LEAD, NORM)))
    address = f"/v1/questionnaires/{received['questionnaire_id']}"
    assert (await chemist.get(address)).status_code == 404
    twice = await clerk.post("/v1/questionnaires", json=asking(customer, LEAD, f" {LEAD}"))
    assert (twice.status_code, twice.json()["errors"][0]["pointer"]) == (422, "/questions/1")
    nowhere = {"questions": [1], "department": new_id()}
    assert (await clerk.post(f"{address}/assignments", json=nowhere)).status_code == 422
    await ok(clerk.post(f"{address}/assignments", json={"questions": [1], "department": laboratory}))
    await ok(clerk.post(f"{address}/assignments", json={"questions": [2], "department": company.city}))

    tasks = (await ok(chemist.get("/v1/questionnaire-tasks")))["items"]
    assert [(one["question"], one["text"], one["state"]) for one in tasks] == [(1, LEAD, "assigned")]
    first = f"{address}/questions/1/answers"
    assert problem(await clerk.post(first, json={"answer": "No"})) == "other-department"
    await ok(chemist.post(first, json={"answer": "否"}))
    assert problem(await chemist.post(first, json={"answer": "也许"})) == "answer-changed"
    assert problem(await clerk.post(f"{address}/sending-back", json={})) == "questions-open"
    # Who helps to answer reviews nothing; who looks after it does, and not an answer of their own.
    assert (await chemist.post(f"{first}/1/review", json={"verdict": "accepted"})).status_code == 403
    await ok(clerk.post(f"{first}/1/review", json={"verdict": "rejected", "reason": "按什么方法？"}))
    assert [one["state"] for one in (await ok(chemist.get("/v1/questionnaire-tasks")))["items"]] == ["rejected"]
    await ok(chemist.post(first, json={"answer": "否，IEC 62321", "revises": 1}))
    await ok(clerk.post(f"{first}/2/review", json={"verdict": "accepted"}))
    await ok(clerk.post(f"{address}/questions/2/answers", json={"answer": "GB/T 228.1"}))
    own = await clerk.post(f"{address}/questions/2/answers/1/review", json={"verdict": "accepted"})
    assert problem(own) == "own-answer"
    await ok(company.admin.post(f"{address}/questions/2/answers/1/review", json={"verdict": "accepted"}))
    sent = await ok(clerk.post(f"{address}/sending-back", json={}))
    assert sent["state"] == "sent_back"

    shown = await ok(chemist.get(address))
    assert (shown["title"], shown["accepted"], [one["yours"] for one in shown["asked"]]) == (
        "RoHS 2026",
        2,
        [False] * 2,
    )
    assert [(one["revision"], one["answer"], one["reason"]) for one in shown["asked"][0]["answers"]] == [
        (2, "否，IEC 62321", None),
        (1, "否", "按什么方法？"),
    ]
    sheet = read_sheet((await clerk.get(f"{address}/answers.xlsx")).content)
    assert [row[:4] for row in sheet.rows] == [("1", LEAD, "否，IEC 62321", "2"), ("2", NORM, "GB/T 228.1", "1")]

    # The same question comes again, from a supplier: what was accepted is proposed, and can be taken over.
    again = await ok(clerk.post("/v1/questionnaires", json=asking(new_id(), "x?", f"{LEAD} ", sender="supplier")))
    second = f"/v1/questionnaires/{again['questionnaire_id']}"
    offered = (await ok(clerk.get(f"{second}/questions/2/proposals")))["items"]
    assert [(one["answer"], one["counterparty_id"]) for one in offered] == [("否，IEC 62321", customer)]
    await ok(clerk.post(f"{second}/assignments", json={"questions": [1, 2], "department": company.city}))
    same = {name: offered[0][name] for name in ("questionnaire_id", "question", "revision")}
    await ok(clerk.post(f"{second}/questions/2/answers", json={"answer": offered[0]["answer"], "same_as": same}))
    wrong = {"answer": "?", "same_as": {**same, "revision": 1}}
    assert problem(await clerk.post(f"{second}/questions/1/answers", json=wrong)) == "invalid-field"
    stranger = await company.serving.caller(
        new_id(), ["contract.*"], await company.serving.unit(new_id(), company.headquarters)
    )
    assert (await stranger.get(second)).status_code == 404
    assert (await ok(stranger.get("/v1/questionnaires")))["items"] == []

    store = company.serving.running.store
    pool = store.database.pool("system")
    due_at = await pool.fetchval("SELECT due_at FROM deadlines WHERE kind = $1", OVERDUE)
    async with store.begin() as work:
        work.context = store.system_context(correlation="x", causation="x")
        object.__setattr__(work.context, "today", TODAY + timedelta(days=11))
        await be_overdue(work, Deadline(OVERDUE, again["questionnaire_id"], due_at, {}))
        await work.flush()
    late = (await ok(clerk.get("/v1/questionnaires", params={"state": "open"})))["items"]
    assert [(one["questionnaire_id"], one["overdue"]) for one in late] == [(again["questionnaire_id"], True)]
    await ok(clerk.post(f"{second}/withdrawal", json={"reason": "客户撤回"}))
    said = [bytes(row["data"]) for row in await pool.fetch("SELECT data FROM events WHERE type LIKE 'questionnaire.%'")]
    assert not any(word.encode() in one for one in said for word in ("铅", "IEC", "RoHS", "撤回", "norm"))
    assert [one.table for one in await rebuild(store) if not one.same] == []
