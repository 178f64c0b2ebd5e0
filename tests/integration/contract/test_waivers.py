"""A payment that control blocked is held for a waiver, decided by others, used once; guarantees as a condition."""

import asyncio
from datetime import timedelta

import pytest

from services.contract.app import SERVICE
from shared.eventstore.rebuild import rebuild
from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, company_of, ok
from tests.integration.contract.money import agreed, balances, cny, line, problem

PLAN = [line("5.1", "advance", "30.00", instrument="advance"), line("5.2", "final", "70.00", conditions=["acceptance"])]
FINAL = {"clause": "5.2", "phase": "final", "amount": cny("70.00")}


async def blocked(company: Company) -> tuple[str, str]:
    """A contract and a payment of it that waits for an acceptance."""
    address = await agreed(company, PLAN)
    refused = await company.drafter.post(f"{address}/payments", json=FINAL)
    assert refused.json()["reason"] == "no_acceptance"
    return address, refused.json()["payment_id"]


@pytest.fixture
async def finance(company: Company):
    permissions = ["contract.*.read", "contract.approval.decide", "contract.waiver.approve"]
    return await company.serving.caller(new_id(), permissions, company.headquarters)


def waiver(company: Company, days: int = 5) -> dict[str, str]:
    today = company.serving.running.store.system_context().today
    return {"reason": "The works stand still", "expires_on": str(today + timedelta(days=days))}


async def test_a_blocked_payment_passes_once_under_a_waiver_that_others_granted(company: Company, finance):
    address, payment_id = await blocked(company)
    clerk = company.drafter
    asked = await ok(clerk.post(f"/v1/payments/{payment_id}/waiver", json=waiver(company)))
    assert asked["state"] == "held"
    twice = await clerk.post(f"/v1/payments/{payment_id}/waiver", json=waiver(company))
    assert problem(twice) == "waiver-open"
    early = await clerk.post(f"/v1/payments/{payment_id}/release", json={})
    assert (problem(early), early.json()["reason"]) == ("payment-condition-unmet", "no_acceptance")
    decisions = f"/v1/approvals/{asked['approval_id']}/decisions"
    own = await clerk.post(decisions, json={"decision": "approve"})
    assert problem(own) == "own-draft"
    mine = await ok(finance.get("/v1/approvals?mine"))
    assert [one["subject"] for one in mine["items"]] == [f"waiver-{asked['waiver_id']}"]
    shown = await ok(finance.get(f"/v1/waivers/{asked['waiver_id']}"))
    assert (shown["rules"], shown["clause"], shown["limit"]) == (["no_acceptance"], "5.2", cny("0.00"))
    assert shown["reason"] == "The works stand still"
    await ok(finance.post(decisions, json={"decision": "approve"}))
    made = await ok(clerk.post(f"/v1/payments/{payment_id}/release", json={}))
    assert made["state"] == "made"
    shown = await ok(clerk.get(f"/v1/payments/{payment_id}"))
    assert (shown["state"], shown["reason"], shown["waiver_id"]) == ("made", "no_acceptance", asked["waiver_id"])
    assert (await ok(clerk.get(f"/v1/waivers/{asked['waiver_id']}")))["state"] == "used"
    again = await clerk.post(f"/v1/payments/{payment_id}/release", json={})
    assert problem(again) == "not-possible-now"
    assert await balances(company, address) == {"paid": "70.00"}
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []


async def test_what_waits_is_found_by_its_state_and_what_falls_due_by_its_day(company: Company):
    address, payment_id = await blocked(company)
    clerk, contract_id = company.drafter, address.rpartition("/")[2]
    waiting = await ok(clerk.get("/v1/payments", params={"state": "blocked", "contract_id": contract_id}))
    assert [(one["payment_id"], one["reason"]) for one in waiting["items"]] == [(payment_id, "no_acceptance")]
    assert (await ok(clerk.get("/v1/payments", params={"state": "held", "contract_id": contract_id})))["items"] == []
    owed = (await ok(clerk.get("/v1/due-obligations", params={"until": "2099-01-01", "debtor": "us"})))["items"]
    assert sorted(one["clause"] for one in owed if one["contract_id"] == contract_id) == ["5.1", "5.2"]
    for narrower in ({"until": "2098-12-31"}, {"until": "2099-01-01", "debtor": "counterparty"}):
        owed = (await ok(clerk.get("/v1/due-obligations", params=narrower)))["items"]
        assert [one for one in owed if one["contract_id"] == contract_id] == []


async def test_a_waiver_lets_nothing_else_pass_and_a_refused_one_nothing_at_all(company: Company, finance):
    address, payment_id = await blocked(company)
    clerk = company.drafter
    asked = await ok(clerk.post(f"/v1/payments/{payment_id}/waiver", json=waiver(company)))
    await ok(finance.post(f"/v1/approvals/{asked['approval_id']}/decisions", json={"decision": "approve"}))
    other = (await clerk.post(f"{address}/payments", json={**FINAL, "amount": cny("1.00")})).json()["payment_id"]
    second = await ok(clerk.post(f"/v1/payments/{other}/waiver", json=waiver(company)))
    await ok(finance.post(f"/v1/approvals/{second['approval_id']}/decisions", json={"decision": "approve"}))
    await ok(clerk.post(f"/v1/payments/{other}/release", json={}))
    over = await clerk.post(f"/v1/payments/{payment_id}/release", json={})
    assert (over.json()["reason"], over.json()["used"]) == ("over_clause", cny("1.00"))

    third = (await clerk.post(f"{address}/payments", json={**FINAL, "amount": cny("2.00")})).json()["payment_id"]
    asked = await ok(clerk.post(f"/v1/payments/{third}/waiver", json=waiver(company)))
    await ok(
        finance.post(f"/v1/approvals/{asked['approval_id']}/decisions", json={"decision": "reject", "comment": "No"})
    )
    refused = await clerk.post(f"/v1/payments/{third}/release", json={})
    assert refused.json()["reason"] == "no_acceptance"
    assert (await ok(clerk.get(f"/v1/waivers/{asked['waiver_id']}")))["state"] == "refused"
    await ok(clerk.post(f"/v1/payments/{third}/waiver", json=waiver(company)))


async def test_a_waiver_that_would_have_run_out_already_is_refused_by_its_field(company: Company):
    _, payment_id = await blocked(company)
    answer = await company.drafter.post(f"/v1/payments/{payment_id}/waiver", json=waiver(company, -1))
    assert answer.json()["errors"][0]["pointer"] == "/expires_on"


async def test_an_advance_waits_for_a_guarantee_in_force(company: Company):
    address = await agreed(company, [line("5.1", "advance", "30.00", instrument="advance", secured=True)])
    clerk = company.drafter
    wanted = {"clause": "5.1", "phase": "advance", "amount": cny("30.00")}
    refused = await clerk.post(f"{address}/payments", json=wanted)
    assert (problem(refused), refused.json()["reason"]) == ("payment-condition-unmet", "no_guarantee")
    today = company.serving.running.store.system_context().today
    body = {
        "purpose": "advance",
        "issuer": "Bank of Nanjing",
        "number": "LG-1",
        "amount": cny("30.00"),
        "expires_on": str(today + timedelta(days=90)),
    }
    late = await clerk.post(f"{address}/guarantees", json={**body, "expires_on": "2020-01-01"})
    assert late.json()["errors"][0]["pointer"] == "/expires_on"
    given = await ok(clerk.post(f"{address}/guarantees", json=body))
    guarantee = f"/v1/guarantees/{given['guarantee_id']}"
    await ok(clerk.post(f"{address}/payments", json={**wanted, "amount": cny("20.00")}))
    over = await clerk.post(f"{guarantee}/claims", json={"amount": cny("30.01")})
    assert problem(over) == "claim-over-guarantee"
    await ok(clerk.post(f"{guarantee}/claims", json={"amount": cny("5.00")}))
    refused = await clerk.post(f"{address}/payments", json={**wanted, "amount": cny("10.00")})
    assert (refused.json()["limit"], refused.json()["used"]) == (cny("25.00"), cny("20.00"))
    assert (await ok(clerk.get(guarantee)))["left"] == cny("25.00")
    await ok(clerk.post(f"{guarantee}/return", json={}))
    assert (await ok(clerk.get("/v1/guarantees?state=returned")))["items"][0]["guarantee_id"] == given["guarantee_id"]


async def test_a_guarantee_is_told_of_before_its_end_and_secures_nothing_after_it(serve: Serve):
    company = await company_of(await serve(SERVICE))
    address = await agreed(company, [line("5.1", "advance", "30.00", secured=True)])
    today = company.serving.running.store.system_context().today
    body = {"purpose": "advance", "issuer": "Bank", "number": "LG-1", "amount": cny("30.00")}
    soon = {**body, "expires_on": str(today + timedelta(days=3))}
    given = await ok(company.drafter.post(f"{address}/guarantees", json=soon))
    store = company.serving.running.store
    pool = store.database.pool("system")
    async with asyncio.timeout(10):
        while True:
            rows = await pool.fetch(
                "SELECT type FROM events WHERE stream_id = $1 ORDER BY version", f"guarantee-{given['guarantee_id']}"
            )
            if [row["type"] for row in rows] == ["guarantee.registered.v1", "guarantee.expiring.v1"]:
                break
            await asyncio.sleep(0.1)
    assert await balances(company, address) == {"secured": "30.00"}
