import asyncio
from typing import Any

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


PLAN = [
    {
        "clause": "5.1",
        "phase": "advance",
        "debtor": "us",
        "after": {"event": "signing", "days": 10},
        "amount": cny("30.00"),
    },
    {
        "clause": "5.2",
        "phase": "final",
        "debtor": "us",
        "after": {"event": "acceptance", "days": 30},
        "amount": cny("70.00"),
        "conditions": ["acceptance", "invoice"],
    },
]


async def draft(company: Company, **changes: Any) -> dict[str, Any]:
    type_id = await company.kind()
    template = {
        "type_id": type_id,
        "name": "Purchase",
        "clauses": [{"clause": "1", "title": "Goods", "text": "The supplier delivers {{ goods }}."}],
        "variables": [{"name": "goods", "kind": "text"}],
    }
    template_id = await company.published(template)
    body = {
        "type_id": type_id,
        "template_id": template_id,
        "variables": {"goods": "ten fans"},
        "title": "Fans",
        "counterparty_id": new_id(),
        "lines": [{"description": "Fan", "quantity": "10", "unit_price": "10.00", "tax_rate": "0"}],
        "amount": cny("100.00"),
        "plan": PLAN,
        **changes,
    }
    return await ok(company.drafter.post("/v1/contracts", json=body))


async def submit(company: Company, contract: dict[str, Any]) -> dict[str, Any]:
    headers = {"If-Match": f'"{contract["version"]}"'}
    return await ok(company.drafter.post(f"/v1/contracts/{contract['contract_id']}/submission", headers=headers))


async def signed(company: Company) -> str:
    """A purchase contract in effect."""
    submitted = await submit(company, await draft(company))
    approval = f"/v1/approvals/{submitted['approval_id']}/decisions"
    for person in (company.chief, company.lawyer):
        decision = {"decision": "approve", "text_hash": submitted["text_hash"]}
        await ok(person.post(approval, json=decision))
    address = f"/v1/contracts/{submitted['contract_id']}"
    for side in ("us", "counterparty"):
        await ok(
            company.drafter.post(f"{address}/signatures", json={"side": side, "text_hash": submitted["text_hash"]})
        )
    return str(submitted["contract_id"])


async def test_a_draft_goes_through_two_units_and_the_last_decision_approves_the_contract(company: Company):
    submitted = await submit(company, await draft(company))
    assert submitted["number"].startswith("CG-001-")
    mine = await ok(company.chief.get("/v1/approvals?mine"))
    assert [line["subject"] for line in mine["items"]] == [f"contract-{submitted['contract_id']}"]
    assert (await ok(company.lawyer.get("/v1/approvals?mine")))["items"] == []
    decisions = f"/v1/approvals/{submitted['approval_id']}/decisions"
    refused = await company.drafter.post(decisions, json={"decision": "approve"})
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:pactline:problem:own-draft")
    await ok(company.chief.post(decisions, json={"decision": "approve", "comment": "Good price"}))
    mine = await ok(company.lawyer.get("/v1/approvals?mine"))
    assert [line["open_steps"] for line in mine["items"]] == [["legal"]]
    last = await company.lawyer.post(decisions, json={"decision": "approve"})
    assert last.status_code == 201
    assert [part.split("@")[0] for part in last.headers["Pactline-Position"].split(",")] == [
        f"approval-{submitted['approval_id']}",
        f"contract-{submitted['contract_id']}",
    ]
    contract = await ok(company.drafter.get(f"/v1/contracts/{submitted['contract_id']}"))
    assert contract["state"] == "approved"
    review = await ok(company.drafter.get(f"/v1/approvals/{submitted['approval_id']}"))
    assert review["history"][0]["comment"] == "Good price"
    assert review["state"] == "approved"


async def test_a_contract_is_ordered_delivered_accepted_invoiced_and_paid_and_no_more(company: Company):
    contract_id = await signed(company)
    address = f"/v1/contracts/{contract_id}"
    buyer = company.drafter
    line = {"description": "Fan", "quantity": "10", "unit_price": "10.00"}
    order = await ok(buyer.post(f"{address}/orders", json={"lines": [line]}))
    body = {"lines": [{"line": 1, "quantity": "10"}]}
    delivery = await ok(buyer.post(f"/v1/orders/{order['order_id']}/deliveries", json=body))
    acceptance = {"clause": "5.2", "phase": "final"}
    await ok(buyer.post(f"/v1/deliveries/{delivery['delivery_id']}/acceptance", json=acceptance))
    bill = {
        "number": "26117000000000000001",
        "order_id": order["order_id"],
        "clause": "5.2",
        "phase": "final",
        "net": cny("61.95"),
        "tax": cny("8.05"),
        "gross": cny("70.00"),
        "taxes": [
            {"rate": "0.13", "net": cny("61.92"), "tax": cny("8.05")},
            {"rate": "0", "net": cny("0.03"), "tax": cny("0.00")},
        ],
    }
    wrong = await buyer.post(f"{address}/invoices", json={**bill, "taxes": bill["taxes"][:1]})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/taxes")
    invoice = await ok(buyer.post(f"{address}/invoices", json=bill))
    kept = await ok(buyer.get(f"/v1/invoices/{invoice['invoice_id']}"))
    assert [(one["rate"], one["net"]) for one in kept["taxes"]] == [("0.13", cny("61.92")), ("0", cny("0.03"))]
    twice = await buyer.post(f"{address}/invoices", json=bill)
    assert twice.json()["type"] == "urn:pactline:problem:duplicate-invoice"

    over = {"clause": "5.2", "phase": "final", "amount": cny("70.01"), "invoice_id": invoice["invoice_id"]}
    refused = await buyer.post(f"{address}/payments", json=over)
    problem = refused.json()
    assert refused.status_code == 409
    assert problem["type"] == "urn:pactline:problem:payment-over-limit"
    assert (problem["clause"], problem["limit"], problem["used"]) == ("5.2", cny("70.00"), cny("0.00"))
    blocked = await ok(buyer.get(f"/v1/payments/{problem['payment_id']}"))
    assert (blocked["state"], blocked["reason"]) == ("blocked", "over_clause")

    paid = await ok(buyer.post(f"{address}/payments", json={**over, "amount": cny("70.00")}))
    assert paid["state"] == "made"
    ledger = await ok(buyer.get(f"{address}/ledger"))
    sums = {(each["kind"], each["clause"]): each["amount"]["amount"] for each in ledger["balances"]}
    assert sums == {
        ("ordered", ""): "100.00",
        ("delivered", ""): "100.00",
        ("accepted", "5.2"): "100.00",
        ("invoiced", "5.2"): "70.00",
        ("paid", "5.2"): "70.00",
    }
    owed = await ok(buyer.get(f"/v1/obligations?contract_id={contract_id}"))
    assert {(each["clause"], each["state"], each["due_on"] is None) for each in owed["items"]} == {
        ("5.1", "planned", False),
        ("5.2", "met", False),
    }


async def test_a_refused_payment_repeated_with_its_key_gives_the_same_refusal_and_no_second_fact(company: Company):
    address = f"/v1/contracts/{await signed(company)}"
    over = {"clause": "5.1", "phase": "advance", "amount": cny("31.00")}
    answers = [
        await company.drafter.post(f"{address}/payments", json=over, headers={"Idempotency-Key": "once"})
        for _ in range(2)
    ]
    assert {answer.status_code for answer in answers} == {409}
    assert answers[0].json() == answers[1].json()
    assert len((await ok(company.drafter.get("/v1/payments")))["items"]) == 1


async def test_a_change_after_approval_opens_a_new_round_under_the_same_number(company: Company):
    drafted = await draft(company)
    submitted = await submit(company, drafted)
    contract_id = submitted["contract_id"]
    decisions = f"/v1/approvals/{submitted['approval_id']}/decisions"
    await ok(company.chief.post(decisions, json={"decision": "reject", "comment": "Too dear"}))
    contract = await ok(company.drafter.get(f"/v1/contracts/{contract_id}"))
    assert contract["state"] == "draft"
    said = {
        "type_id": contract["type_id"],
        "text": "Nine fans",
        "title": "Fans",
        "counterparty_id": contract["counterparty_id"],
        "amount": cny("100.00"),
        "plan": PLAN,
    }
    stale = await company.drafter.put(f"/v1/contracts/{contract_id}", json=said, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    headers = {"If-Match": f'"{contract["version"]}"'}
    revised = await ok(company.drafter.put(f"/v1/contracts/{contract_id}", json=said, headers=headers))
    assert revised["text_hash"] != submitted["text_hash"]
    again = await submit(company, revised)
    assert (again["number"], again["round"]) == (submitted["number"], 2)
    history = await ok(company.drafter.get(f"/v1/approvals?subject=contract-{contract_id}"))
    assert [line["state"] for line in history["items"]] == ["open", "rejected"]
    text = await ok(company.drafter.get(f"/v1/contracts/{contract_id}/text"))
    assert "Nine fans" in text["words"]
    await ok(company.drafter.post(f"/v1/contracts/{contract_id}/withdrawal"))
    contract = await ok(company.drafter.get(f"/v1/contracts/{contract_id}"))
    assert contract["state"] == "draft"


async def test_everything_a_purchase_left_in_the_tables_can_be_rebuilt(company: Company):
    contract_id = await signed(company)
    body = {"lines": [{"description": "Fan", "quantity": "10", "unit_price": "10.00"}]}
    order = await ok(company.drafter.post(f"/v1/contracts/{contract_id}/orders", json=body))
    arrived = {"lines": [{"line": 1, "quantity": "4"}]}
    delivery = await ok(company.drafter.post(f"/v1/orders/{order['order_id']}/deliveries", json=arrived))
    acceptance = {"clause": "5.2", "phase": "final"}
    await ok(company.drafter.post(f"/v1/deliveries/{delivery['delivery_id']}/acceptance", json=acceptance))
    over = {"clause": "5.1", "phase": "advance", "amount": cny("31.00")}
    await company.drafter.post(f"/v1/contracts/{contract_id}/payments", json=over)
    await ok(company.drafter.post(f"/v1/contracts/{contract_id}/payments", json={**over, "amount": cny("30.00")}))
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []


async def test_an_unpaid_obligation_falls_due_and_is_overdue_by_itself(company: Company):
    late = {"clause": "5", "phase": "all", "debtor": "us", "due_on": "2020-01-02", "amount": cny("100.00")}
    submitted = await submit(company, await draft(company, plan=[late]))
    contract_id = submitted["contract_id"]
    for each in (company.chief, company.lawyer):
        await ok(each.post(f"/v1/approvals/{submitted['approval_id']}/decisions", json={"decision": "approve"}))
    for side in ("us", "counterparty"):
        signature = {"side": side, "text_hash": submitted["text_hash"]}
        await ok(company.drafter.post(f"/v1/contracts/{contract_id}/signatures", json=signature))
    async with asyncio.timeout(10):
        while True:
            owed = await ok(company.drafter.get(f"/v1/obligations?contract_id={contract_id}"))
            if owed["items"][0]["state"] == "overdue":
                break
            await asyncio.sleep(0.1)
    types = await company.serving.running.store.database.pool("system").fetch(
        "SELECT type FROM events WHERE stream_id LIKE 'obligation-%' ORDER BY version"
    )
    assert [row["type"] for row in types] == ["obligation.planned.v1", "obligation.due.v1", "obligation.overdue.v1"]
