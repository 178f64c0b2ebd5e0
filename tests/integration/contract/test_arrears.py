"""What is not paid in time: aged, dunned, disputed, promised, paid with interest, written off, confirmed."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from services.contract.ageing.scheme import SHIPPED
from services.contract.collection.handlers import give_up_balance
from services.contract.collection.projections import CONFIRMATION
from services.contract.collection.standing import limitation
from shared.eventstore.deadlines import Deadline
from shared.eventstore.meeting import ATTEMPTS
from shared.eventstore.rebuild import rebuild
from shared.sheets.reading import read_sheet
from shared.values.clock import INSTALLATION_ZONE
from shared.values.errors import ConcurrencyError
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, billed, cny, line, problem
from tests.integration.contract.test_ends import moved

ALL = ("3", "all")
TODAY = datetime.now(INSTALLATION_ZONE).date()


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


async def sold(company: Company, due: str = "2099-01-01") -> str:
    """A sales contract in effect over 100.00."""
    return await agreed(company, [line("3", "all", "100.00", "counterparty", due_on=due)], "sales")


async def given_up(company: Company, made: str, contract_id: str) -> None:
    """The day after nobody answered; decided again where the service dates the claim at the same moment."""
    for _ in range(ATTEMPTS):
        with suppress(ConcurrencyError):
            async with company.serving.running.store.begin() as work:
                work.context = replace(work.context, today=TODAY + timedelta(days=1))
                due = Deadline(CONFIRMATION, made, work.context.now, {"contract_id": contract_id})
                await give_up_balance(work, due)
            return


async def late(company: Company, address: str, gross: str, days: int) -> str:
    """An invoice of two months ago that has been due for so many days."""
    return await billed(company, address, gross, ALL, due_on=ago(days), effective_on=ago(days + 20))


async def until(company: Company, address: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The arrears once they are so: reviews are deadlines that run by themselves."""
    async with asyncio.timeout(20):
        while not holds(found := await ok(company.drafter.get(f"{address}/arrears"))):
            await asyncio.sleep(0.1)
    return found


async def paid(company: Company, address: str, amount: str, invoice: str, on: str | None = None) -> None:
    day = {"effective_on": on} if on else {}
    receipt = await ok(company.drafter.post(f"{address}/receipts", json={"amount": cny(amount), **day}))
    allocation = {"allocations": [{"invoice_id": invoice, "amount": cny(amount)}], **day}
    await ok(company.drafter.post(f"/v1/receipts/{receipt['payment_id']}/allocations", json=allocation))


async def aged(company: Company, **asked: Any) -> dict[str, str]:
    """What is open by bucket."""
    found = await ok(company.drafter.get("/v1/ageing", params=asked))
    return {one["bucket"]: one["amount"]["amount"] for one in found["items"]}


async def test_an_overdue_obligation_becomes_arrears_is_disputed_promised_and_paid_with_interest(company: Company):
    address, clerk = await sold(company, ago(40)), company.drafter
    found = await until(company, address, lambda one: one["level"] == 2)
    assert [(one["kind"], one["days"], one["bucket"]) for one in found["items"]] == [("plan", 40, "31-60")]
    assert (found["overdue"], found["oldest_due_on"]) == (cny("100.00"), ago(40))

    invoice = await late(company, address, "100.00", 40)
    found = await ok(clerk.get(f"{address}/arrears"))
    assert [(one["kind"], one["item_id"]) for one in found["items"]] == [("invoice", invoice)]
    objection = {"invoice_id": invoice, "reason": "two fans arrived broken", "effective_on": ago(20)}
    dispute = await ok(clerk.post(f"{address}/arrears/disputes", json=objection))
    again = await clerk.post(f"{address}/arrears/disputes", json={"reason": "all of it"})
    assert problem(again) == "pause-overlaps"
    found = await until(company, address, lambda one: one["level"] == 1)
    assert (found["days_past_due"], found["pauses"][0]["reason"]) == (19, "two fans arrived broken")
    settled = {"outcome": "rejected", "effective_on": ago(10)}
    await ok(clerk.post(f"{address}/arrears/disputes/{dispute['made']}/resolution", json=settled))
    assert (await ok(clerk.get(f"{address}/arrears")))["days_past_due"] == 30

    wish = {"amount": cny("100.01"), "pay_by": ago(-5)}
    assert problem(await clerk.post(f"{address}/arrears/promises", json=wish)) == "promise-over-open"
    broken = {"amount": cny("100.00"), "pay_by": ago(6), "effective_on": ago(9)}
    await ok(clerk.post(f"{address}/arrears/promises", json=broken))
    kept = {"amount": cny("40.00"), "pay_by": ago(2), "effective_on": ago(5)}
    await paid(company, address, "40.00", invoice, ago(4))
    await ok(clerk.post(f"{address}/arrears/promises", json=kept))
    found = await until(company, address, lambda one: all(each["outcome"] for each in one["promises"]))
    assert [each["outcome"] for each in found["promises"]] == ["broken", "kept"]
    assert found["limitation_on"] == str(limitation(date.fromisoformat(ago(40)), date.fromisoformat(ago(4)), 3))

    await ok(clerk.post(f"{address}/arrears/interest-terms", json={"rate": "0.365", "from_on": "2020-01-01"}))
    asked = {"invoice_id": invoice, "number": "INT-1", "tax_rate": "0.06", "until": ago(0)}
    interest = await ok(clerk.post(f"{address}/arrears/interest", json=asked))
    twice = await clerk.post(f"{address}/arrears/interest", json={**asked, "number": "INT-2"})
    assert problem(twice) == "first-charge"
    # 20 days up to the dispute and 5 after it on 100.00, then 4 and today on 60.00: 0.1 % a day.
    charged = (await ok(clerk.get(f"{address}/arrears")))["interest"]
    assert [(one["days"], one["interest"]) for one in charged] == [(30, cny("2.80"))]
    shown = await ok(clerk.get(f"/v1/invoices/{interest['made']}"))
    assert (shown["gross"], shown["phase"]) == (cny("2.97"), "late-interest")

    await paid(company, address, "60.00", invoice)
    await paid(company, address, "2.97", interest["made"])
    found = await until(company, address, lambda one: one["level"] == 0)
    assert (found["items"], found["open"]) == ([], cny("0.00"))
    agreement = await ok(clerk.get(f"{address}/agreement"))
    assert agreement["agrees"]
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []


async def test_what_is_open_is_aged_as_of_any_day_by_due_date_and_by_origin(company: Company):
    address, clerk = await sold(company), company.drafter
    old = await late(company, address, "50.00", 100)
    await late(company, address, "30.00", 10)
    await billed(company, address, "20.00", ALL, due_on=ago(0))
    assert await aged(company) == {"91-180": "50.00", "1-30": "30.00", "not-due": "20.00"}
    assert await aged(company, basis="origin") == {"91-180": "50.00", "1-30": "30.00", "not-due": "20.00"}
    note = {"number": "C-1", "net": cny("5.00"), "tax": cny("0.00"), "gross": cny("5.00"), "effective_on": ago(50)}
    await ok(clerk.post(f"/v1/invoices/{old}/credits", json=note))
    await paid(company, address, "45.00", old, ago(30))
    assert await aged(company) == {"1-30": "30.00", "not-due": "20.00"}
    for day, expected in (
        (29, {"not-due": "30.00"}),
        (31, {"61-90": "45.00"}),
        (51, {"31-60": "50.00"}),
        (100, {"not-due": "50.00"}),
        (121, {}),
    ):
        assert await aged(company, as_of=ago(day)) == expected, day

    by = await ok(clerk.get("/v1/ageing", params={"by": ["contract", "unit", "customer", "phase"], "as_of": ago(31)}))
    (one,) = by["items"]
    assert (one["contract_id"], one["unit_id"], one["number"]) == (address.split("/")[-1], company.city, 1)
    party = (await ok(clerk.get(address)))["counterparty_id"]
    assert (one["counterparty_id"], one["phase"], one["amount"]) == (party, "all", cny("45.00"))
    first = await clerk.get("/v1/ageing/lines", params={"as_of": ago(0), "by": "phase", "limit": 1})
    (only,) = first.json()["items"]
    assert [(one["bucket"], one["amount"]) for one in only["cells"]] == [
        ("not-due", cny("20.00")),
        ("1-30", cny("30.00")),
    ]
    assert (only["amount"], only["overdue"], "link" in first.headers) == (cny("50.00"), cny("30.00"), False)
    overdue = (await ok(clerk.get("/v1/ageing/items", params={"as_of": ago(31), "only": "overdue"})))["items"]
    assert {each["days"] > 0: each["item_id"] for each in overdue} == {True: old}
    items = await ok(clerk.get("/v1/ageing/items", params={"as_of": ago(31), "bucket": "61-90"}))
    assert [(each["item_id"], each["days"], each["amount"]) for each in items["items"]] == [(old, 69, cny("45.00"))]
    above = await ok(company.admin.get("/v1/ageing", params={"unit_id": company.headquarters}))
    assert len(above["items"]) == 2
    alone = {"unit_id": company.headquarters, "below": "false"}
    assert (await ok(company.admin.get("/v1/ageing", params=alone)))["items"] == []
    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.arrears.read"], elsewhere)
    assert (await ok(stranger.get("/v1/ageing")))["items"] == []
    assert (await stranger.get(f"{address}/arrears")).status_code == 404
    sheet = await clerk.get("/v1/ageing.xlsx", params={"as_of": ago(31)})
    (row,) = read_sheet(sheet.content).rows
    assert (row[8:11], sheet.headers["x-content-type-options"]) == (("69", "61-90", "45"), "nosniff")


async def test_other_buckets_and_grace_hold_from_their_day_on(company: Company):
    address = await sold(company)
    await late(company, address, "50.00", 12)
    scheme = {**SHIPPED.model_dump(mode="json"), "from_on": ago(1), "buckets": [5, 10], "losses": ["0", "0", "0", "1"]}
    gap = await company.admin.post("/v1/ageing-schemes", json={**scheme, "buckets": [10, 5]})
    assert (gap.status_code, gap.json()["errors"][0]["pointer"]) == (422, "/buckets")
    await ok(company.admin.post("/v1/ageing-schemes", json={**scheme, "grace_days": 3}))
    assert await aged(company) == {"6-10": "50.00"}
    assert await aged(company, as_of=ago(2)) == {"1-30": "50.00"}
    laid = await ok(company.drafter.get("/v1/ageing-schemes"))
    assert [(one["shipped"], one["grace_days"]) for one in laid["items"]] == [(True, 0), (False, 3)]


async def test_expected_losses_and_write_offs_are_posted_and_the_claim_is_kept(company: Company):
    address, clerk = await sold(company), company.drafter
    invoice = await late(company, address, "100.00", 400)
    await ok(clerk.post(f"{address}/arrears/valuations", json={}))
    assert (await ok(clerk.get(f"{address}/arrears")))["provision"] == cny("50.00")
    asked = {"invoice_id": invoice, "amount": cny("80.00"), "reason": "insolvent"}
    over = await clerk.post(f"{address}/arrears/write-offs", json={**asked, "amount": cny("100.01")})
    assert problem(over) == "write-off-over-open"
    wish = await ok(clerk.post(f"{address}/arrears/write-offs", json=asked))
    decision = f"/v1/approvals/{wish['approval_id']}/decisions"
    assert (await company.lawyer.post(decision, json={"decision": "approve"})).status_code == 403
    finance = await company.serving.caller(
        new_id(), ["contract.approval.decide", "contract.*.read", "contract.arrears.write_off"], company.headquarters
    )
    await ok(finance.post(decision, json={"decision": "approve"}))
    found = await ok(clerk.get(f"{address}/arrears"))
    assert (found["open"], found["overdue"], found["provision"]) == (cny("100.00"), cny("20.00"), cny("0.00"))
    assert [(one["state"], one["reason"]) for one in found["write_offs"]] == [("written_off", "insolvent")]
    sums = (await ok(clerk.get("/v1/ageing")))["items"]
    assert [(one["amount"], one["written_off"]) for one in sums] == [(cny("100.00"), cny("80.00"))]
    (lost,) = (await ok(clerk.get("/v1/ageing/items", params={"only": "written_off"})))["items"]
    assert (lost["item_id"], lost["written_off"]) == (invoice, cny("80.00"))
    await paid(company, address, "30.00", invoice)
    back = {"invoice_id": invoice, "amount": cny("30.00"), "document": "R-1"}
    await ok(clerk.post(f"{address}/arrears/restorations", json=back))
    more = await clerk.post(f"{address}/arrears/restorations", json={**back, "amount": cny("50.01")})
    assert problem(more) == "nothing-to-restore"
    await ok(clerk.post(f"{address}/arrears/valuations", json={}))
    agreement = await ok(clerk.get(f"{address}/agreement"))
    assert agreement["agrees"]
    kinds = {one["kind"]: one["debit"]["amount"] for one in agreement["kinds"]}
    assert (kinds["provisioned"], kinds["derecognised"], kinds["restored"]) == ("80.00", "80.00", "30.00")
    book = await ok(clerk.get("/v1/books/accounting/balances", params={"period": ago(0)[:7]}))
    accounts = {one["account"] for one in book["accounts"]}
    assert {"1231", "6702"} <= accounts
    why = await ok(clerk.get(f"{address}/figures/derecognised"))
    assert (why["value"], why["facts"][0]["stream"].partition("-")[0]) == ("80.00", "arrears")


async def test_a_balance_is_confirmed_demands_are_kept_and_the_limitation_period_begins_anew(company: Company):
    address, clerk = await sold(company), company.drafter
    await late(company, address, "100.00", 400)
    before = (await ok(clerk.get(f"{address}/arrears")))["limitation_on"]
    await ok(clerk.post(f"{address}/arrears/demands", json={"channel": "call"}))
    assert (await ok(clerk.get(f"{address}/arrears")))["limitation_on"] == before
    await ok(clerk.post(f"{address}/arrears/demands", json={"channel": "letter", "effective_on": ago(30)}))
    after = await ok(clerk.get(f"{address}/arrears"))
    assert after["limitation_on"] > before
    assert [(one["channel"], one["provable"]) for one in after["demands"]] == [("call", False), ("letter", True)]

    sent = await ok(clerk.post(f"{address}/arrears/confirmations", json={"as_of": ago(1)}))
    answer = f"{address}/arrears/confirmations/{sent['made']}/answer"
    assert (await clerk.post(answer, json={"balance": {"amount": "1.00", "currency": "EUR"}})).status_code == 422
    reply = await ok(clerk.post("/v1/files?name=reply.pdf", content=b"%PDF-1.7 stamped"))
    await ok(clerk.post(answer, json={"balance": cny("99.00"), "file_id": reply["file_id"]}))
    (told,) = (await ok(clerk.get(f"{address}/arrears")))["confirmations"]
    assert (told["balance"], told["state"], told["answered"]) == (cny("100.00"), "differing", cny("99.00"))
    assert told["file_id"] == reply["file_id"]
    assert (await clerk.post(answer, json={"balance": cny("100.00")})).status_code == 404
    silent = await ok(clerk.post(f"{address}/arrears/confirmations", json={"answer_by": ago(0)}))
    await given_up(company, silent["made"], address.split("/")[-1])
    states = [one["state"] for one in (await ok(clerk.get(f"{address}/arrears")))["confirmations"]]
    assert states == ["differing", "unanswered"]
    late_answer = f"{address}/arrears/confirmations/{silent['made']}/answer"
    await ok(clerk.post(late_answer, json={"balance": cny("100.00")}))

    # What remains after the contract's end is collected as before; what was only planned is owed no more.
    await moved(company, address, "termination", reason="insolvent", settlement=[])
    file = await ok(clerk.get(f"{address}/arrears"))
    assert ([one["kind"] for one in file["items"]], file["overdue"]) == (["invoice"], cny("100.00"))
    assert [one["state"] for one in file["confirmations"]] == ["differing", "agreed"]
    await ok(clerk.post(f"{address}/arrears/demands", json={"channel": "letter"}))
    assert len((await ok(clerk.get(f"{address}/arrears")))["demands"]) == 3


async def test_nothing_is_in_arrears_under_a_purchase_and_hostile_input_changes_nothing(company: Company):
    bought = await agreed(company, [line("5", "all", "100.00")])
    assert problem(await company.drafter.get(f"{bought}/arrears")) == "no-arrears-of-ours"
    address, clerk = await sold(company), company.drafter
    invoice = await late(company, address, "100.00", 40)
    for where, body in (
        ("promises", {"amount": cny("-1.00"), "pay_by": ago(-1)}),
        ("promises", {"amount": cny("999999999999999999.00"), "pay_by": ago(-1)}),
        ("promises", {"amount": {"amount": "1.00", "currency": "XXX"}, "pay_by": ago(-1)}),
        ("disputes", {"reason": ""}),
        ("disputes", {"reason": "x" * 2001}),
        ("disputes", {"reason": "r", "invoice_id": new_id()}),
        ("pauses", {"from_on": ago(1), "until_on": ago(2)}),
        ("interest-terms", {"rate": "1.5", "from_on": ago(1)}),
        ("interest", {"invoice_id": invoice, "number": "I-9", "until": ago(-1)}),
        ("interest", {"invoice_id": invoice, "number": "=1+1"}),
        ("write-offs", {"invoice_id": invoice, "amount": cny("0.00"), "reason": "r"}),
        ("confirmations", {"as_of": ago(-1)}),
    ):
        answer = await clerk.post(f"{address}/arrears/{where}", json=body)
        assert 400 <= answer.status_code < 500, (where, body, answer.text)
        assert answer.json().get("errors") or answer.json()["type"], (where, answer.text)
    found = await ok(clerk.get(f"{address}/arrears"))
    assert (found["promises"], found["pauses"], found["interest"], found["write_offs"]) == ([], [], [], [])
