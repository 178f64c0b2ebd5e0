"""Contracts that ran elsewhere go on here: with what was ordered, accepted, invoiced and paid under each clause."""

from typing import Any

from shared.eventstore.rebuild import rebuild
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import balances, cny, problem
from tests.integration.contract.test_imports import lines, remember, run

OPENED = "2026-01-31"


def place(clause: str, phase: str, amount: str, due_on: str = "2026-06-30", **more: Any) -> dict[str, Any]:
    return {"clause": clause, "phase": phase, "due_on": due_on, "amount": amount, **more}


def row(source_id: str, direction: str, *plan: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = {"source_id": source_id, "number": f"HT-{source_id}", "title": "Fans", "direction": direction}
    return {**said, "customer_source_id": "K7", "opening_on": OPENED, "plan": list(plan), **more}


def moved(**sums: str) -> dict[str, str]:
    return sums


async def test_opening_balances_of_each_clause_count_in_control_ageing_and_books(company: Company):
    await remember(company, "K7")
    goods = {"ordered": "900.00", "accepted": "700.00", "invoiced": "600.00", "paid": "250.00", "due_on": "2025-12-31"}
    taxes = [{"rate": "0.13", "net": "442.48", "tax": "57.52"}, {"rate": "0", "net": "100.00", "tax": "0"}]
    sales = row(
        "1",
        "sales",
        place("3", "goods", "1000.00", opening={**goods, "taxes": taxes}),
        place("4", "service", "500.00", "2099-01-01", opening=moved(invoiced="500.00", paid="500.00")),
    )
    purchase = row(
        "2",
        "purchase",
        place("5", "advance", "300.00", instrument="advance", opening=moved(paid="300.00")),
        place("6", "rest", "700.00", "2099-01-01", opening=moved(ordered="800.00", invoiced="400.00", paid="100.00")),
        term_to="2099-12-31",
        renewal={"months": 12, "notice_days": 30},
    )
    beyond = row("3", "purchase", place("7", "all", "100.00", opening=moved(paid="100.01")))
    file = lines(sales, purchase, beyond, row("4", "sales", place("3", "goods", "1.001")), "{")
    done = await run(company, "contracts", file)
    assert (done["imported"], done["rejected"], done["warnings"]) == (3, 2, 1)
    assert done["amounts"] == [cny("2600.00")]
    assert {one["kind"]: one["amount"] for one in done["openings"]} == {
        "ordered": cny("1700.00"), "accepted": cny("700.00"), "invoiced": cny("1500.00"), "paid": cny("1250.01"),
    }  # fmt: skip
    assert done["figures"]["openings"]["paid"] == {"CNY": "1250.01"}
    found = (await ok(company.drafter.get("/v1/contracts")))["items"]
    at = {one["number"]: f"/v1/contracts/{one['contract_id']}" for one in found}

    # A sale: its open invoice is aged by its own day, what is paid in full is met.
    assert await balances(company, at["HT-1"]) == {
        "ordered": "900.00", "delivered": "700.00", "accepted": "700.00", "invoiced": "1100.00",
        "received": "750.00", "allocated": "750.00",
    }  # fmt: skip
    contract_id = at["HT-1"].rpartition("/")[2]
    owed = (await ok(company.drafter.get(f"/v1/obligations?contract_id={contract_id}")))["items"]
    assert {one["clause"]: one["state"] for one in owed}["4"] == "met"
    asked = {"as_of": "2026-03-31", "contract_id": contract_id}
    aged = (await ok(company.drafter.get("/v1/ageing/items", params=asked)))["items"]
    assert [(one["amount"], one["days"]) for one in aged] == [(cny("350.00"), 90)]
    before = (await ok(company.drafter.get("/v1/ageing/items", params={**asked, "as_of": "2026-01-30"})))["items"]
    assert before == []
    standing = await ok(company.drafter.get(f"{at['HT-1']}/standing?as_of=2026-02-01"))
    assert {(one["kind"], one["clause"]): one["amount"] for one in standing["balances"]}["invoiced", "3"] == cny(
        "600.00"
    )

    # Where the tax in it was said the invoice says it by rate; else that nobody knows it.
    issued = (await ok(company.drafter.get("/v1/invoices", params={"contract_id": contract_id})))["items"]
    told = {one["clause"]: (one["tax_known"], one["net"]["amount"], len(one["taxes"])) for one in issued}
    assert told == {"3": (True, "542.48", 2), "4": (False, "500.00", 0)}

    # A purchase: control counts what was paid before, the advance can still be set off.
    more = {"clause": "6", "phase": "rest", "amount": cny("600.01")}
    refused = await company.drafter.post(f"{at['HT-2']}/payments", json=more)
    assert (problem(refused), refused.json()["used"]) == ("payment-over-limit", cny("100.00"))
    of = {"contract_id": at["HT-2"].rpartition("/")[2]}
    [invoice] = (await ok(company.drafter.get("/v1/invoices", params=of)))["items"]
    paid = (await ok(company.drafter.get("/v1/payments", params=of)))["items"]
    [advance] = [one["payment_id"] for one in paid if one["clause"] == "5"]
    parts = {"allocations": [{"invoice_id": invoice["invoice_id"], "amount": cny("300.00")}]}
    await ok(company.drafter.post(f"/v1/payments/{advance}/offsets", json=parts))
    assert (await ok(company.drafter.get(f"/v1/invoices/{invoice['invoice_id']}")))["settled"] == cny("400.00")

    # The books: one opening entry on equal sides, nothing of it income, cost or money in the bank.
    sums = await ok(company.admin.get("/v1/books/accounting/balances?period=2026-01"))
    accounts = {one["account"]: (one["debit"]["amount"], one["credit"]["amount"]) for one in sums["accounts"]}
    assert sums["balanced"]
    assert {account: posted for account, posted in accounts.items() if account < "9" or account == "9900"} == {
        "1122": ("1100.00", "750.00"),
        "2205": ("750.00", "750.00"),
        "1123": ("300.00", "0.00"),
        "2202": ("200.01", "400.00"),
        "9900": ("1150.00", "1600.01"),
    }
    for address in at.values():
        assert (await ok(company.admin.get(f"{address}/agreement")))["agrees"]
    again = await run(company, "contracts", file)
    assert (again["imported"], again["unchanged"], again["openings"]) == (0, 3, [])
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []
