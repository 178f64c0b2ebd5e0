import asyncio
from decimal import Decimal
from typing import Any

from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


async def sold(company: Company) -> str:
    """A sales contract in effect over 100.00, in the words of the customer."""
    type_id = await company.kind("sales")
    plan = [
        {
            "clause": "3",
            "phase": "all",
            "debtor": "counterparty",
            "after": {"event": "invoice", "days": 30},
            "amount": cny("100.00"),
        }
    ]
    body: dict[str, Any] = {
        "type_id": type_id,
        "text": "We sell ten fans.",
        "title": "Fans",
        "counterparty_id": new_id(),
        "amount": cny("100.00"),
        "plan": plan,
    }
    drafted = await ok(company.drafter.post("/v1/contracts", json=body))
    address = f"/v1/contracts/{drafted['contract_id']}"
    submitted = await ok(company.drafter.post(f"{address}/submission", headers={"If-Match": '"1"'}))
    for person in (company.chief, company.lawyer):
        await ok(person.post(f"/v1/approvals/{submitted['approval_id']}/decisions", json={"decision": "approve"}))
    for side in ("us", "counterparty"):
        signature = {"side": side, "text_hash": submitted["text_hash"]}
        await ok(company.drafter.post(f"{address}/signatures", json=signature))
    return address


def invoice(number: str, gross: str, effective_on: str = "2026-03-02") -> dict[str, Any]:
    return {
        "number": number,
        "clause": "3",
        "phase": "all",
        "net": cny(gross),
        "tax": cny("0.00"),
        "gross": cny(gross),
        "effective_on": effective_on,
    }


async def test_a_receipt_settles_invoices_and_meets_what_was_owed(company: Company):
    address = await sold(company)
    clerk = company.drafter
    invoices = [
        await ok(clerk.post(f"{address}/invoices", json=invoice(number, gross)))
        for number, gross in (("F-1", "60.00"), ("F-2", "40.00"))
    ]
    shown = await ok(clerk.get(f"/v1/invoices/{invoices[0]['invoice_id']}"))
    assert shown["due_on"] == "2026-04-01"
    over = await clerk.post(f"{address}/invoices", json=invoice("F-3", "0.01"))
    assert over.json()["type"] == "urn:pactline:problem:invoice-over-limit"
    dollars = {
        name: {"amount": amount, "currency": "USD"} for name, amount in (("net", "1"), ("tax", "0"), ("gross", "1"))
    }
    foreign = await clerk.post(f"{address}/invoices", json={**invoice("F-3", "0.01"), **dollars})
    assert [one["pointer"] for one in foreign.json()["errors"]] == ["/gross/currency"]

    receipt = await ok(clerk.post(f"{address}/receipts", json={"amount": cny("100.00"), "reference": "F-1 F-2"}))
    parts = [
        {"invoice_id": each["invoice_id"], "amount": cny(gross)}
        for each, gross in zip(invoices, ("60.00", "40.00"), strict=True)
    ]
    allocations = f"/v1/receipts/{receipt['payment_id']}/allocations"
    for wrong, pointer in (
        ({"invoice_id": new_id()}, "/allocations/1/invoice_id"),
        ({"amount": cny("40.01")}, "/allocations/1/amount"),
        ({"amount": {"amount": "1.00", "currency": "USD"}}, "/allocations/1/amount/currency"),
    ):
        answer = await clerk.post(allocations, json={"allocations": [parts[0], {**parts[1], **wrong}]})
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    await ok(clerk.post(allocations, json={"allocations": parts}))
    again = await clerk.post(allocations, json={"allocations": parts[:1]})
    assert again.json()["type"] == "urn:pactline:problem:allocation-over-receipt"

    shown = await ok(clerk.get(f"/v1/invoices/{invoices[0]['invoice_id']}"))
    assert shown["settled"] == cny("60.00")
    owed = await ok(clerk.get(f"/v1/obligations?contract_id={address.split('/')[-1]}"))
    assert [each["state"] for each in owed["items"]] == ["met"]


async def test_money_does_not_go_out_on_a_sales_contract(company: Company):
    address = await sold(company)
    body = {"clause": "3", "phase": "all", "amount": cny("1.00")}
    refused = await company.drafter.post(f"{address}/payments", json=body)
    assert refused.json()["type"] == "urn:pactline:problem:wrong-direction"


async def test_a_contract_completes_only_when_nothing_is_owed(company: Company):
    address = await sold(company)
    contract = await ok(company.drafter.get(address))
    headers = {"If-Match": f'"{contract["version"]}"'}
    refused = await company.drafter.post(f"{address}/completion", json={"reason": "done"}, headers=headers)
    assert refused.json()["type"] == "urn:pactline:problem:still-owed"
    ended = await ok(company.drafter.post(f"{address}/suspension", json={"reason": "strike"}, headers=headers))
    assert ended["state"] == "suspended"
    refused = await company.drafter.post(f"{address}/receipts", json={"amount": cny("1.00")})
    assert refused.json()["type"] == "urn:pactline:problem:not-performing"


async def test_orders_placed_at_once_never_pass_the_contract_together(company: Company):
    address = await sold(company)
    body = {"lines": [{"description": "Fan", "quantity": "1", "unit_price": "30.00"}]}
    answers = await asyncio.gather(*(company.drafter.post(f"{address}/orders", json=body) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 201, 409, 409]


async def test_numbers_taken_at_once_are_all_different_and_leave_no_gap(company: Company):
    type_id = await company.kind("sales", amount_kind="none")
    body = {"type_id": type_id, "text": "Terms", "title": "Terms", "counterparty_id": new_id()}
    drafts = [await ok(company.drafter.post("/v1/contracts", json=body)) for _ in range(50)]
    headers = {"If-Match": '"1"'}
    submitted = await asyncio.gather(
        *(company.drafter.post(f"/v1/contracts/{each['contract_id']}/submission", headers=headers) for each in drafts)
    )
    assert [answer.status_code for answer in submitted] == [201] * 50
    numbers = sorted(answer.json()["number"][-5:] for answer in submitted)
    assert numbers == [f"{serial:05d}" for serial in range(1, 51)]


async def test_another_units_user_sees_and_moves_nothing(company: Company):
    address = await sold(company)
    other_city = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.*"], other_city)
    assert (await stranger.get(address)).status_code == 404
    assert (await stranger.get(f"{address}/ledger")).status_code == 404
    assert (await ok(stranger.get("/v1/contracts")))["items"] == []
    for what, body in (
        ("receipts", {"amount": cny("1.00")}),
        ("invoices", invoice("X-1", "1.00")),
        ("orders", {"lines": [{"description": "x", "quantity": "1", "unit_price": "1"}]}),
    ):
        assert (await stranger.post(f"{address}/{what}", json=body)).status_code == 404


async def test_a_bank_line_finds_its_open_item_by_amount_and_a_balance_its_bookings(company: Company):
    address = await sold(company)
    clerk = company.drafter
    made = await ok(clerk.post(f"{address}/invoices", json=invoice("F-1", "61.80")))
    other = await ok(clerk.post(f"{address}/invoices", json=invoice("F-2", "38.20")))
    receipt = await ok(clerk.post(f"{address}/receipts", json={"amount": cny("61.80"), "reference": "F-1"}))

    async def found(kind: str, amount: str, currency: str = "CNY") -> list[str]:
        answer = await ok(clerk.get(f"/v1/{kind}", params={"open": amount, "currency": currency}))
        return [one["invoice_id" if kind == "invoices" else "payment_id"] for one in answer["items"]]

    assert await found("invoices", "61.80") == await found("invoices", "61.8") == [made["invoice_id"]]
    assert await found("payments", "61.8") == [receipt["payment_id"]]
    assert await found("invoices", "61.81") == await found("invoices", "61.80", "EUR") == []
    part = [{"invoice_id": made["invoice_id"], "amount": cny("41.80")}]
    await ok(clerk.post(f"/v1/receipts/{receipt['payment_id']}/allocations", json={"allocations": part}))
    assert await found("invoices", "20") == [made["invoice_id"]]
    assert await found("payments", "20") == [receipt["payment_id"]]
    assert await found("invoices", "61.80") == []
    for wrong in ({"open": "20"}, {"currency": "CNY"}, {"open": "-1", "currency": "CNY"}, {"open": "1e1"}):
        assert (await clerk.get("/v1/invoices", params=wrong)).status_code == 422

    ledger = await ok(clerk.get(f"{address}/ledger"))
    shown = {(one["kind"], one["clause"], one["phase"]): one["amount"]["amount"] for one in ledger["balances"]}
    assert len(shown) >= 2
    for (kind, clause, phase), amount in shown.items():
        told = await ok(clerk.get(f"{address}/figures/{kind}", params={"clause": clause, "phase": phase}))
        assert Decimal(told["value"]) == Decimal(amount) == sum(Decimal(one["value"]) for one in told["facts"])
    whole = await ok(clerk.get(f"{address}/figures/invoiced"))
    assert (whole["value"], whole["number"], other["version"]) == ("100.00", 2, 1)
    for fact in whole["facts"]:
        opened = await ok(clerk.get(f"/v1/streams/{fact['stream']}/events", params={"version": fact["version"]}))
        assert opened["events"][0]["data"]["amount"]["amount"] == fact["value"]


async def test_an_open_item_is_found_by_an_index_under_row_level_security(company: Company):
    async with company.serving.running.store.database.pool("app").acquire() as conn, conn.transaction():
        await conn.execute("SELECT set_config('app.scopes', 'somewhere', true); SET LOCAL enable_seqscan = off")
        for table in ("invoices", "payments"):
            rows = await conn.fetch(f"EXPLAIN SELECT * FROM {table} WHERE open_item = '20 CNY'")
            assert f"{table}_open" in "".join(row[0] for row in rows)
            assert "Index Cond: (open_item = '20 CNY'::text)" in "\n".join(row[0] for row in rows)
