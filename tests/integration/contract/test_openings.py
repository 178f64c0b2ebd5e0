"""Contracts that ran elsewhere go on here: with what was ordered, accepted, invoiced and paid under each clause."""

import asyncio
from typing import Any

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
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


async def test_lines_name_their_units_and_those_of_unknown_ones_are_rejected_by_row_and_column(company: Company):
    other = await company.serving.unit(new_id(), company.headquarters, code="NJ-01")
    await remember(company, "K7")
    await remember(company, "K8", unit=other)
    plan = place("3", "goods", "100.00", opening=moved(invoiced="40.00", paid="15.00"))
    named = {None: "K7", "NJ-01": "K8", "B-7": "K8", other: "K8", "B-9": "K7", company.headquarters: "K7"}
    rows = [
        row(str(at), "sales", plan, unit_code=name, customer_source_id=customer)
        for at, (name, customer) in enumerate(named.items())
    ]
    file = lines(*rows)
    done = await run(company, "contracts", file, units="B-7=NJ-01")
    assert (done["imported"], done["rejected"]) == (5, 1)
    sums = {one["unit_id"]: (one["rows"], one["amount"]) for one in done["units"]}
    by_unit = {company.city: 1, other: 3, company.headquarters: 1}
    assert sums == {unit: (number, cny(f"{number}00.00")) for unit, number in by_unit.items()}
    assert done["figures"]["units"] == {
        unit: {"contracts": number, "amount_by_currency": {"CNY": f"{number}00.00"}} for unit, number in by_unit.items()
    }
    assert (done["figures"]["contracts"], done["figures"]["rejected"]) == (5, 1)
    [refused] = (await ok(company.admin.get(f"/v1/imports/{done['import_id']}/remarks")))["items"]
    assert (refused["kind"], refused["row"], refused["column"]) == ("rejected", 5, "unit_code")
    held = (await ok(company.admin.get("/v1/contracts")))["items"]
    assert {one["number"]: one["unit_id"] for one in held} == {
        "HT-0": company.city, "HT-1": other, "HT-2": other, "HT-3": other, "HT-5": company.headquarters,
    }  # fmt: skip
    [at] = [one["contract_id"] for one in held if one["number"] == "HT-1"]
    for thing in ("invoices", "payments", "obligations"):
        of = {"contract_id": at}
        assert len((await ok(company.admin.get(f"/v1/{thing}", params=of)))["items"]) == 1
        assert (await ok(company.drafter.get(f"/v1/{thing}", params=of)))["items"] == []
    again = await run(company, "contracts", file, units="B-7=NJ-01")
    assert (again["imported"], again["unchanged"], again["rejected"]) == (0, 5, 1)


async def test_a_customer_is_held_against_the_unit_of_its_line(company: Company):
    other = await company.serving.unit(new_id(), company.headquarters, code="NJ-01")
    await remember(company, "K7")
    await remember(company, "K8", unit=other)
    plan, lent = place("3", "goods", "100.00"), {"unit_code": "NJ-01", "customer_source_id": "K7"}
    file = lines(row("1", "sales", plan, **lent), row("2", "sales", plan, customer_source_id="K8"))
    done = await run(company, "contracts", file)
    assert (done["imported"], done["rejected"]) == (0, 2)
    told = (await ok(company.admin.get(f"/v1/imports/{done['import_id']}/remarks")))["items"]
    assert [(one["row"], one["column"], one["reason"]) for one in told] == [
        (at, "customer_source_id", "the customer belongs to a unit outside the row's") for at in (1, 2)
    ]


async def test_a_line_of_a_unit_in_which_the_caller_may_not_import_is_rejected(company: Company):
    await remember(company, "K7")
    plan = place("3", "goods", "100.00")
    file = lines(row("1", "sales", plan, unit_code=company.headquarters), row("2", "sales", plan))
    asked = {"kind": "contracts", "source": "shop", "unit_id": company.city, "hold": "true"}
    taken = await ok(company.drafter.post("/v1/imports", params=asked, content=file))
    at = f"/v1/imports/{taken['import_id']}"
    shown = await ok(company.drafter.get(at))
    assert (shown["figures"]["contracts"], shown["figures"]["rejected"]) == (1, 1)
    await ok(company.drafter.post(f"{at}/start"))
    async with asyncio.timeout(30):
        while (shown := await ok(company.drafter.get(at)))["state"] != "completed":
            await asyncio.sleep(0.05)
    assert (shown["imported"], shown["rejected"]) == (1, 1)
    assert [(one["row"], one["column"]) for one in (await ok(company.drafter.get(f"{at}/remarks")))["items"]] == [
        (1, "unit_code")
    ]
