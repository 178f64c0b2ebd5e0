"""A small supplier is paid in time whatever our customers do, and gets interest where it is not."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from services.contract.late_interest.handlers import book_month
from services.contract.late_interest.projections import MONTH_OVER
from shared.eventstore.deadlines import Deadline
from shared.eventstore.rebuild import rebuild
from shared.values.clock import INSTALLATION_ZONE
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, billed, cny, line, problem

TODAY = datetime.now(INSTALLATION_ZONE).date()


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


async def supplier_of(company: Company, size: str) -> str:
    supplier = new_id()
    await ok(company.admin.post(f"/v1/parties/{supplier}/sizes", json={"size": size, "effective_on": ago(400)}))
    shown = await ok(company.drafter.get(f"/v1/parties/{supplier}"))
    assert shown["size"] == size
    return supplier


def plan_line(**said: Any) -> dict[str, Any]:
    return {"clause": "5", "phase": "all", "debtor": "us", "amount": cny("1000.00"), **said}


def after(occasion: str, days: int) -> dict[str, Any]:
    return {"after": {"event": occasion, "days": days}}


async def submitted(company: Company, kind: str, supplier: str, **said: Any) -> Any:
    """The answer to the submission of a draft with that plan."""
    body = {
        "type_id": kind,
        "text": "As agreed.",
        "title": "Fans",
        "counterparty_id": supplier,
        "amount": cny("1000.00"),
        "plan": [plan_line(**said)],
    }
    drafted = await ok(company.drafter.post("/v1/contracts", json=body))
    address = f"/v1/contracts/{drafted['contract_id']}"
    return await company.drafter.post(f"{address}/submission", headers={"If-Match": '"1"'})


async def test_a_plan_that_lets_a_small_supplier_wait_is_refused_at_submission(company: Company):
    small, large = await supplier_of(company, "small"), await supplier_of(company, "large")
    kind = await company.kind("purchase")
    late = await submitted(company, kind, small, **after("acceptance", 61))
    assert (late.status_code, problem(late), late.json()["rule"]) == (422, "term-too-long", "small_supplier_days")
    assert (late.json()["limit"], late.json()["errors"][0]["pointer"]) == (60, "/plan/0/after/days")
    waits = await submitted(company, kind, small, **after("customer_payment", 0))
    assert (waits.status_code, problem(waits), waits.json()["rule"]) == (422, "pay-when-paid", "pay_when_paid")
    assert waits.json()["errors"][0]["pointer"] == "/plan/0/after/event"
    assert (await submitted(company, kind, small, due_on=ago(-61))).json()["errors"][0]["pointer"] == "/plan/0/due_on"
    for supplier, term in ((small, after("delivery", 60)), (large, after("acceptance", 61))):
        assert (await submitted(company, kind, supplier, **term)).status_code == 201
    thirty = {"setting": "small_supplier_days", "value": "30", "effective_on": ago(1)}
    await ok(company.admin.post("/v1/settings", json=thirty))
    assert (await submitted(company, kind, small, **after("delivery", 60))).json()["limit"] == 30
    days = await company.admin.post("/v1/settings", json={**thirty, "value": "30.5"})
    assert (days.status_code, days.json()["errors"][0]["pointer"]) == (422, "/value")
    unsaid = {"type_id": kind, "text": "x", "title": "Fans", "amount": cny("1000.00"), "plan": [plan_line()]}
    refused = await company.drafter.post("/v1/contracts", json={**unsaid, "counterparty_id": large})
    assert refused.json()["errors"][0]["pointer"] == "/plan/0"


async def test_sixty_days_are_planned_and_what_is_paid_late_bears_the_interest_of_the_law(company: Company):
    clerk, small = company.drafter, await supplier_of(company, "micro")
    address = await agreed(company, [plan_line()], counterparty=small)
    shown = await ok(clerk.get(address))
    assert shown["plan"][0]["after"] == {"event": "delivery", "days": 60}
    fans = {"description": "fans", "quantity": "10", "unit_price": "100.00"}
    order = await ok(clerk.post(f"{address}/orders", json={"lines": [fans]}))
    came = {"lines": [{"line": 1, "quantity": "10"}], "effective_on": ago(80)}
    await ok(clerk.post(f"/v1/orders/{order['order_id']}/deliveries", json=came))
    owed = (await ok(clerk.get("/v1/obligations", params={"contract_id": shown["contract_id"]})))["items"]
    assert [one["due_on"] for one in owed] == [ago(20)]
    found = await ok(clerk.get(f"{address}/late-interest"))
    assert (found["small_supplier"], found["least_rate"]) == (True, "0.0300")
    assert [(one["kind"], one["days"], one["rate"]) for one in found["items"]] == [("plan", 20, "0.1825")]
    assert found["interest"] == cny("10.00")

    # An invoice that says a later day is due by the law's all the same.
    invoice = await billed(
        company, address, "1000.00", ("5", "all"), order_id=order["order_id"], effective_on=ago(30), due_on=ago(0)
    )
    half = {"clause": "5", "phase": "all", "amount": cny("400.00"), "invoice_id": invoice, "effective_on": ago(10)}
    await ok(clerk.post(f"{address}/payments", json=half))
    found = await ok(clerk.get(f"{address}/late-interest"))
    (one,) = found["items"]
    assert (one["kind"], one["due_on"], one["days"], one["open"]) == ("invoice", ago(20), 20, cny("600.00"))
    # Nine days on 1,000.00 and eleven on 600.00.
    assert found["interest"] == cny("7.80")
    before = await ok(clerk.get(f"{address}/late-interest", params={"as_of": ago(11)}))
    assert before["interest"] == cny("4.50")

    await ok(clerk.post(f"{address}/arrears/interest-terms", json={"rate": "0.01", "from_on": ago(300)}))
    agreed_on = await ok(clerk.get(f"{address}/late-interest"))
    # Not the one per cent: the prime rate of the contract's day is the least.
    assert (agreed_on["items"][0]["rate"], agreed_on["interest"]) == ("0.0300", cny("1.28"))
    await interest_is_booked_owed_and_paid(company, address)
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []


async def interest_is_booked_owed_and_paid(company: Company, address: str) -> None:
    clerk, books, contract_id = company.drafter, company.admin, address.rsplit("/", maxsplit=1)[-1]
    refused = await books.post(f"{address}/late-interest", json={"until": ago(-1)})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/until")
    booked = await ok(books.post(f"{address}/late-interest", json={"until": ago(5)}))
    found = await ok(clerk.get(f"{address}/late-interest", params={"as_of": ago(5)}))
    assert found["interest"] == found["booked"] == booked["booked"] == cny("1.04")
    again = await books.post(f"{address}/late-interest", json={"until": ago(5)})
    assert (again.status_code, problem(again)) == (409, "interest-booked")

    aged = (await ok(books.get("/v1/ageing/items", params={"direction": "purchase", "contract_id": contract_id})))[
        "items"
    ]
    assert [(one["phase"], one["amount"], one["days"]) for one in aged if one["phase"] != "all"] == [
        ("late-interest", cny("1.04"), 5)
    ]
    agreement = await ok(books.get(f"{address}/agreement"))
    assert agreement["agrees"]
    month = ago(5)[:7]
    postings = await ok(
        books.get("/v1/books/accounting/postings", params={"period": month, "contract_id": contract_id})
    )
    interest = [one for one in postings["items"] if one["kind"] == "accrued"]
    assert sorted((one["account"], one["side"], one["amount"]) for one in interest) == [
        ("2202", "credit", cny("1.04")),
        ("6603.01", "debit", cny("1.04")),
    ]

    # The supplier's own invoice is taken against that debt: nothing is owed twice, the difference is told.
    figures = {"number": "ZX-1", "net": cny("1.20"), "tax": cny("0.00"), "gross": cny("1.20")}
    said = {"clause": "5", **figures}
    twice = await clerk.post(f"{address}/invoices", json={**said, "phase": "late-interest"})
    assert (twice.status_code, twice.json()["errors"][0]["pointer"]) == (422, "/phase")
    taken = await ok(clerk.post(f"{address}/late-interest/invoices", json=said))
    assert (taken["covered"], taken["difference"]) == (cny("1.04"), cny("0.16"))
    same = await clerk.post(f"{address}/late-interest/invoices", json=said)
    nowhere = await clerk.post(f"{address}/late-interest/invoices", json={**said, "number": "ZX-2", "clause": "9"})
    assert (problem(same), problem(nowhere)) == ("duplicate-invoice", "no-interest-owed")
    told = await ok(clerk.get(f"{address}/late-interest"))
    assert (told["booked"], told["invoiced"], told["invoices"][0]["number"]) == (cny("1.04"), cny("1.04"), "ZX-1")
    of_theirs = {"counterparty_id": told["invoices"][0]["counterparty_id"]}
    listed = await ok(books.get("/v1/late-interest-invoices", params=of_theirs))
    assert listed["items"] == told["invoices"]
    at = f"/v1/late-interest-invoices/{taken['invoice_id']}"
    one = await ok(clerk.get(at))
    assert (one["contract_id"], one["owed"], one["gross"]) == (contract_id, cny("1.04"), cny("1.20"))
    stranger = await company.serving.caller(new_id(), ["contract.payment.read"], await company.serving.unit(new_id()))
    assert (await stranger.get(at)).status_code == 404
    assert (await ok(stranger.get("/v1/late-interest-invoices")))["items"] == []
    assert (await ok(books.get(f"{address}/agreement")))["agrees"]

    part = {"clause": "5", "phase": "late-interest", "amount": cny("1.00")}
    await ok(clerk.post(f"{address}/payments", json=part))
    aged = (await ok(books.get("/v1/ageing/items", params={"direction": "purchase", "contract_id": contract_id})))[
        "items"
    ]
    assert [one["amount"] for one in aged if one["phase"] == "late-interest"] == [cny("0.04")]
    over = await clerk.post(f"{address}/payments", json=part)
    assert (over.status_code, over.json()["reason"], over.json()["used"]) == (409, "over_phase", cny("1.00"))
    await ok(clerk.post(f"{address}/payments", json={**part, "amount": cny("0.04")}))
    owed = (await ok(clerk.get("/v1/obligations", params={"contract_id": contract_id})))["items"]
    assert [one["state"] for one in owed if one["phase"] == "late-interest"] == ["met"]

    await a_month_is_booked_by_itself(company, contract_id)
    found = await ok(clerk.get(f"{address}/late-interest"))
    assert found["booked"] != cny("1.04")


async def a_month_is_booked_by_itself(company: Company, contract_id: str) -> None:
    """As its deadline has it on the first day of the month after."""
    store = company.serving.running.store
    first = (TODAY.replace(day=1) + timedelta(days=32)).replace(day=1)
    async with store.begin() as work:
        waits = "SELECT due_at FROM deadlines WHERE kind = 'late_interest.month_over' AND data->>'contract_id' = $1"
        assert await work.conn.fetchval(waits, contract_id) is not None
        work.context = replace(work.context, now=datetime.combine(first, time(9), INSTALLATION_ZONE), today=first)
        await book_month(work, Deadline(MONTH_OVER, contract_id, work.context.now, {"contract_id": contract_id}))


async def test_what_waits_for_a_customer_is_due_from_its_receipt_on(company: Company):
    clerk = company.drafter
    plan = [plan_line(**after("customer_payment", 10))]
    bought = await agreed(company, plan, counterparty=await supplier_of(company, "large"))
    sold = await agreed(company, [line("3", "all", "2000.00", "counterparty")], "sales")
    assert problem(await clerk.get(f"{sold}/late-interest")) == "wrong-direction"
    receipt = await ok(clerk.post(f"{sold}/receipts", json={"amount": cny("2000.00"), "effective_on": ago(15)}))
    passed = {"receipt_id": receipt["payment_id"]}
    for body, pointer in (
        ({"receipt_id": new_id()}, "/receipt_id"),
        ({**passed, "clause": "5"}, "/phase"),
    ):
        refused = await clerk.post(f"{bought}/customer-payments", json=body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert problem(await clerk.post(f"{sold}/customer-payments", json=passed)) == "wrong-direction"
    assert (await ok(clerk.post(f"{bought}/customer-payments", json={**passed, "clause": "9", "phase": "x"})))[
        "dated"
    ] == 0
    assert (await ok(clerk.post(f"{bought}/customer-payments", json=passed)))["dated"] == 1
    owed = (await ok(clerk.get("/v1/obligations", params={"contract_id": bought.split("/")[-1]})))["items"]
    assert [one["due_on"] for one in owed] == [ago(5)]
