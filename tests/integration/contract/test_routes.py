"""Routes as they are computed on real servers: by party, by sums across units, without those who wrote it."""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any

import httpx

from services.contract.consumers import (
    DeputySeen,
    GradeSeen,
    RoleGivenSeen,
    RoleLostSeen,
    StoppedSeen,
    know_grade,
    lose_person,
    lose_role,
    stand_in,
    take_role,
)
from shared.calendars.folding import calendar_published
from shared.eventstore.rebuild import rebuild
from shared.values.clock import SystemClock
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import problem
from tests.integration.contract.test_approvals import LEGAL, person
from tests.integration.contract.test_customers import received
from tests.integration.contract.test_purchase_story import cny

UNIT = {"step": "unit", "stage": 1, "permission": "contract.approval.business"}
DECIDES = ["contract.approval.decide", "contract.*.read", "contract.party.approve_grade"]
WHY = "Their owner vouches for them."


async def graded(company: Company, party: str, body: dict[str, Any]) -> None:
    """A grade by hand, with another person's consent."""
    asked = await ok(company.admin.post(f"/v1/parties/{party}/grades", json={**body, "reason": WHY}))
    other = await company.serving.caller(new_id(), DECIDES, company.headquarters)
    await ok(other.post(f"/v1/approvals/{asked['approval_id']}/decisions", json={"decision": "approve"}))


async def draft(company: Company, type_id: str, amount: str = "100.00", **changes: Any) -> str:
    plan = [{"clause": "1", "phase": "all", "debtor": "us", "due_on": "2027-01-01", "amount": cny(amount)}]
    body = {
        "type_id": type_id,
        "text": "Ten fans",
        "title": "Fans",
        "counterparty_id": new_id(),
        "amount": cny(amount),
        "plan": plan,
        **changes,
    }
    return str((await ok(company.drafter.post("/v1/contracts", json=body)))["contract_id"])


async def submit(company: Company, contract_id: str, **body: Any) -> Any:
    address = f"/v1/contracts/{contract_id}/submission"
    return await company.drafter.post(address, headers={"If-Match": '"1"'}, **({"json": body} if body else {}))


async def route(company: Company, contract_id: str, **body: Any) -> list[str]:
    """The steps of the route, once submitted."""
    approval_id = (await ok(submit(company, contract_id, **body)))["approval_id"]
    return [step["step"] for step in (await ok(company.admin.get(f"/v1/approvals/{approval_id}")))["steps"]]


async def test_a_stopped_party_stops_the_submission_and_no_number_is_taken(company: Company):
    type_id, party = await company.kind(), new_id()
    standing = {"blocked": True, "reason": "insolvent"}
    await ok(company.admin.post(f"/v1/parties/{party}/standing", json=standing))
    contract_id = await draft(company, type_id, counterparty_id=party)
    refused = await submit(company, contract_id)
    assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (409, "blocked-party")
    await ok(company.admin.post(f"/v1/parties/{party}/standing", json={"blocked": False, "reason": "settled"}))
    assert (await ok(submit(company, contract_id)))["number"].endswith("-00001")


async def test_only_headquarters_judges_parties_and_every_unit_sees_it(company: Company):
    party = new_id()
    body = {"grade": "CC", "graded_on": "2026-01-01", "valid_until": "2099-12-31", "reason": WHY}
    refused = await company.drafter.post(f"/v1/parties/{party}/grades", json=body)
    assert refused.status_code == 403
    assert (await company.drafter.get(f"/v1/parties/{party}")).status_code == 404
    asked = await ok(company.admin.post(f"/v1/parties/{party}/grades", json=body))
    decision = f"/v1/approvals/{asked['approval_id']}/decisions"
    mine = await company.admin.post(decision, json={"decision": "approve"})
    assert (mine.status_code, problem(mine)) == (403, "own-draft")
    assert (await ok(company.drafter.get(f"/v1/parties/{party}")))["grade"] == "unknown"
    again = await company.admin.post(f"/v1/parties/{party}/grades", json=body)
    assert (again.status_code, problem(again)) == (409, "grade-waits")
    finance = await company.serving.caller(new_id(), DECIDES, company.headquarters)
    await ok(finance.post(decision, json={"decision": "approve"}))
    assert (await ok(company.drafter.get(f"/v1/parties/{party}")))["grade"] == "CC"
    other = await ok(company.admin.post(f"/v1/parties/{party}/grades", json={**body, "grade": "AAA"}))
    no = {"decision": "reject", "comment": "No."}
    await ok(finance.post(f"/v1/approvals/{other['approval_id']}/decisions", json=no))
    assert (await ok(company.drafter.get(f"/v1/parties/{party}")))["grade"] == "CC"
    told = (await ok(company.drafter.get(f"/v1/parties/{party}/grades")))["items"]
    assert [(one["grade"], one["state"], one["reason"]) for one in told] == [
        ("AAA", "rejected", WHY),
        ("CC", "approved", WHY),
    ]
    turned = {**body, "valid_until": "2025-12-31"}
    wrong = await company.admin.post(f"/v1/parties/{party}/grades", json=turned)
    assert [one["pointer"] for one in wrong.json()["errors"]] == ["/valid_until"]


async def test_a_weak_credit_goes_to_finance_and_one_that_ran_out_is_unknown(company: Company):
    unknown = {**UNIT, "step": "newcomer", "stage": 2, "grades": ["unknown"]}
    type_id, party = await company.kind(route=[UNIT, {**LEGAL, "stage": 2}, unknown]), new_id()
    body = {"grade": "CCC", "graded_on": "2026-01-01", "valid_until": "2099-12-31"}
    await graded(company, party, body)
    steps = await route(company, await draft(company, type_id, counterparty_id=party))
    assert steps == ["unit", "finance_by_grade", "legal"]
    await graded(company, party, {**body, "valid_until": "2026-01-02"})
    steps = await route(company, await draft(company, type_id, counterparty_id=party))
    assert steps == ["unit", "legal", "newcomer"]


async def test_sales_are_routed_by_the_grade_that_scoring_gives_and_purchases_by_that_of_a_supplier(company: Company):
    party, route_ = new_id(), [UNIT, {**LEGAL, "stage": 2}]
    sells = await company.kind("sales", route=route_)
    buys = await company.kind(route=route_)
    known = {"customer_id": party, "grade": "CCC", "graded_on": "2026-01-01", "valid_until": "2099-12-31"}
    async with company.serving.running.store.begin() as work:
        await know_grade(work, received(company, GradeSeen.model_validate(known)))
    steps = await route(company, await draft(company, sells, counterparty_id=party))
    assert steps == ["unit", "finance_by_grade", "legal"]
    assert await route(company, await draft(company, buys, counterparty_id=party)) == ["unit", "legal"]
    weak = {"grade": "C", "graded_on": "2026-01-01", "valid_until": "2099-12-31", "role": "supplier"}
    await graded(company, party, weak)
    steps = await route(company, await draft(company, buys, counterparty_id=party))
    assert steps == ["unit", "finance_by_grade", "legal"]
    shown = await ok(company.drafter.get(f"/v1/parties/{party}"))
    assert (shown["grade"], shown["supplier_grade"]) == ("CCC", "C")


async def test_whoever_splits_a_contract_over_two_units_meets_the_threshold_all_the_same(company: Company):
    summed = {**UNIT, "step": "finance", "stage": 2, "from_amount": cny("150.00"), "sum_with_party": True}
    type_id, party = await company.kind(route=[UNIT, {**LEGAL, "stage": 2}, summed]), new_id()
    assert await route(company, await draft(company, type_id, counterparty_id=party)) == ["unit", "legal"]
    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    other = await company.serving.caller(new_id(), ["contract.*"], elsewhere)
    company.drafter, ours = other, company.drafter
    steps = await route(company, await draft(company, type_id, counterparty_id=party))
    assert steps == ["unit", "finance", "legal"]
    assert await route(company, await draft(company, type_id)) == ["unit", "legal"]
    company.drafter = ours


async def test_a_type_asks_for_minutes_and_the_submission_names_them(company: Company):
    required = [{"kind": "minutes", "from_amount": cny("100.00")}, {"kind": "sourcing", "related_party": True}]
    type_id = await company.kind(required_references=required)
    contract_id = await draft(company, type_id)
    refused = await submit(company, contract_id)
    assert (refused.status_code, refused.json()["missing"]) == (422, ["minutes"])
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/references"]
    named = [{"kind": "minutes", "reference": "董纪〔2026〕12号"}]
    assert (await submit(company, contract_id, references=named)).status_code == 201
    assert (await submit(company, await draft(company, type_id, "99.99"))).status_code == 201


async def test_who_wrote_it_does_not_approve_it_though_somebody_else_submits(company: Company):
    both = ["contract.*"]
    writer_id, writer = new_id(), None
    writer = await company.serving.caller(writer_id, both, company.city)
    type_id = await company.kind(route=[UNIT, LEGAL])
    first, company.drafter = company.drafter, writer
    contract_id = await draft(company, type_id)
    company.drafter = first
    submitted = await ok(submit(company, contract_id))
    decisions = f"/v1/approvals/{submitted['approval_id']}/decisions"
    for author in (writer, first):
        refused = await author.post(decisions, json={"decision": "approve"})
        assert refused.json()["type"].endswith("own-draft")
    assert (await ok(company.chief.post(decisions, json={"decision": "approve"})))["open_steps"] == ["legal"]


async def test_a_deputy_decides_for_who_is_away_also_what_waits_already(company: Company):
    absent_id, absent = await person(company, company.city)
    deputy_id, deputy = await person(company, company.city)
    store = company.serving.running.store
    seen = DeputySeen(staff_id=absent_id, deputy_id=deputy_id, until=SystemClock().today() + timedelta(days=3))
    type_id = await company.kind(route=[{"step": "expert", "stage": 1, "persons": [absent_id]}, LEGAL])
    before = (await ok(submit(company, await draft(company, type_id))))["approval_id"]
    assert (await deputy.get(f"/v1/approvals/{before}")).status_code in (200, 404)
    for _ in range(2):
        async with store.begin() as work:
            await stand_in(work, received(company, seen))
    after = (await ok(submit(company, await draft(company, type_id))))["approval_id"]
    mine = {one["approval_id"] for one in (await ok(deputy.get("/v1/approvals?mine")))["items"]}
    assert mine == {before, after}
    for approval_id in (before, after):
        decided = await ok(deputy.post(f"/v1/approvals/{approval_id}/decisions", json={"decision": "approve"}))
        assert decided["open_steps"] == ["legal"]
        history = (await ok(company.admin.get(f"/v1/approvals/{approval_id}")))["history"]
        assert [(one["person"], one["on_behalf_of"]) for one in history] == [(deputy_id, absent_id)]
    again = await absent.post(f"/v1/approvals/{after}/decisions", json={"decision": "approve"})
    assert again.status_code in (403, 409)


def subject_of(client: httpx.AsyncClient) -> str:
    """Whom a client's token names."""
    claims = client.headers["Authorization"].split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"])


async def test_a_permission_is_lent_once_nobody_is_there_who_holds_it(company: Company):
    store, until = company.serving.running.store, SystemClock().today() + timedelta(days=3)
    chief, admin = subject_of(company.chief), subject_of(company.admin)
    deputy_id, deputy = await person(company, await company.serving.unit(new_id(), company.headquarters))
    type_id = await company.kind(route=[UNIT, LEGAL])

    async def away(staff_id: str, deputy: str) -> None:
        async with store.begin() as work:
            await stand_in(work, received(company, DeputySeen(staff_id=staff_id, deputy_id=deputy, until=until)))

    async def waiting_for(client: httpx.AsyncClient) -> set[str]:
        return {one["approval_id"] for one in (await ok(client.get("/v1/approvals?mine")))["items"]}

    before = (await ok(submit(company, await draft(company, type_id))))["approval_id"]
    await away(chief, deputy_id)
    # Headquarters' administrator holds it too, and is there; the drafter does as well, and may not.
    assert await waiting_for(deputy) == set()
    await away(admin, deputy_id)
    after = (await ok(submit(company, await draft(company, type_id))))["approval_id"]
    assert await waiting_for(deputy) == {before, after}
    for approval_id in (before, after):
        decided = await ok(deputy.post(f"/v1/approvals/{approval_id}/decisions", json={"decision": "approve"}))
        assert decided["open_steps"] == ["legal"]
        history = (await ok(company.admin.get(f"/v1/approvals/{approval_id}")))["history"]
        assert [one["person"] for one in history] == [deputy_id]
        assert history[0]["on_behalf_of"] in {chief, admin}
    again = await deputy.post(f"/v1/approvals/{after}/decisions", json={"decision": "approve"})
    assert problem(again) in {"not-your-turn", "decided-already"}


async def test_who_has_a_role_as_a_deputy_alone_decides_for_who_lent_it_and_not_on_their_draft(company: Company):
    store, until = company.serving.running.store, SystemClock().today() + timedelta(days=3)
    deputy_id, deputy = await person(company, company.city)
    writer, everything = subject_of(company.drafter), ["contract.*"]
    async with store.begin() as work:
        await stand_in(work, received(company, DeputySeen(staff_id=writer, deputy_id=deputy_id, until=until)))
    # As the portal hands roles over: the same role on the same unit, to the same day.
    await company.serving.grant(deputy_id, everything, company.city, until=until)
    approval_id = (await ok(submit(company, await draft(company, await company.kind(route=[UNIT, LEGAL])))))[
        "approval_id"
    ]
    decisions = f"/v1/approvals/{approval_id}/decisions"
    assert (await ok(deputy.get(f"/v1/approvals/{approval_id}")))["yours"] == []
    assert problem(await deputy.post(decisions, json={"decision": "approve"})) == "own-draft"
    # The portal says since lately whose a role is: one of their own, though it ends on the same day.
    for lender, answer in ((writer, "own-draft"), (None, "")):
        of = {"role": "tested", "unit_id": company.city, "permissions": ["contract.*"]}
        seen = RoleGivenSeen(staff_id=deputy_id, lent_by=lender, **of)
        async with store.begin() as work:
            await take_role(work, received(company, seen))
        decided = await deputy.post(decisions, json={"decision": "approve"})
        assert (problem(decided) if answer else decided.status_code) == (answer or 201)


async def test_limits_count_the_days_of_the_unit_s_own_calendar(company: Company):
    type_id, today = await company.kind(route=[{**LEGAL, "stage": 1, "limit_hours": 24}]), SystemClock().today()
    closed = [(today + timedelta(days=ahead), False, "moving house") for ahead in range(1, 15)]
    years = sorted({day.year for day, *_ in closed})
    async with company.serving.running.store.begin() as work:
        await work.execute_all(list(calendar_published(company.city, "CN", years, years, closed)))
    await ok(submit(company, await draft(company, type_id)))
    async with company.serving.running.store.begin() as work:
        row = await work.conn.fetchrow("SELECT started_at, due_at FROM approval_steps")
    assert row["due_at"] - row["started_at"] >= timedelta(days=14)


async def test_limits_count_working_days(company: Company):
    type_id = await company.kind(route=[{**LEGAL, "stage": 1, "limit_hours": 240}])
    approval_id = (await ok(submit(company, await draft(company, type_id))))["approval_id"]
    store = company.serving.running.store
    async with store.begin() as work:
        row = await work.conn.fetchrow("SELECT started_at, due_at FROM approval_steps")
    # Ten working days lie across at least one weekend.
    assert row["due_at"] - row["started_at"] >= timedelta(days=12)
    async with store.begin() as work:
        await work.conn.execute("UPDATE deadlines SET due_at = now() WHERE kind = 'approval.step_overdue'")
    async with asyncio.timeout(10):
        while not (await ok(company.admin.get(f"/v1/approvals/{approval_id}")))["steps"][0]["overdue"]:
            await asyncio.sleep(0.05)


async def test_a_step_whose_last_holder_left_finds_who_is_next_and_says_why(company: Company):
    store, until = company.serving.running.store, SystemClock().today() + timedelta(days=3)
    chief, admin = subject_of(company.chief), subject_of(company.admin)
    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    (deputy_id, _), (boss_id, boss) = [await person(company, elsewhere) for _ in range(2)]
    type_id = await company.kind(route=[{**UNIT, "escalate_to": [boss_id]}, LEGAL])
    named = await company.kind(route=[{"step": "expert", "stage": 1, "persons": [deputy_id]}, LEGAL])

    async def told(handler: Any, seen: Any) -> None:
        async with store.begin() as work:
            await handler(work, received(company, seen))

    async def step(approval_id: str) -> dict[str, Any]:
        return (await ok(company.lawyer.get(f"/v1/approvals/{approval_id}")))["steps"][0]

    waiting = (await ok(submit(company, await draft(company, type_id))))["approval_id"]
    asked = (await ok(submit(company, await draft(company, named))))["approval_id"]
    # The chief is frozen: headquarters' administrator holds it too. Then that one has a deputy, and loses the role.
    await told(lose_person, StoppedSeen(staff_id=chief))
    await company.serving.leave(chief)
    assert (await step(waiting))["passed"] is None
    await told(stand_in, DeputySeen(staff_id=admin, deputy_id=deputy_id, until=until))
    assert [one["to"] for one in (await step(waiting))["delegations"]] == [deputy_id]
    await told(lose_person, StoppedSeen(staff_id=deputy_id))
    await company.serving.leave(deputy_id)
    passed = await step(waiting)
    assert (passed["passed"], passed["persons"], passed["gone"]) == ("nobody_there", [boss_id], [deputy_id])
    decided = await ok(boss.post(f"/v1/approvals/{waiting}/decisions", json={"decision": "approve"}))
    assert decided["open_steps"] == ["legal"]
    # Who was asked by name is followed by whoever decides in the unit above.
    passed = await step(asked)
    assert (passed["permission"], passed["unit_id"]) == ("contract.approval.decide", company.headquarters)
    assert asked in {one["approval_id"] for one in (await ok(company.lawyer.get("/v1/approvals?mine")))["items"]}
    # The law is nobody's any more: it says so, and waits for whoever is given it.
    lawyer = subject_of(company.lawyer)
    await told(lose_role, RoleLostSeen(staff_id=lawyer, role="tested", unit_id=company.headquarters))
    legal = (await ok(boss.get(f"/v1/approvals/{waiting}")))["steps"][1]
    assert (legal["passed"], legal["vacant_at"] is not None, legal["gone"]) == (None, True, [lawyer])
    # A role that opens something else changes nothing; one that opens the step fills it, until it is narrowed.
    for permissions, vacant in (["contract.approval.read"], True), (["contract.*"], False), (["contract.bill.*"], True):
        given = {"staff_id": lawyer, "role": "tested", "unit_id": company.headquarters, "permissions": permissions}
        await told(take_role, RoleGivenSeen(**given))
        legal = (await ok(boss.get(f"/v1/approvals/{waiting}")))["steps"][1]
        assert (legal["vacant_at"] is not None) is vacant, permissions
    checks = await rebuild(store)
    assert [check for check in checks if not check.same] == []
    await ok(company.lawyer.post(f"/v1/approvals/{waiting}/decisions", json={"decision": "approve"}))
