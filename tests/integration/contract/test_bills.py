"""Bills over HTTP: taken from a customer, split, passed on to a supplier, honoured and dishonoured."""

import asyncio
from typing import Any

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, billed, cny, line, problem

SOLD = [line("3", "goods", "100.00", debtor="counterparty", conditions=["invoice"])]
BOUGHT = [line("5", "goods", "60.00", conditions=["invoice"])]
GOODS, SUPPLY = ("3", "goods"), ("5", "goods")
DAYS = {"issued_on": "2026-01-05", "matures_on": "2026-03-05", "effective_on": "2026-01-10"}
LATER, DUE = {"effective_on": "2026-02-01"}, {"effective_on": "2026-03-06"}


async def taken(company: Company, address: str, amount: str, **more: Any) -> str:
    body = {"number": new_id(), "acceptor": "commercial", "acceptor_name": "江苏某某集团", "amount": cny(amount)}
    answer = await ok(company.drafter.post(f"{address}/bills", json={**body, **DAYS, **more}))
    return f"/v1/bills/{answer['bill_id']}"


async def accounts(company: Company, period: str) -> dict[str, str]:
    sheet = await ok(company.drafter.get("/v1/books/accounting/balances", params={"period": period}))
    assert sheet["balanced"]
    cents = {
        one["account"]: int(one["debit"]["amount"].replace(".", "")) - int(one["credit"]["amount"].replace(".", ""))
        for one in sheet["accounts"]
    }
    return {account: f"{value / 100:.2f}" for account, value in cents.items() if value}


async def test_a_bill_pays_a_supplier_and_is_owed_again_once_it_is_dishonoured(company: Company):
    clerk = company.drafter
    address, supply = await agreed(company, SOLD, "sales"), await agreed(company, BOUGHT)
    invoice = await billed(company, address, "100.00", GOODS, effective_on="2026-01-08")
    theirs = await billed(company, supply, "60.00", SUPPLY, effective_on="2026-01-08")
    bill = await taken(company, address, "100.00")
    cover = {"allocations": [{"invoice_id": invoice, "amount": cny("100.00")}], **LATER}
    await ok(clerk.post(f"{bill}/allocations", json=cover))
    assert (await ok(clerk.get(f"/v1/invoices/{invoice}")))["settled"] == cny("100.00")
    contract = address.split("/")[-1]
    owed = f"/v1/obligations?contract_id={contract}"
    assert [one["state"] for one in (await ok(clerk.get(owed)))["items"]] == ["met"]

    pieces = (await ok(clerk.post(f"{bill}/pieces", json={"amounts": [cny("60.00"), cny("40.00")], **LATER})))["pieces"]
    first, second = (f"/v1/bills/{one}" for one in pieces)
    place = {"contract_id": supply.split("/")[-1], "clause": "5", "phase": "goods", "invoice_id": theirs, **LATER}
    over = await clerk.post(f"{second}/endorsement", json={**place, "invoice_id": None})
    assert (problem(over), over.json()["reason"]) == ("payment-condition-unmet", "no_invoice")
    assert (await ok(clerk.get(second)))["state"] == "held"
    await ok(clerk.post(f"{first}/endorsement", json=place))
    again = await clerk.post(f"{second}/endorsement", json=place)
    assert (problem(again), again.json()["limit"], again.json()["used"]) == (
        "payment-over-limit", cny("60.00"), cny("60.00"),
    )  # fmt: skip
    paid = (await ok(clerk.get(f"/v1/payments?contract_id={supply.split('/')[-1]}")))["items"]
    assert [(one["state"], one["amount"]) for one in paid] == [("made", cny("60.00"))]
    await ok(clerk.post(f"{second}/discount", json={"bank": "ICBC", "charges": cny("0.40"), **LATER}))
    risk = (await ok(clerk.get("/v1/bill-exposures")))["items"]
    assert [(one["held"], one["passed_on"]) for one in risk] == [(cny("0.00"), cny("100.00"))]
    assert (await accounts(company, "2026-02")) == {
        "1002": "39.60", "1122": "-100.00", "2202": "60.00", "2205": "100.00", "2241.03": "-100.00", "6603": "0.40",
    }  # fmt: skip

    early = await clerk.post(f"{first}/honouring", json=LATER)
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "/effective_on")
    await ok(clerk.post(f"{second}/honouring", json=DUE))
    await ok(clerk.post(f"{first}/dishonouring", json=DUE))
    shown = await ok(clerk.get(f"/v1/invoices/{invoice}"))
    assert shown["settled"] == cny("40.00")
    assert [one["state"] for one in (await ok(clerk.get(owed)))["items"]] == ["planned"]
    assert (await ok(clerk.get("/v1/bill-exposures")))["items"] == []
    assert (await accounts(company, "2026-03")) == {
        "1002": "-60.00", "1121": "-100.00", "1122": "60.00", "2241.03": "100.00",
    }  # fmt: skip
    for one in (address, supply):
        assert (await ok(clerk.get(f"{one}/agreement")))["agrees"]
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []


async def test_what_no_bill_says_is_refused_by_its_field_and_nothing_is_kept(company: Company):
    clerk = company.drafter
    address, supply = await agreed(company, SOLD, "sales"), await agreed(company, BOUGHT)
    good = {"number": "5313-1", "acceptor": "bank", "acceptor_name": "ICBC", "amount": cny("10.00"), **DAYS}
    wrong = (
        ({"amount": {"amount": "10.00", "currency": "USD"}}, "/amount/currency"),
        ({"amount": cny("-1.00")}, "/amount"),
        ({"matures_on": "2025-12-31"}, "/matures_on"),
        ({"issued_on": "2026-01-11"}, "/issued_on"),
        ({"acceptor_name": "\u202e"}, "/acceptor_name"),
    )
    for changes, pointer in wrong:
        answer = await clerk.post(f"{address}/bills", json={**good, **changes})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text
    assert problem(await clerk.post(f"{supply}/bills", json=good)) == "wrong-direction"
    assert (await ok(clerk.get("/v1/bills")))["items"] == []
    bill = (await ok(clerk.post(f"{address}/bills", json=good)))["bill_id"]
    twice = await clerk.post(f"{address}/bills", json=good)
    assert (twice.status_code, twice.json()["errors"][0]["pointer"]) == (422, "/number")
    nobody = {"contract_id": address.split("/")[-1], "clause": "5", "phase": "goods"}
    for changes in ({}, {"contract_id": new_id()}):
        answer = await clerk.post(f"/v1/bills/{bill}/endorsement", json={**nobody, **changes})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/contract_id"), answer.text
    over = {"allocations": [{"invoice_id": new_id(), "amount": cny("1.00")}]}
    answer = await clerk.post(f"/v1/bills/{bill}/allocations", json=over)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/allocations/0/invoice_id")
    pool = company.serving.running.store.database.pool("system")
    rows = await pool.fetch("SELECT type FROM events WHERE stream_id = $1", f"bill-{bill}")
    # It is long due, of which its clerks may have been told meanwhile.
    assert {row["type"] for row in rows} - {"bill.maturing.v1"} == {"bill.taken.v1"}


async def test_clerks_who_take_the_same_bill_at_once_take_it_once_and_again_when_it_is_gone(company: Company):
    clerk = company.drafter
    address = await agreed(company, SOLD, "sales")
    good = {"number": "5313-2", "acceptor": "bank", "acceptor_name": "ICBC", "amount": cny("10.00"), **DAYS}
    answers = await asyncio.gather(*(clerk.post(f"{address}/bills", json=good) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [201, 422, 422, 422]
    [first] = [one.json()["bill_id"] for one in answers if one.status_code == 201]
    assert len((await ok(clerk.get("/v1/bills")))["items"]) == 1
    await ok(clerk.post(f"/v1/bills/{first}/honouring", json=DUE))
    again = await ok(clerk.post(f"{address}/bills", json={**good, "effective_on": "2026-03-06"}))
    assert again["bill_id"] != first
