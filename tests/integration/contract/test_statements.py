"""Bank statements: lines taken once, proposed against open items, matched once by a person or by rule, reconciled."""

import asyncio
from typing import Any

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, billed, cny, line, problem

HEAD = "date,amount,currency,reference,payer\n"
PLAN = [line("3", "all", "500.00", "counterparty")]


async def taken(company: Company, table: str, account: str = "icbc-1", form: str = "csv") -> dict[str, Any]:
    query = {"account": account, "format": form}
    return await ok(company.drafter.post("/v1/statements", params=query, content=table.encode()))


async def unmatched(company: Company) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await ok(company.drafter.get("/v1/bank-lines?matched=false")))["items"]
    return found


async def test_a_line_is_proposed_matched_once_and_settles_its_invoice(company: Company):
    address = await agreed(company, PLAN, "sales")
    clerk = company.drafter
    invoice = await billed(company, address, "120.00", ("3", "all"), number="F-2026-1")
    await billed(company, address, "120.00", ("3", "all"), number="F-2026-2")
    kept = await taken(
        company, HEAD + "2026-03-02,120.00,CNY,for F-2026-1,Nanjing Fans\n2026-03-02,7.00,CNY,?,Nobody\n"
    )
    lines, matches = [f"/v1/statements/{kept['statement_id']}/{each}" for each in ("lines", "matches")]
    found = (await ok(clerk.get(f"{lines}/1/proposals")))["items"]
    assert [(one["number"], one["score"], one["because"]) for one in found] == [
        ("F-2026-1", 90, ["amount", "reference"]),
        ("F-2026-2", 50, ["amount"]),
    ]
    assert (await clerk.post(matches, json={"line": 1})).status_code == 422
    wrong = await clerk.post(matches, json={"line": 1, "invoice_ids": [new_id()]})
    assert wrong.json()["errors"][0]["pointer"] == "/invoice_ids/0"
    answers = await asyncio.gather(*(clerk.post(matches, json={"line": 1, "invoice_ids": [invoice]}) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
    assert {problem(one) for one in answers if one.status_code == 409} == {"line-matched-already"}
    assert (await ok(clerk.get(f"/v1/invoices/{invoice}")))["settled"] == cny("120.00")
    left = await unmatched(company)
    assert [(one["line"], one["reference"], one["payer"]) for one in left] == [(2, "?", "Nobody")]
    assert (await ok(clerk.get(f"{address}/agreement")))["agrees"]
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []


async def test_the_same_lines_are_not_taken_again_and_a_known_payer_counts(company: Company):
    address = await agreed(company, PLAN, "sales")
    first = HEAD + "2026-03-02,10.00,CNY,,Nanjing Fans\n2026-03-02,10.00,CNY,,Nanjing Fans\n"
    one = await taken(company, first)
    assert (one["lines"], one["repeated"]) == (2, 0)
    again = await taken(company, first + "2026-03-09,20.00,CNY,,Nanjing Fans\n")
    assert (again["lines"], again["repeated"]) == (1, 2)
    other = await taken(company, first, "boc-1")
    assert (other["lines"], other["repeated"]) == (2, 0)
    invoice = await billed(company, address, "10.00", ("3", "all"))
    await ok(
        company.drafter.post(
            f"/v1/statements/{one['statement_id']}/matches", json={"line": 1, "invoice_ids": [invoice]}
        )
    )
    await billed(company, address, "20.00", ("3", "all"))
    place = f"/v1/statements/{again['statement_id']}/lines/1/proposals"
    [found] = (await ok(company.drafter.get(place)))["items"]
    assert (found["because"], found["score"]) == (["amount", "payer"], 60)


async def test_what_is_certain_is_matched_by_rule_and_the_month_reconciles(company: Company):
    sales = await agreed(company, PLAN, "sales")
    purchase = await agreed(company, [line("5", "all", "300.00")])
    clerk, day = company.drafter, {"effective_on": "2026-03-05"}
    invoice = await billed(company, sales, "80.00", ("3", "all"), number="F-80", effective_on="2026-03-01")
    receipt = await ok(clerk.post(f"{sales}/receipts", json={"amount": cny("60.00"), "reference": "W-60", **day}))
    pay = {"clause": "5", "phase": "all", "amount": cny("50.00"), "charges": cny("0.50"), **day}
    paid = await ok(clerk.post(f"{purchase}/payments", json=pay))
    table = HEAD + "2026-03-05,60.00,CNY,W-60,\n2026-03-06,80.00,CNY,F-80,\n2026-03-06,-50.50,CNY,transfer,\n"
    kept = await taken(company, table)
    ruled = await ok(clerk.post(f"/v1/statements/{kept['statement_id']}/matching"))
    assert (ruled["matched"], ruled["left"]) == (2, 1)
    assert (await ok(clerk.get(f"/v1/invoices/{invoice}")))["settled"] == cny("80.00")
    account = "/v1/bank-accounts/icbc-1/reconciliation?period=2026-03"
    before = await ok(clerk.get(account))
    assert not before["reconciled"]
    out = next(side for side in before["sides"] if side["way"] == "out")
    assert (out["unmatched_lines"], out["booked_not_at_bank"]) == (1, cny("50.00"))
    place = f"/v1/statements/{kept['statement_id']}/matches"
    differs = await clerk.post(place, json={"line": 3, "payment_id": receipt["payment_id"]})
    assert problem(differs) == "payment-matched-already"
    await ok(clerk.post(place, json={"line": 3, "payment_id": paid["payment_id"]}))
    after = await ok(clerk.get(account))
    assert after["reconciled"]
    assert {side["way"]: side["bank"] for side in after["sides"]} == {"in": cny("140.00"), "out": cny("50.50")}


async def test_another_unit_sees_no_lines_and_a_bad_file_leaves_nothing(company: Company):
    bad = await company.drafter.post(
        "/v1/statements", params={"account": "a", "format": "csv"}, content=(HEAD + "2026-03-02,x,CNY,,\n").encode()
    )
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "/lines/1/amount")
    entity = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><Document>&e;</Document>'
    hostile = await company.drafter.post(
        "/v1/statements", params={"account": "a", "format": "camt.053"}, content=entity.encode()
    )
    assert problem(hostile) == "statement-form"
    assert (await ok(company.drafter.get("/v1/statements")))["items"] == []
    kept = await taken(company, HEAD + "2026-03-02,1.00,CNY,,\n")
    other = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.*"], other)
    assert (await ok(stranger.get("/v1/bank-lines")))["items"] == []
    assert (await stranger.get(f"/v1/statements/{kept['statement_id']}")).status_code == 404
    place, unknown = f"/v1/statements/{kept['statement_id']}/matches", {"line": 2, "payment_id": new_id()}
    assert (await stranger.post(place, json=unknown)).status_code == 404
    assert (await company.drafter.post(place, json=unknown)).json()["errors"][0]["pointer"] == "/line"
