"""Postings: every booking on two sides, by accounts that are data, in periods that close; all sums agree."""

import csv
import io
from decimal import Decimal
from typing import Any

from services.contract.accounts.shipped import SHIPPED
from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, billed, cny, line, problem

FINAL = ("5.2", "final")
PLAN = [line("5.1", "advance", "30.00", instrument="advance"), line("5.2", "final", "70.00", conditions=["invoice"])]
MARCH = {"effective_on": "2026-03-15"}


async def settled(company: Company) -> tuple[str, str]:
    """A purchase in March: an advance, an invoice with tax, the advance set off, the rest paid, a part refunded."""
    address = await agreed(company, PLAN)
    clerk = company.drafter
    body = {"clause": "5.1", "phase": "advance", "amount": cny("30.00"), "charges": cny("0.50"), **MARCH}
    advance = await ok(clerk.post(f"{address}/payments", json=body))
    taxed = {"net": cny("88.50"), "tax": cny("11.50"), **MARCH}
    invoice = await billed(company, address, "100.00", FINAL, **taxed)
    offset = {"allocations": [{"invoice_id": invoice, "amount": cny("30.00")}], **MARCH}
    await ok(clerk.post(f"/v1/payments/{advance['payment_id']}/offsets", json=offset))
    body = {"clause": "5.2", "phase": "final", "amount": cny("70.00"), "invoice_id": invoice, **MARCH}
    paid = await ok(clerk.post(f"{address}/payments", json=body))
    note = {"number": new_id()[-8:], "net": cny("8.85"), "tax": cny("1.15"), "gross": cny("10.00"), **MARCH}
    await ok(clerk.post(f"/v1/invoices/{invoice}/credits", json=note))
    await ok(clerk.post(f"/v1/payments/{paid['payment_id']}/refunds", json={"amount": cny("10.00"), **MARCH}))
    return address, invoice


async def accounts_in(company: Company, period: str, book: str = "accounting") -> dict[str, tuple[str, str]]:
    sheet = await ok(company.drafter.get(f"/v1/books/{book}/balances", params={"period": period}))
    assert sheet["balanced"]
    return {one["account"]: (one["debit"]["amount"], one["credit"]["amount"]) for one in sheet["accounts"]}


async def test_every_booking_has_two_equal_sides_and_all_sums_agree(company: Company):
    address, _ = await settled(company)
    found = await accounts_in(company, "2026-03")
    assert found == {
        "1002": ("10.00", "100.50"),
        "1123": ("30.00", "30.00"),
        "1402": ("88.50", "8.85"),
        "2202": ("110.00", "110.00"),
        "2221.01": ("11.50", "1.15"),
        "6603": ("0.50", "0.00"),
    }
    agreement = await ok(company.drafter.get(f"{address}/agreement"))
    assert agreement["agrees"]
    assert {one["kind"]: one["events"]["amount"] for one in agreement["kinds"]} == {
        "charged": "0.50",
        "credited": "10.00",
        "invoiced": "100.00",
        "offset": "30.00",
        "paid": "100.00",
        "refunded": "10.00",
    }
    many = await ok(company.drafter.get("/v1/agreement"))
    assert (many["contracts"], many["differing"]) == (1, [])
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []


async def test_a_difference_is_found_and_named(company: Company):
    address, _ = await settled(company)
    pool = company.serving.running.store.database.pool("system")
    await pool.execute("UPDATE ledger_balances SET amount = amount + 0.01 WHERE kind = 'paid' AND clause = '5.1'")
    agreement = await ok(company.drafter.get(f"{address}/agreement"))
    assert not agreement["agrees"]
    many = await ok(company.drafter.get("/v1/agreement"))
    assert [(one["kind"], one["events"], one["balance"]) for one in many["differing"]] == [
        ("paid", cny("100.00"), cny("100.01"))
    ]


async def test_postings_are_read_page_by_page_and_as_a_table_without_formulas(company: Company):
    address, invoice = await settled(company)
    clerk = company.drafter
    query = {"period": "2026-03", "contract_id": address.split("/")[-1], "limit": 3}
    answer = await clerk.get("/v1/books/accounting/postings", params=query)
    lines: list[dict[str, Any]] = answer.json()["items"]
    while "next" in answer.links:
        answer = await clerk.get(answer.links["next"]["url"])
        lines += answer.json()["items"]
    assert len(lines) == 16
    assert {one["amount"]["amount"] for one in lines if one["document"] == invoice} == {"100.00", "88.50", "11.50"}
    table = await clerk.get("/v1/books/accounting/postings.csv", params={"period": "2026-03"})
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert len(rows) == 16
    sums = {"debit": Decimal(0), "credit": Decimal(0)}
    for row in rows:
        sums[row["side"]] += Decimal(row["amount"])
        assert not any(str(cell).startswith(("=", "+", "-", "@")) for cell in row.values())
    assert sums["debit"] == sums["credit"] > 0
    wrong = await clerk.get("/v1/books/accounting/postings.csv", params={"period": "2026-13"})
    assert wrong.status_code == 422
    assert (await clerk.get("/v1/books/nowhere/balances", params={"period": "2026-03"})).status_code == 404


async def test_late_facts_keep_their_day_and_are_posted_in_the_first_open_period(company: Company):
    address, _ = await settled(company)
    before = await accounts_in(company, "2026-03")
    closings, kept = "/v1/books/accounting/closings", "/v1/period-closings"
    chief = company.admin
    future = await chief.post(kept, json={"book": "accounting", "period": "2099-01"})
    assert problem(future) == "period-not-over"
    await ok(chief.post(kept, json={"book": "accounting", "period": "2026-03"}))
    again = await ok(chief.post(kept, json={"book": "accounting", "period": "2026-02"}))
    assert again["closed"] == "2026-03"
    gap = await chief.post(kept, json={"book": "accounting", "period": "2026-05"})
    assert (problem(gap), gap.json()["next"]) == ("period-out-of-order", "2026-04")
    late = {"number": new_id()[-8:], "clause": "5.2", "phase": "final", **MARCH}
    late |= {"net": cny("5.00"), "tax": cny("0.00"), "gross": cny("5.00")}
    await ok(company.drafter.post(f"{address}/invoices", json=late))
    assert await accounts_in(company, "2026-03") == before
    assert await accounts_in(company, "2026-04") == {"1402": ("5.00", "0.00"), "2202": ("0.00", "5.00")}
    lines = await ok(company.drafter.get("/v1/books/accounting/postings", params={"period": "2026-04"}))
    assert {one["effective_on"] for one in lines["items"]} == {"2026-03-15"}
    shown = await ok(company.drafter.get(closings))
    assert [one["period"] for one in shown["items"]] == []
    assert [one["period"] for one in (await ok(chief.get(closings)))["items"]] == ["2026-03"]
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []


async def test_accounts_are_data_laid_down_from_an_open_period_on_and_always_balance(company: Company):
    await settled(company)
    said = [one.model_dump(mode="json") for one in SHIPPED.lines]
    own = [{**one, "account": "1002.03"} if one["account"] == "1002" else one for one in said]
    address, map_ = "/v1/books/accounting/accounts", "/v1/account-mappings"
    torn = await company.admin.post(map_, json={"book": "accounting", "from_period": "2026-01", "lines": own[1:]})
    assert problem(torn) in ("unbalanced-accounts", "accounts-missing")
    few = await company.admin.post(map_, json={"book": "accounting", "from_period": "2026-01", "lines": said[:3]})
    assert (problem(few), few.json()["errors"][0]["pointer"]) == ("accounts-missing", "/lines")
    await ok(company.admin.post(map_, json={"book": "accounting", "from_period": "2026-03", "lines": own}))
    assert "1002.03" in await accounts_in(company, "2026-03")
    assert len((await ok(company.drafter.get(address)))["items"]) == 2
    await ok(company.admin.post("/v1/period-closings", json={"book": "accounting", "period": "2026-03"}))
    closed = await company.admin.post(map_, json={"book": "accounting", "from_period": "2026-03", "lines": said})
    assert (problem(closed), closed.json()["closed"]) == ("mapped-in-closed-period", "2026-03")


async def test_another_units_postings_are_not_seen(company: Company):
    await settled(company)
    other = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.*"], other)
    sheet = await ok(stranger.get("/v1/books/accounting/balances", params={"period": "2026-03"}))
    assert sheet["accounts"] == []
    assert (await ok(stranger.get("/v1/agreement")))["contracts"] == 0
    body = {"book": "accounting", "period": "2026-03", "unit_id": company.city}
    refused = await stranger.post("/v1/period-closings", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (403, "/unit_id")
